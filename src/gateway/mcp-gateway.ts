import { Duration, Lazy, Names, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { ACCESS_LOG_FORMAT, addExecutionLogGroup } from './access-log';
import { corsAnswer, preflightAnswer } from './cors';
import { McpSharedDomain } from './endpoint/mcp-shared-domain';
import { McpFirewallTarget } from './firewall/firewall-target';
import { addGatewayResponses } from './gateway-responses';
import { lambdaIntegration, permitAuthorizers } from './lambda-integration';
import { loggingAccount } from './logging-account';
import { McpEndpoint } from './mcp-endpoint';
import { DOCUMENT_PARAMETER, documentAnswers } from './metadata-documents';
import { addMockMethod, MockAnswer, pageAnswer, readable } from './mock-answer';
import { publishAtRoot } from './shared-discovery';
import { staticDocumentAnswers } from './static-document';
import { DEPLOYMENT_METADATA_KEY, DeploymentMetadata } from '../contract/deployment';
import { protectedResourceMetadata } from '../contract/gateway/metadata';
import { MCP_PATH, methodsOf, Route, ROUTES } from '../contract/gateway/routes';
import {
  AI_CATALOG_MEDIA_TYPE, AI_CATALOG_ROUTE, aiCatalog, SERVER_CARD_MEDIA_TYPE, SERVER_CARD_ROUTE, serverCard, ServerCardFacts,
} from '../contract/gateway/server-card';
import { liveAlias } from '../functions/live-alias';
import { logGroup } from '../private/log-group';
import { Surroundings } from '../private/surroundings';
import { ValidationError } from '../private/validation-error';

export interface McpGatewayProps extends Surroundings {
  readonly endpoint: McpEndpoint;
  readonly throttle: apigateway.ThrottleSettings;
  readonly cloudWatchRole: boolean;
}

/** What answers, and what is said of it. */
export interface McpGatewayTargets {
  readonly mcpFunction: lambda.Function;
  /** How long an MCP request may take. */
  readonly mcpTimeout: Duration;
  /** Undefined if the server has no OAuth endpoints. */
  readonly oauthFunction?: lambda.Function;
  /** Undefined if everybody may call. */
  readonly authorizerFunction?: lambda.Function;
  /** The issuer whose tokens are accepted; left out where there are no tokens. */
  readonly authorizationServer?: string;
  /** JSON; undefined if an external issuer publishes it. */
  readonly authorizationServerMetadata?: string;
  /** The scopes that clients should request first. */
  readonly initialScopes: readonly string[];
  /** A display name. */
  readonly resourceName: string;
  readonly allowedOrigins: readonly string[];
  /** Undefined if the server has no card. */
  readonly serverCard?: Omit<ServerCardFacts, 'mcpUrl'>;
  /** The HTML of what people see who open the MCP URL; asked for at synthesis. */
  connectPage(): string;
}

/** A mapping template holds 300 KB. */
const LARGEST_DOCUMENT_BYTES = 250_000;

const PUBLIC: apigateway.MethodOptions = { authorizationType: apigateway.AuthorizationType.NONE };

const METHOD_NOT_ALLOWED: MockAnswer = {
  status: 405,
  headers: { Allow: 'POST' },
  body: JSON.stringify({ jsonrpc: '2.0', error: { code: -32000, message: 'Method not allowed.' }, id: null }),
};

/** The REST API. Its URL is known before its routes, because the functions behind the routes receive it. */
export class McpGateway extends Construct {
  public readonly restApi: apigateway.RestApi;
  public readonly issuer: string;
  public readonly mcpUrl: string;
  public readonly domainNameTarget?: string;
  public readonly firewallTarget: McpFirewallTarget;
  private readonly distribution?: cloudfront.Distribution;
  private readonly sharedDomain?: McpSharedDomain;
  private readonly stageName: string;
  /** Empty where the root of the URL's host is this API. */
  private readonly pathPrefix: string;

  constructor(scope: Construct, id: string, props: McpGatewayProps) {
    super(scope, id);
    const { endpoint } = props;
    const accessLogs = logGroup(this, 'AccessLogs', props);
    this.restApi = new apigateway.RestApi(this, 'Api', {
      // The metrics of an API are found by its name, and other servers of the account have metrics too.
      restApiName: Names.uniqueResourceName(this, { maxLength: 128, separator: '-' }),
      description: 'A remote MCP server',
      endpointConfiguration: endpoint.endpointConfiguration,
      disableExecuteApiEndpoint: !endpoint.executeApiEnabled,
      // See below: CDK would create one for every API.
      cloudWatchRole: false,
      deployOptions: {
        stageName: endpoint.stageName,
        variables: endpoint._stageVariables,
        tracingEnabled: true,
        metricsEnabled: true,
        loggingLevel: apigateway.MethodLoggingLevel.ERROR,
        // It would log tokens.
        dataTraceEnabled: false,
        throttlingRateLimit: props.throttle.rateLimit,
        throttlingBurstLimit: props.throttle.burstLimit,
        accessLogDestination: new apigateway.LogGroupLogDestination(accessLogs),
        accessLogFormat: ACCESS_LOG_FORMAT,
      },
    });
    // An output of every API, which would name the stage's URL even where a domain has replaced it.
    this.restApi.node.tryRemoveChild('Endpoint');
    if (props.cloudWatchRole) {
      this.restApi.deploymentStage.node.addDependency(loggingAccount(this));
    }
    addExecutionLogGroup(this, this.restApi, props, endpoint.stageName);
    const { baseUrl, domainNameTarget, firewallTarget, distribution, sharedDomain } = endpoint.bind(this, {
      restApi: this.restApi, encryptionKey: props.encryptionKey,
    });
    this.stageName = endpoint.stageName;
    this.issuer = baseUrl;
    this.mcpUrl = `${baseUrl}${MCP_PATH}`;
    this.domainNameTarget = domainNameTarget;
    this.firewallTarget = firewallTarget;
    this.distribution = distribution;
    this.sharedDomain = sharedDomain;
    this.pathPrefix = endpoint.pathPrefix;
  }

  /** Adds every route. */
  public serve(targets: McpGatewayTargets): void {
    const { authorizerFunction, oauthFunction } = targets;
    addGatewayResponses(this.restApi, authorizerFunction && { baseUrl: this.issuer, scopes: targets.initialScopes });
    const routes = ROUTES.filter(({ target }) => isPresent(target, targets));
    this.serveMcp(routes.filter(({ path }) => path === MCP_PATH), targets);
    this.serveDocuments(routes, targets);
    if (targets.serverCard) {
      this.serveCard(targets.serverCard);
    }
    if (oauthFunction) {
      this.serveOAuth(routes.filter(({ target }) => target === 'oauth-function'), oauthFunction);
    }
    // New routes are published when the functions behind them are.
    const called = [targets.mcpFunction, oauthFunction, authorizerFunction].filter((fn) => fn !== undefined);
    this.restApi.latestDeployment!.node.addDependency(...called.map((fn) => liveAlias(fn)));
  }

  /** POST is the MCP server; other methods get a page in browsers and a challenge elsewhere. */
  private serveMcp(routes: readonly Route[], targets: McpGatewayTargets): void {
    const { mcpFunction, mcpTimeout, authorizerFunction, allowedOrigins } = targets;
    const authorizedBy = (id: string, ...identitySources: string[]) => (
      authorizerFunction === undefined ? PUBLIC : { authorizer: this.authorizer(id, authorizerFunction, identitySources) }
    );
    const resource = this.resource(MCP_PATH);
    const integration = lambdaIntegration(this.restApi, this.stageName, mcpFunction, {
      responseTransferMode: apigateway.ResponseTransferMode.STREAM, timeout: mcpTimeout,
    });
    resource.addMethod('POST', integration, authorizedBy('Authorizer', apigateway.IdentitySource.header('Authorization')));
    const cors = corsAnswer('allowed-origins', allowedOrigins);
    const answers = [pageAnswer(Lazy.string({ produce: () => targets.connectPage() })), METHOD_NOT_ALLOWED].map((answer) => readable(answer, cors));
    // Without an identity source the function is asked about requests without a token, too: a browser has none.
    addMockMethod(resource, 'ANY', answers, authorizedBy('BrowserAuthorizer'));
    this.addPreflight(routes, allowedOrigins);
  }

  private authorizer(id: string, handler: lambda.Function, identitySources: string[]): apigateway.IAuthorizer {
    // The function has its own cache, by what it reads of the registry; a decision depends on more than the header.
    const authorizer = new apigateway.RequestAuthorizer(this, id, { handler: liveAlias(handler), identitySources, resultsCacheTtl: Duration.seconds(0) });
    permitAuthorizers(this.restApi, handler, authorizer);
    if (identitySources.length === 0) {
      // CDK writes an empty one.
      (authorizer.node.defaultChild as apigateway.CfnAuthorizer).addPropertyDeletionOverride('IdentitySource');
    }
    return authorizer;
  }

  private serveDocuments(routes: readonly Route[], targets: McpGatewayTargets): void {
    const json: { readonly [target in Route['target']]?: () => string } = {
      'protected-resource-metadata': () => JSON.stringify(protectedResourceMetadata({
        resource: this.mcpUrl, authorizationServer: targets.authorizationServer!, scopes: targets.initialScopes, resourceName: targets.resourceName,
      })),
      'authorization-server-metadata': () => targets.authorizationServerMetadata!,
    };
    const directories = new Map<string, Map<string, string>>();
    for (const { path, target } of routes) {
      const document = json[target]?.();
      if (document !== undefined) {
        const { directory, name } = documentPath(path);
        directories.set(directory, (directories.get(directory) ?? new Map<string, string>()).set(name, document));
      }
    }
    const cors = corsAnswer('any-origin', []);
    for (const [directory, documents] of directories) {
      const preflight = preflightAnswer(routes.filter(({ path }) => documentPath(path).directory === directory).slice(0, 1), []);
      const answers = documentAnswers(documents, cors, preflight!);
      addMockMethod(this.resource(directory), 'ANY', answers, PUBLIC);
      if (this.sharedDomain && directory === `/.well-known/{${DOCUMENT_PARAMETER}}`) {
        publishAtRoot(this.sharedDomain, this.pathPrefix, answers);
      }
    }
  }

  private serveCard(facts: Omit<ServerCardFacts, 'mcpUrl'>): void {
    this.addStaticDocument(SERVER_CARD_ROUTE, SERVER_CARD_MEDIA_TYPE, serverCard({ ...facts, mcpUrl: this.mcpUrl }));
    // Below a stage it would not lie where clients look.
    if (this.pathPrefix === '') {
      this.addStaticDocument(AI_CATALOG_ROUTE, AI_CATALOG_MEDIA_TYPE, aiCatalog({ name: facts.name, baseUrl: this.issuer }));
    }
  }

  private addStaticDocument(route: Route, mediaType: string, document: { readonly [name: string]: unknown }): void {
    const json = JSON.stringify(document);
    if (json.length > LARGEST_DOCUMENT_BYTES) {
      throw new ValidationError(
        'ServerCardTooLarge', `the server's card has ${json.length} characters, and API Gateway holds ${LARGEST_DOCUMENT_BYTES}; use smaller icons, or McpIcon.fromUrl()`, this,
      );
    }
    const answers = staticDocumentAnswers({ route, mediaType, json, resolved: JSON.stringify(Stack.of(this).resolve(json)) });
    addMockMethod(this.resource(route.path), 'ANY', answers, PUBLIC);
  }

  private serveOAuth(routes: readonly Route[], oauthFunction: lambda.Function): void {
    const integration = lambdaIntegration(this.restApi, this.stageName, oauthFunction);
    for (const path of new Set(routes.map((route) => route.path))) {
      const ofPath = routes.filter((route) => route.path === path);
      const methods = methodsOf(ofPath);
      // Of several methods one resource, for CloudFormation takes 500 of them in a stack: the function refuses what the routes do not name.
      this.resource(path).addMethod(methods.length === 1 ? methods[0] : 'ANY', integration, PUBLIC);
      this.addPreflight(ofPath, []);
    }
  }

  /** A distribution names its web ACL itself. */
  public guardBy(webAclArn: string | undefined): void {
    if (webAclArn !== undefined) {
      this.distribution?.attachWebAclId(webAclArn);
    }
  }

  /** Leaves word in the template for tools that read it. On the stage, because the API cannot refer to itself. */
  public describe(deployment: DeploymentMetadata): void {
    (this.restApi.deploymentStage.node.defaultChild as apigateway.CfnStage).addMetadata(DEPLOYMENT_METADATA_KEY, deployment);
  }

  private addPreflight(routes: readonly Route[], allowedOrigins: readonly string[]): void {
    const preflight = preflightAnswer(routes, allowedOrigins);
    if (preflight) {
      addMockMethod(this.resource(routes[0].path), 'OPTIONS', [{ status: 204, headers: preflight.headers, body: preflight.template }], PUBLIC);
    }
  }

  private resource(path: string): apigateway.IResource {
    return this.restApi.root.resourceForPath(path);
  }
}

function isPresent(target: Route['target'], targets: McpGatewayTargets): boolean {
  switch (target) {
    case 'oauth-function': return targets.oauthFunction !== undefined;
    case 'protected-resource-metadata': return targets.authorizationServer !== undefined;
    case 'authorization-server-metadata': return targets.authorizationServerMetadata !== undefined;
    default: return true;
  }
}

/** The documents of a directory are one resource of the API, whose path has a parameter in the place of their name. */
function documentPath(path: string): { readonly directory: string; readonly name: string } {
  const [name] = /(?<=\/\.well-known\/)[^/]+/.exec(path) ?? [''];
  return { name, directory: path.replace(`/.well-known/${name}`, `/.well-known/{${DOCUMENT_PARAMETER}}`) };
}
