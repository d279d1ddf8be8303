import { Annotations, Fn } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { pageCustomization } from './authorization/page-options';
import { ACCESS_PATH } from './contract/gateway/routes';
import { RequestMetrics } from './contract/metrics';
import { AccessPolicyLayer } from './functions/access-policy-layer';
import { ConnectorFunction } from './functions/connector-function';
import { KeepWarm } from './functions/keep-warm';
import { liveAlias } from './functions/live-alias';
import { McpFunction } from './functions/mcp-function';
import { Tasks } from './functions/tasks';
import { McpGateway } from './gateway/mcp-gateway';
import { byPlace } from './gateway/velocity';
import { AskedMetrics, countedEvents } from './monitoring/asked-metrics';
import { subscribeAudit } from './monitoring/audit-subscription';
import { Measured, MeasuredServer } from './monitoring/measured-server';
import { FunctionRole, MonitoredFunction } from './monitoring/monitored-function';
import { McpApp } from './offering/apps/mcp-app';
import { Offering } from './offering/offering';
import { McpPrompt } from './offering/prompts/mcp-prompt';
import { McpResource } from './offering/resources/mcp-resource';
import { OwnServer } from './offering/server-code/own-server';
import { McpSkill } from './offering/skills/mcp-skill';
import { McpTool } from './offering/tools/mcp-tool';
import { McpToolset } from './offering/tools/mcp-toolset';
import { connectPage } from './pages/connect-page';
import { pageTexts } from './pages/page-texts';
import { checksArguments, requireDeclaredArguments } from './private/declared';
import { validateLate } from './private/late-validation';
import { requireFunctions } from './private/server-function-validation';
import { ValidationError } from './private/validation-error';
import { RemoteMcpServerGrants } from './remote-mcp-server-grants';
import { IRemoteMcpServer } from './remote-mcp-server-interface';
import { addOutputs, deploymentMetadata } from './remote-mcp-server-outputs';
import { RemoteMcpServerProps } from './remote-mcp-server-props';
import { serverSettings } from './remote-mcp-server-settings';

/**
 * A production remote MCP server: API Gateway, OAuth 2.1, a firewall, four functions, a registry and alarms.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28
 */
export class RemoteMcpServer extends MeasuredServer implements IRemoteMcpServer {
  static {
    checksArguments(this, 'RemoteMcpServer');
  }

  public readonly mcpUrl: string;
  public readonly issuer?: string;

  /**
   * Where clients register (RFC 7591); undefined where they do not.
   *
   * @attribute
   */
  public readonly registrationEndpoint?: string;

  public readonly grants: RemoteMcpServerGrants;

  /** The API. */
  public readonly restApi: apigateway.RestApi;

  /** Serves tools, resources and prompts. The only function that may call the tools' functions. */
  public readonly mcpFunction: lambda.Function;

  /** Verifies access tokens; undefined where no authorization is required. */
  public readonly authorizerFunction?: lambda.Function;

  /** The authorization server; undefined with an external one or none. */
  public readonly oauthFunction?: lambda.Function;

  /** Fetches the metadata and keys that clients publish, without any other permission; undefined where nothing is fetched. */
  public readonly documentFetcherFunction?: lambda.Function;

  /** The table of clients, grants, tokens and published keys; undefined without a built-in authorization server. */
  public readonly registry?: dynamodb.ITableV2;

  /** The table that your code writes changes to, with the permission of `grants.publishChanges()`; undefined without subscriptions. */
  public readonly changesTable?: dynamodb.TableV2;

  /** Holds the key material of the authorization server; undefined without a built-in authorization server. */
  public readonly signingSecret?: secretsmanager.ISecret;

  /** Holds the users' accounts; undefined where they are not in one Cognito user pool. */
  public readonly userPool?: cognito.IUserPool;

  /** Holds the token with which machine clients register; undefined where they cannot. */
  public readonly initialAccessTokenSecret?: secretsmanager.ISecret;

  /** ARN of the firewall's web ACL; undefined where there is no firewall. */
  public readonly webAclArn?: string;

  /** Where the firewall logs; undefined without firewall logging, or with your own web ACL. */
  public readonly firewallLogGroup?: logs.ILogGroup;

  /** The log group that holds nothing but audit lines; undefined unless `audit` makes one. */
  public readonly auditLogGroup?: logs.ILogGroup;

  /** The target host name for the DNS record of a domain of your own; undefined without one. */
  public readonly domainNameTarget?: string;

