import { Duration, Lazy, Names, RemovalPolicy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ACCESS_LOG_FORMAT, addExecutionLogGroup } from './access-log';
import { corsAnswer, preflightAnswer } from './cors';
import { addGatewayResponses } from './gateway-responses';
import { lambdaIntegration } from './lambda-integration';
import { McpEndpoint } from './mcp-endpoint';
import { addMockMethod, MockAnswer, pageAnswer } from './mock-answer';
import { velocitySafe } from './velocity';
import { DEPLOYMENT_METADATA_KEY, DeploymentMetadata } from '../contract/deployment';
import { protectedResourceMetadata } from '../contract/gateway/metadata';
import { MCP_PATH, Route, ROUTES } from '../contract/gateway/routes';
import { liveAlias } from '../functions/live-alias';

export interface McpGatewayProps {
  readonly endpoint: McpEndpoint;
  readonly throttle: apigateway.ThrottleSettings;
  readonly cloudWatchRole: boolean;
  readonly logRetention: logs.RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** What answers, and what is said of it. */
export interface McpGatewayTargets {
  readonly mcpFunction: lambda.Function;
  /** How long an MCP request may take. */
  readonly mcpTimeout: Duration;
  /** Left out where the server has no OAuth endpoints. */
  readonly oauthFunction?: lambda.Function;
  /** Left out where everybody may call. */
  readonly authorizerFunction?: lambda.Function;
  /** The issuer whose tokens are accepted; left out where there are no tokens. */
  readonly authorizationServer?: string;
  /** JSON; left out where somebody else publishes it. */
  readonly authorizationServerMetadata?: string;
  /** What clients are told to ask for at first. */
  readonly initialScopes: readonly string[];
  /** A name for people. */
  readonly resourceName: string;
  readonly allowedOrigins: readonly string[];
  /** The HTML of what people see who open the MCP URL; asked for at synthesis. */
  connectPage(): string;
}

/** Seconds that clients may keep a metadata document. */
const METADATA_MAX_AGE_SECONDS = 300;

const METHOD_NOT_ALLOWED: MockAnswer = {
  status: 405,
  headers: { Allow: 'POST' },
  body: JSON.stringify({ jsonrpc: '2.0', error: { code: -32000, message: 'Method not allowed.' }, id: null }),
};

/** The REST API. Its URL is known before its routes, because the functions behind the routes are told it. */
export class McpGateway extends Construct {
  public readonly restApi: apigateway.RestApi;
  public readonly issuer: string;
  public readonly mcpUrl: string;
  public readonly domainNameTarget?: string;
  private readonly stageName: string;

