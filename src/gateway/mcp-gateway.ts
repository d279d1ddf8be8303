import { Duration, Names, RemovalPolicy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ACCESS_LOG_FORMAT, addExecutionLogGroup } from './access-log';
import { corsAnswer, preflightAnswer } from './cors';
import { addGatewayResponses } from './gateway-responses';
import { McpEndpoint } from './mcp-endpoint';
import { addMockMethod } from './mock-answer';
import { velocitySafe } from './velocity';
import { DEPLOYMENT_METADATA_KEY, DeploymentMetadata } from '../contract/deployment';
import { authorizationServerMetadata, protectedResourceMetadata } from '../contract/metadata';
import { MCP_PATH, ROUTES } from '../contract/routes';

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
  readonly oauthFunction: lambda.Function;
  readonly authorizerFunction: lambda.Function;
  readonly scopes: readonly string[];
  /** A name for people. */
  readonly resourceName: string;
  readonly allowedOrigins: readonly string[];
}

/** Seconds that clients may keep a metadata document. */
const METADATA_MAX_AGE_SECONDS = 300;

const METHOD_NOT_ALLOWED = JSON.stringify({ jsonrpc: '2.0', error: { code: -32000, message: 'Method not allowed.' }, id: null });

/** The REST API. Its URL is known before its routes, because the functions behind the routes are told it. */
export class McpGateway extends Construct {
  public readonly restApi: apigateway.RestApi;
  public readonly issuer: string;
  public readonly mcpUrl: string;
  public readonly domainNameTarget?: string;

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
    this.issuer = baseUrl;
    this.mcpUrl = `${baseUrl}${MCP_PATH}`;
    this.domainNameTarget = domainNameTarget;
  }

  /** Adds every route. */
  public serve(targets: McpGatewayTargets): void {
    addGatewayResponses(this.restApi, { issuer: this.issuer, scopes: targets.scopes });
    const authorizer = new apigateway.RequestAuthorizer(this, 'Authorizer', {
      handler: targets.authorizerFunction,
      identitySources: [apigateway.IdentitySource.header('Authorization')],
      // The authorizer has its own cache, by what it reads of the registry; a decision depends on more than the header.
      resultsCacheTtl: Duration.seconds(0),
    });
    const mcp = new apigateway.LambdaIntegration(targets.mcpFunction, {
      responseTransferMode: apigateway.ResponseTransferMode.STREAM,
      timeout: targets.mcpTimeout,
      allowTestInvoke: false,
    });
    const oauth = new apigateway.LambdaIntegration(targets.oauthFunction, { allowTestInvoke: false });
    const facts = { issuer: this.issuer, resource: this.mcpUrl, scopes: targets.scopes, resourceName: targets.resourceName };

    for (const route of ROUTES) {
      const resource = this.restApi.root.resourceForPath(route.path);
      const authorization = route.authorization === 'bearer' ? { authorizer } : { authorizationType: apigateway.AuthorizationType.NONE };
      const mock = (status: number, headers: { [name: string]: string }, body: string) => {
        const cors = corsAnswer(route.cors, targets.allowedOrigins);
        route.methods.forEach((method) => addMockMethod(resource, method, { status, headers: { ...headers, ...cors.headers }, body: cors.template + body }));
      };
      const document = (content: object) => mock(200, { 'Cache-Control': `public, max-age=${METADATA_MAX_AGE_SECONDS}` }, velocitySafe(JSON.stringify(content)));
      switch (route.target) {
        case 'mcp-function': route.methods.forEach((method) => resource.addMethod(method, mcp, authorization)); break;
        case 'oauth-function': route.methods.forEach((method) => resource.addMethod(method, oauth, authorization)); break;
        case 'protected-resource-metadata': document(protectedResourceMetadata(facts)); break;
        case 'authorization-server-metadata': document(authorizationServerMetadata(facts)); break;
        case 'method-not-allowed': mock(405, { Allow: 'POST' }, METHOD_NOT_ALLOWED); break;
      }
    }
    this.addPreflights(targets.allowedOrigins);
  }

  /** Leaves word in the template for tools that read it. On the stage, because the API cannot refer to itself. */
  public describe(deployment: DeploymentMetadata): void {
    (this.restApi.deploymentStage.node.defaultChild as apigateway.CfnStage).addMetadata(DEPLOYMENT_METADATA_KEY, deployment);
  }

  private addPreflights(allowedOrigins: readonly string[]): void {
    for (const path of new Set(ROUTES.map((route) => route.path))) {
      const preflight = preflightAnswer(ROUTES.filter((route) => route.path === path), allowedOrigins);
      if (preflight) {
        addMockMethod(this.restApi.root.resourceForPath(path), 'OPTIONS', { status: 204, headers: preflight.headers, body: preflight.template });
      }
    }
  }
}