  /** The alarms. */
  public readonly alarms: cloudwatch.Alarm[];

  /** @internal */
  protected readonly _measured: Measured;
  private readonly connector: ConnectorFunction;
  private readonly tasks: Tasks;
  private readonly offering: Offering;
  private readonly ownServer?: OwnServer;
  private readonly clientSecrets: { readonly [clientId: string]: secretsmanager.ISecret };

  constructor(scope: Construct, id: string, props: RemoteMcpServerProps = {}) {
    requireDeclaredArguments('RemoteMcpServer.constructor', [scope, id, props], Construct.isConstruct(scope) ? scope : undefined, new.target !== RemoteMcpServer);
    super(scope, id);
    const { serverInfo, endpoint, toolTimeout, subscriptions, allowedOrigins, surroundings, ...settings } = serverSettings(this, props);

    const gateway = new McpGateway(this, 'Gateway', { ...surroundings, endpoint, throttle: settings.throttle, cloudWatchRole: settings.cloudWatchRole });
    const { restApi, mcpUrl: resource } = gateway;

    const authorization = settings.authorization.bind(this, {
      ...surroundings,
      issuer: gateway.issuer,
      resource,
      serverName: serverInfo.name,
      serverTitle: serverInfo.title,
      serverDescription: serverInfo.description,
      signingSecret: settings.signingSecret,
    });
    const { authorizerFunction, oauthFunction, documentFetcherFunction } = authorization;
    const anonymous = authorizerFunction === undefined;
    requireFunctions(this, props.functions ?? {}, { authorizer: !anonymous, oauth: oauthFunction !== undefined });

    const toolNames = () => (ownServer ? undefined : offering.toolNames);
    const requestMetrics = (): RequestMetrics | undefined => {
      const tools = settings.metrics._tools(this, toolNames());
      return tools && { resource, tools };
    };
    const mcp = new McpFunction(this, 'Mcp', {
      ...surroundings,
      resource,
      allowedOrigins,
      timeout: toolTimeout,
      anonymous,
      subscriptions,
      limits: settings.throttle,
      toolNames,
      requestMetrics,
    });
    const asked = new AskedMetrics(this, mcp);
    validateLate(this, () => asked.validate({
      tools: toolNames(),
      tasks: offering.taskNames,
      apart: settings.metrics._tools(this, toolNames()),
      events: countedEvents({ authorizer: !anonymous, oauth: oauthFunction !== undefined }),
    }));
    const keepWarm = props.functions?.keepWarm ? new KeepWarm(this, 'KeepWarm', [mcp.function, ...authorizerFunction ? [authorizerFunction] : []]) : undefined;
    const alarms: cloudwatch.Alarm[] = [];
    const audit = settings.audit.bind(this, surroundings);
    const connector = new ConnectorFunction(this, 'Connector', {
      ...surroundings,
      options: props.connector ?? {},
      toolTimeout,
      resource,
      onRemoteTools: () => {
        alarms.push(...settings.monitoring.bindRemoteTools(this, { resource }).alarms);
      },
      onCreated: (fn) => {
        keepWarm?.add(fn);
        alarms.push(...settings.monitoring.bindFunction(this, { function: { role: FunctionRole.CONNECTOR, functionName: fn.functionName }, resource }).alarms);
      },
    });
    const tasks = new Tasks(this, 'Tasks', {
      ...surroundings,
      server: mcp.function,
      module: mcp.module,
      targets: () => offering.taskTargets(),
      requestMetrics,
      onRunnerCreated: (runner) => {
        const { functionName } = runner;
        alarms.push(...settings.monitoring.bindFunction(this, { function: { role: FunctionRole.TASK_RUNNER, functionName }, resource }).alarms);
        subscribeAudit(runner, audit);
      },
    });
    const offering: Offering = new Offering(this, {
      serverInfo,
      icons: props.icons,
      instructions: props.instructions,
      invoker: mcp.function,
      codeHost: mcp,
      toolHost: {
        addOperation: (tool, connection, operationOf) => connector.addOperation(tool, connection, operationOf),
        reportsTable: () => mcp.reportsTable(),
      },
      toolTimeout,
      conversationHost: mcp,
      subscriptions: subscriptions !== undefined,
      taskHost: tasks,
      scopes: authorization.scopes,
    });
    const ownServer: OwnServer | undefined = props.serverCode && new OwnServer(this, props.serverCode, {
      invoker: mcp.function, codeHost: mcp, scopes: authorization.scopes, others: { ...props, subscriptions },
    });
    mcp.serve(ownServer ?? offering);
    if (authorizerFunction) {
      new AccessPolicyLayer(this, 'AccessPolicy', { authorizerFunction, accessPolicy: () => (ownServer ?? offering).accessPolicy() });
    }

    const pages = pageCustomization(this, authorization.pages);
    gateway.serve({
      mcpFunction: mcp.function,
      mcpTimeout: mcp.timeout,
      oauthFunction,
      authorizerFunction,
      authorizationServer: authorization.issuer,
      authorizationServerMetadata: authorization.authorizationServerMetadata,
      initialScopes: authorization.initialScopes,
      connectPage: () => connectPage({
        ...serverInfo,
        ...offering.items(),
        url: resource,
        interactiveSignIn: authorization.interactiveSignIn,
        accessUrl: authorization.interactiveSignIn && oauthFunction ? `${authorization.issuer}${ACCESS_PATH}` : undefined,
        anonymous,
        hidesOffer: ownServer !== undefined || !(authorization.pages?.listsOffer ?? anonymous),
        texts: pageTexts(pages.texts),
        logo: pages.logo,
        encodeBase64: (text) => Fn.base64(text),
        byPlace,
      }),
      resourceName: serverInfo.title ?? serverInfo.name,
      serverCard: props.serverCard && { ...offering.serverInfo, knowsVersions: ownServer === undefined },
      allowedOrigins,
    });

    [mcp.function, authorizerFunction, oauthFunction].forEach((fn) => subscribeAudit(fn, audit));

    const firewall = settings.firewall.bind(this, {
      ...surroundings, target: gateway.firewallTarget, stagePrefix: endpoint.pathPrefix, serverCard: props.serverCard && true,
    });
    gateway.guardBy(firewall.webAclArn);

    const monitoring = settings.monitoring.bind(this, {
      apiName: restApi.restApiName,
      stageName: endpoint.stageName,
      functions: [
        ...inRole(FunctionRole.MCP, mcp.function),
        ...inRole(FunctionRole.AUTHORIZER, authorizerFunction),
        ...inRole(FunctionRole.OAUTH, oauthFunction),
        ...inRole(FunctionRole.DOCUMENT_FETCHER, documentFetcherFunction),
        ...inRole(FunctionRole.SERVER_CODE, ownServer?.fn),
        ...inRole(FunctionRole.AUDIT, audit.collector),
        ...inRole(FunctionRole.ROTATION, authorization.rotationFunction),
      ],
      resource,
      hasOpenStreams: subscriptions !== undefined,
      hasMetrics: surroundings.metrics,
    });

    const addresses = {
      mcpUrl: resource,
      issuer: authorization.issuer,
      registrationEndpoint: authorization.registrationEndpoint,
      initialAccessTokenSecretArn: authorization.initialAccessTokenSecret?.secretArn,
      administrationFunctionArn: oauthFunction && liveAlias(oauthFunction).functionArn,
      userPoolId: authorization.userPool?.userPoolId,
      identityProviders: authorization.identityProviders,
      groupScopes: authorization.groupScopes,
      clientSecretArns: new Map(Object.entries(authorization.clientSecrets ?? {}).map(([clientId, { secretArn }]) => [clientId, secretArn])),
    };
    addOutputs(this, addresses);
    gateway.describe(deploymentMetadata(
      serverInfo.title ?? serverInfo.name, addresses, props.serverCard && offering.serverInfo, ownServer === undefined ? () => offering.names() : undefined,
    ));

    this.offering = offering;
    this.ownServer = ownServer;
    this.mcpUrl = resource;
    this.issuer = authorization.issuer;
    this.registrationEndpoint = authorization.registrationEndpoint;
    this.restApi = restApi;
    this._measured = { api: { apiName: restApi.restApiName, stageName: endpoint.stageName }, mcpUrl: resource, asked };
    this.domainNameTarget = gateway.domainNameTarget;
    this.mcpFunction = mcp.function;
    this.authorizerFunction = authorizerFunction;
    this.oauthFunction = oauthFunction;
    this.documentFetcherFunction = documentFetcherFunction;
    this.userPool = authorization.userPool;
    this.clientSecrets = authorization.clientSecrets ?? {};
    this.registry = authorization.registry;
    this.changesTable = mcp.subscriptionStore?.table;
    this.signingSecret = authorization.signingSecret;
    this.initialAccessTokenSecret = authorization.initialAccessTokenSecret;
    this.webAclArn = firewall.webAclArn;
    this.firewallLogGroup = firewall.logGroup;
    this.auditLogGroup = audit.logGroup;
    alarms.unshift(...monitoring.alarms);
    this.alarms = alarms;
    this.connector = connector;
    this.tasks = tasks;
    this.grants = new RemoteMcpServerGrants(this, authorization.initialAccessTokenSecret, this.changesTable, oauthFunction);

    props.tools?.forEach((tool) => this.addTool(tool));
    props.toolsets?.forEach((toolset) => this.addToolset(toolset));
    props.resources?.forEach((mcpResource) => this.addResource(mcpResource));
    props.prompts?.forEach((prompt) => this.addPrompt(prompt));
    props.skills?.forEach((skill) => this.addSkill(skill));
    props.apps?.forEach((app) => this.addApp(app));
    // When all has been added that will be.
    this.node.addValidation({ validate: () => this.sayWhatIsMissing() });
  }