  constructor(scope: Construct, id: string, props: McpGatewayProps) {
    super(scope, id);
    const { endpoint, logRetention, removalPolicy } = props;
    const accessLogs = new logs.LogGroup(this, 'AccessLogs', { retention: logRetention, removalPolicy });
    this.restApi = new apigateway.RestApi(this, 'Api', {
      // The metrics of an API are found by its name, and other servers of the account have metrics too.
      restApiName: Names.uniqueResourceName(this, { maxLength: 128, separator: '-' }),
      description: 'A remote MCP server',
      endpointConfiguration: { types: [apigateway.EndpointType.REGIONAL] },
      disableExecuteApiEndpoint: !endpoint.executeApiEnabled,
      cloudWatchRole: props.cloudWatchRole,
      // The role is the account's: other APIs log with it when this one is gone.
      cloudWatchRoleRemovalPolicy: props.cloudWatchRole ? RemovalPolicy.RETAIN : undefined,
      deployOptions: {
        stageName: endpoint.stageName,
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
    addExecutionLogGroup(this, this.restApi, logRetention, removalPolicy, endpoint.stageName);
    const { baseUrl, domainNameTarget } = endpoint.bind(this, { restApi: this.restApi });
    this.stageName = endpoint.stageName;
    this.issuer = baseUrl;
    this.mcpUrl = `${baseUrl}${MCP_PATH}`;
    this.domainNameTarget = domainNameTarget;
  }

  /** Adds every route. */
  public serve(targets: McpGatewayTargets): void {
    const { authorizerFunction, oauthFunction, authorizationServer, authorizationServerMetadata, allowedOrigins } = targets;
    addGatewayResponses(this.restApi, authorizerFunction && { baseUrl: this.issuer, scopes: targets.initialScopes });
    const authorizer = authorizerFunction && new apigateway.RequestAuthorizer(this, 'Authorizer', {
      handler: liveAlias(authorizerFunction),
      identitySources: [apigateway.IdentitySource.header('Authorization')],
      // The authorizer has its own cache, by what it reads of the registry; a decision depends on more than the header.
      resultsCacheTtl: Duration.seconds(0),
    });
    const mcp = lambdaIntegration(this.restApi, this.stageName, targets.mcpFunction, {
      responseTransferMode: apigateway.ResponseTransferMode.STREAM,
      timeout: targets.mcpTimeout,
    });
    const oauth = oauthFunction && lambdaIntegration(this.restApi, this.stageName, oauthFunction);
    const isPresent: { readonly [target in Route['target']]?: boolean } = {
      'oauth-function': oauth !== undefined,
      'protected-resource-metadata': authorizationServer !== undefined,
      'authorization-server-metadata': authorizationServerMetadata !== undefined,
    };
    const routes = ROUTES.filter(({ target }) => isPresent[target] ?? true);

    for (const route of routes) {
      const resource = this.restApi.root.resourceForPath(route.path);
      const authorization = route.authorization === 'bearer' && authorizer ? { authorizer } : { authorizationType: apigateway.AuthorizationType.NONE };
      const cors = corsAnswer(route.cors, allowedOrigins);
      const call = (integration: apigateway.Integration) => route.methods.forEach((method) => resource.addMethod(method, integration, authorization));
      const mock = (...answers: MockAnswer[]) => route.methods.forEach((method) => addMockMethod(
        resource, method, answers.map((answer) => ({ ...answer, headers: { ...answer.headers, ...cors.headers }, body: cors.template + answer.body })),
      ));
      const document = (json: string) => mock({ status: 200, headers: { 'Cache-Control': `public, max-age=${METADATA_MAX_AGE_SECONDS}` }, body: velocitySafe(json) });
      switch (route.target) {
        case 'mcp-function': call(mcp); break;
        case 'oauth-function': call(oauth!); break;
        case 'protected-resource-metadata': document(JSON.stringify(protectedResourceMetadata({
          resource: this.mcpUrl, authorizationServer: authorizationServer!, scopes: targets.initialScopes, resourceName: targets.resourceName,
        }))); break;
        case 'authorization-server-metadata': document(authorizationServerMetadata!); break;
        case 'connect-page': mock(METHOD_NOT_ALLOWED, pageAnswer(Lazy.string({ produce: () => targets.connectPage() }))); break;
        case 'method-not-allowed': mock(METHOD_NOT_ALLOWED); break;
      }
    }
    this.addPreflights(routes, allowedOrigins);
    // New routes are published when the functions behind them are.
    const called = [targets.mcpFunction, oauthFunction, authorizerFunction].filter((fn) => fn !== undefined);
    this.restApi.latestDeployment!.node.addDependency(...called.map(liveAlias));
  }

  /** Leaves word in the template for tools that read it. On the stage, because the API cannot refer to itself. */
  public describe(deployment: DeploymentMetadata): void {
    (this.restApi.deploymentStage.node.defaultChild as apigateway.CfnStage).addMetadata(DEPLOYMENT_METADATA_KEY, deployment);
  }

  private addPreflights(routes: readonly Route[], allowedOrigins: readonly string[]): void {
    for (const path of new Set(routes.map((route) => route.path))) {
      const preflight = preflightAnswer(routes.filter((route) => route.path === path), allowedOrigins);
      if (preflight) {
        addMockMethod(this.restApi.root.resourceForPath(path), 'OPTIONS', [{ status: 204, headers: preflight.headers, body: preflight.template }]);
      }
    }
  }
}