  /**
   * Adds a tool.
   *
   * @throws after the server's template has been written; Aspects may still add tools
   */
  public addTool(tool: McpTool): void {
    this.ownServer?.refuseAddition();
    this.offering.addTool(tool);
  }

  /**
   * Adds the tools of a toolset.
   *
   * @throws after the server's template has been written; Aspects may still add toolsets
   */
  public addToolset(toolset: McpToolset): void {
    this.ownServer?.refuseAddition();
    this.offering.addToolset(toolset);
  }

  /**
   * Adds a resource.
   *
   * @throws after the server's template has been written; Aspects may still add resources
   */
  public addResource(resource: McpResource): void {
    this.ownServer?.refuseAddition();
    this.offering.addResource(resource);
  }

  /**
   * Adds a prompt.
   *
   * @throws after the server's template has been written; Aspects may still add prompts
   */
  public addPrompt(prompt: McpPrompt): void {
    this.ownServer?.refuseAddition();
    this.offering.addPrompt(prompt);
  }

  /**
   * The function that speaks to the APIs behind tools. Undefined as long as no tool of the server needs it.
   *
   * Grant it what `McpCredentials.sigV4()` signs requests for.
   */
  public get connectorFunction(): lambda.Function | undefined {
    return this.connector.existingFunction;
  }

  /**
   * The function that runs tools of functions as tasks. Undefined as long as no such tool can be one.
   */
  public get taskRunnerFunction(): lambda.Function | undefined {
    return this.tasks.runnerFunction;
  }

  /**
   * Adds a skill.
   *
   * @throws after the server's template has been written; Aspects may still add skills
   */
  public addSkill(skill: McpSkill): void {
    this.ownServer?.refuseAddition();
    this.offering.addSkill(skill);
  }

  /**
   * Adds an app.
   *
   * @throws after the server's template has been written; Aspects may still add apps
   */
  public addApp(app: McpApp): void {
    this.ownServer?.refuseAddition();
    this.offering.addApp(app);
  }

  /**
   * The secret of a declared client.
   *
   * @param clientId of a client among the `clients` of `McpAuthorization.oauth()`
   * @throws where the server declares no such client, or it has no secret
   */
  public clientSecret(clientId: string): secretsmanager.ISecret {
    if (!Object.hasOwn(this.clientSecrets, clientId)) {
      throw new ValidationError(
        'NoClientSecret', `no declared client "${clientId}" has a secret; clients with a secret: ${Object.keys(this.clientSecrets).join(', ') || 'none'}`, this,
      );
    }
    return this.clientSecrets[clientId];
  }

  private sayWhatIsMissing(): string[] {
    if (this.ownServer === undefined && this.offering.isEmpty) {
      // On a part of the server, so that it can be acknowledged beforehand.
      Annotations.of(this.mcpFunction).addWarningV2(
        'cdk-remote-mcp-server:nothingOffered', 'the server offers nothing: clients would find neither tools nor resources nor prompts; add some, such as tools: [McpTool.fromCode(…)]',
      );
    }
    return [];
  }
}

/** A function that not every server has. */
function inRole(role: FunctionRole, fn: lambda.IFunction | undefined): MonitoredFunction[] {
  return fn === undefined ? [] : [{ role, functionName: fn.functionName }];
}
