// A server's resources of every type, as many of each, as someone would write them with the CDK's own constructs: what synthesis of a server is compared with.
import { join } from 'node:path';
import { App, CfnOutput, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';

const before = process.cpuUsage();
const app = new App();
const stack = new Stack(app, 'Bench');
const bundles = join(__dirname, '..', 'assets', 'functions');

const tool = new lambda.Function(stack, 'Tool', { runtime: lambda.Runtime.NODEJS_24_X, handler: 'index.handler', code: lambda.Code.fromInline('// Never runs.') });
const logGroup = (id: string, logGroupName?: string) => new logs.LogGroup(stack, id, {
  logGroupName, retention: logs.RetentionDays.THREE_MONTHS, removalPolicy: RemovalPolicy.RETAIN,
});

const api = new apigateway.RestApi(stack, 'Api', {
  cloudWatchRole: false,
  endpointConfiguration: { types: [apigateway.EndpointType.REGIONAL] },
  deployOptions: {
    tracingEnabled: true,
    metricsEnabled: true,
    loggingLevel: apigateway.MethodLoggingLevel.ERROR,
    throttlingRateLimit: 100,
    throttlingBurstLimit: 200,
    accessLogDestination: new apigateway.LogGroupLogDestination(logGroup('AccessLogs')),
    accessLogFormat: apigateway.AccessLogFormat.jsonWithStandardFields(),
  },
});
const loggingRole = new iam.Role(stack, 'LoggingRole', {
  assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
  managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs')],
});
new apigateway.CfnAccount(stack, 'LoggingAccount', { cloudWatchRoleArn: loggingRole.roleArn });
api.deploymentStage.node.addDependency(logGroup('ExecutionLogs', `API-Gateway-Execution-Logs_${api.restApiId}/prod`));

const table = new dynamodb.TableV2(stack, 'Registry', {
  partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
  sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
  timeToLiveAttribute: 'expiresAt',
  pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
  deletionProtection: true,
  encryption: dynamodb.TableEncryptionV2.awsManagedKey(),
  removalPolicy: RemovalPolicy.RETAIN,
});
const [signingSecret, initialAccessToken] = ['SigningSecret', 'InitialAccessToken'].map((id) => new secretsmanager.Secret(stack, id, {
  removalPolicy: RemovalPolicy.RETAIN, generateSecretString: { passwordLength: 64, excludePunctuation: true },
}));

const issuer = `https://${api.restApiId}.execute-api.${stack.region}.${stack.urlSuffix}/prod`;
const resource = `${issuer}/mcp`;
const pool = new cognito.UserPool(stack, 'UserPool', { featurePlan: cognito.FeaturePlan.ESSENTIALS, passwordPolicy: { minLength: 12 }, removalPolicy: RemovalPolicy.RETAIN, deletionProtection: true });
const domain = pool.addDomain('Domain', { cognitoDomain: { domainPrefix: `mcp-${api.restApiId}` }, managedLoginVersion: cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN });
const poolClient = pool.addClient('Client', { generateSecret: true, oAuth: { flows: { authorizationCodeGrant: true }, callbackUrls: [`${issuer}/callback/managed`] } });
new cognito.CfnManagedLoginBranding(stack, 'Branding', { userPoolId: pool.userPoolId, clientId: poolClient.userPoolClientId, useCognitoProvidedValues: true });

/** With a log group, a role that holds what it needs, and the alias that others call. */
function serverFunction(id: string, bundle: string, timeout: Duration, environment: { [name: string]: string }, layers: lambda.ILayerVersion[] = []) {
  const logGroupOfFunction = logGroup(`${id}Logs`);
  const role = new iam.Role(stack, `${id}Role`, { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  logGroupOfFunction.grantWrite(role);
  const fn = new lambda.Function(stack, `${id}Function`, {
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    handler: 'index.handler',
    code: layers.length > 0 ? lambda.Code.fromInline("exports.handler = require('server').handler;") : lambda.Code.fromAsset(join(bundles, bundle)),
    timeout,
    memorySize: 512,
    role,
    logGroup: logGroupOfFunction,
    loggingFormat: lambda.LoggingFormat.JSON,
    tracing: lambda.Tracing.ACTIVE,
    environment,
    layers,
    currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
  });
  return { fn, role, alias: fn.addAlias('live') };
}
const registry = { OAUTH_ISSUER: issuer, MCP_RESOURCE: resource, REGISTRY_TABLE_NAME: table.tableName };
const authorizer = serverFunction('Authorizer', 'authorizer', Duration.seconds(10), registry);
table.grant(authorizer.role, 'dynamodb:BatchGetItem');
const fetcher = serverFunction('DocumentFetcher', 'document-fetcher', Duration.seconds(10), {});
const oauth = serverFunction('OAuth', 'oauth', Duration.seconds(29), {
  ...registry,
  SIGNING_SECRET_ARN: signingSecret.secretArn,
  INITIAL_ACCESS_TOKEN_ARN: initialAccessToken.secretArn,
  DOCUMENT_FETCHER_NAME: fetcher.alias.functionArn,
  SIGN_IN: JSON.stringify({ issuer: pool.userPoolProviderUrl, clientId: poolClient.userPoolClientId, domain: domain.baseUrl() }),
});
table.grantReadWriteData(oauth.role);
signingSecret.grantRead(oauth.role);
initialAccessToken.grantRead(oauth.role);
fetcher.alias.grantInvoke(oauth.role);
const layer = new lambda.LayerVersion(stack, 'Module', { code: lambda.Code.fromAsset(join(bundles, 'mcp')), compatibleRuntimes: [lambda.Runtime.NODEJS_24_X] });
const mcp = serverFunction('Mcp', 'mcp', Duration.seconds(60), { MCP_RESOURCE: resource, TARGET: tool.functionArn }, [layer]);
tool.grantInvoke(mcp.role);

const permission = { principal: new iam.ServicePrincipal('apigateway.amazonaws.com') };
for (const { alias } of [oauth, mcp]) {
  alias.addPermission('ApiGateway', { ...permission, sourceArn: api.arnForExecuteApi('*', '/*', 'prod') });
}
// Without the permission that the CDK adds for each of the two.
authorizer.alias.addPermission('ApiGateway', { ...permission, sourceArn: stack.formatArn({ service: 'execute-api', resource: api.restApiId, resourceName: 'authorizers/*' }) });
const [tokenAuthorizer, browserAuthorizer] = ['Authorizer', 'BrowserAuthorizer'].map((id) => {
  const made = new apigateway.CfnAuthorizer(stack, id, {
    restApiId: api.restApiId,
    name: id,
    type: 'REQUEST',
    authorizerResultTtlInSeconds: 0,
    identitySource: id === 'Authorizer' ? 'method.request.header.Authorization' : undefined,
    authorizerUri: `arn:${stack.partition}:apigateway:${stack.region}:lambda:path/2015-03-31/functions/${authorizer.alias.functionArn}/invocations`,
  });
  return { authorizationType: apigateway.AuthorizationType.CUSTOM, authorizer: { authorizerId: made.ref } };
});

const leadTo = (fn: lambda.IFunction) => new apigateway.AwsIntegration({ service: 'lambda', proxy: true, path: `2015-03-31/functions/${fn.functionArn}/invocations` });
function mock(at: apigateway.IResource, method: string, answers: { [status: string]: string }, options: apigateway.MethodOptions = {}) {
  const headers = { 'Access-Control-Allow-Origin': "'*'", 'Access-Control-Allow-Headers': "'Authorization,Content-Type,Accept'", 'Cache-Control': "'max-age=300'" };
  at.addMethod(method, new apigateway.MockIntegration({
    passthroughBehavior: apigateway.PassthroughBehavior.NEVER,
    requestTemplates: { 'application/json': Object.keys(answers).map((status, i) => `#${i === 0 ? 'if' : 'elseif'}($context.httpMethod == '${i}'){"statusCode":${status}}`).join('') + '#end' },
    integrationResponses: Object.entries(answers).map(([statusCode, body]) => ({
      statusCode,
      selectionPattern: statusCode,
      responseParameters: Object.fromEntries(Object.entries(headers).map(([name, value]) => [`method.response.header.${name}`, value])),
      responseTemplates: { 'application/json': body },
    })),
  }), {
    ...options,
    methodResponses: Object.keys(answers).map((statusCode) => ({
      statusCode, responseParameters: Object.fromEntries(Object.keys(headers).map((name) => [`method.response.header.${name}`, true])),
    })),
  });
}
const path = (text: string) => api.root.resourceForPath(text);
path('/mcp').addMethod('POST', leadTo(mcp.fn), tokenAuthorizer);
mock(path('/mcp'), 'ANY', { 200: `<!doctype html><title>${resource}</title><p>${'What people see. '.repeat(900)}`, 405: '{}' }, browserAuthorizer);
for (const documents of ['/mcp/.well-known/{document}', '/.well-known/{document}', '/.well-known/{document}/mcp']) {
  const endpoints = ['authorize', 'token', 'register', 'revoke', 'jwks'].map((endpoint) => `${issuer}/${endpoint}`);
  const metadata = JSON.stringify({ resource, issuer, endpoints, scopes: Array(20).fill('openid') });
  mock(path(documents), 'ANY', { 204: '', 405: '{}', 404: '{}', 200: `#if($input.params('document') == 'one')${metadata}#else${metadata}#end` });
}
const anyOf = ['/jwks', '/authorize', '/authorize/{uid}', '/interaction/{uid}', '/callback/{provider}', '/access', '/signed-out', '/register/{client_id}', '/clients/{client_id}'];
for (const text of anyOf) {
  path(text).addMethod('ANY', leadTo(oauth.alias));
}
for (const text of ['/token', '/revoke', '/introspect', '/par', '/register', '/dcr']) {
  path(text).addMethod('POST', leadTo(oauth.alias));
}
for (const text of ['/jwks', '/token', '/revoke', '/par', '/register', '/dcr']) {
  mock(path(text), 'OPTIONS', { 204: '' });
}
const { ResponseType } = apigateway;
const answered = {
  AUTHORIZER_FAILURE: 503,
  UNAUTHORIZED: 401,
  ACCESS_DENIED: 403,
  MISSING_AUTHENTICATION_TOKEN: 404,
  THROTTLED: 429,
  WAF_FILTERED: 403,
  REQUEST_TOO_LARGE: 413,
  DEFAULT_4XX: 400,
  DEFAULT_5XX: 500,
};
for (const [type, status] of Object.entries(answered)) {
  api.addGatewayResponse(type, {
    type: ResponseType.of(type),
    statusCode: String(status),
    responseHeaders: { 'Access-Control-Allow-Origin': "'*'", 'WWW-Authenticate': `'Bearer resource_metadata="${issuer}/.well-known/oauth-protected-resource/mcp"'` },
    templates: { 'application/json': `{"error":"${type}","request_id":"$context.requestId"}` },
  });
}

const visible = (metricName: string) => ({ cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName });
const byRate = (name: string, priority: number) => ({
  name,
  priority,
  action: { block: { customResponse: { responseCode: 429, responseHeaders: [{ name: 'Retry-After', value: '300' }] } } },
  visibilityConfig: visible(name),
  statement: {
    rateBasedStatement: {
      aggregateKeyType: 'IP',
      limit: 100,
      scopeDownStatement: { byteMatchStatement: { fieldToMatch: { uriPath: {} }, positionalConstraint: 'ENDS_WITH', searchString: `/${name}`, textTransformations: [{ priority: 0, type: 'NONE' }] } },
    },
  },
});
const managed = (name: string, priority: number) => ({
  name,
  priority,
  overrideAction: { none: {} },
  visibilityConfig: visible(name),
  statement: {
    managedRuleGroupStatement: {
      vendorName: 'AWS',
      name: `AWSManagedRules${name}`,
      ruleActionOverrides: ['SizeRestrictions_BODY', 'GenericRFI_BODY', 'GenericLFI_BODY', 'CrossSiteScripting_BODY', 'EC2MetaDataSSRF_BODY'].map((rule) => ({ name: rule, actionToUse: { count: {} } })),
    },
  },
});
const firewall = new wafv2.CfnWebACL(stack, 'Firewall', {
  scope: 'REGIONAL',
  defaultAction: { allow: {} },
  visibilityConfig: visible('Firewall'),
  rules: [
    managed('AmazonIpReputationList', 10), ...['register', 'authorize', 'token', 'mcp', 'interaction'].map((name, i) => byRate(name, 20 + i)),
    managed('CommonRuleSet', 30), managed('KnownBadInputsRuleSet', 31),
  ],
});
new wafv2.CfnWebACLAssociation(stack, 'FirewallAssociation', { resourceArn: api.deploymentStage.stageArn, webAclArn: firewall.attrArn });
const firewallLogs = logGroup('FirewallLogs', `aws-waf-logs-${stack.stackName}`);
new wafv2.CfnLoggingConfiguration(stack, 'FirewallLog', {
  resourceArn: firewall.attrArn,
  logDestinationConfigs: [stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: firewallLogs.logGroupName })],
});

const alarm = (id: string, metric: cloudwatch.Metric) => metric.createAlarm(stack, id, {
  alarmDescription: `Look at the runbook: ${id}`, threshold: 1, evaluationPeriods: 1, treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
});
for (const [id, { fn }] of Object.entries({ Authorizer: authorizer, DocumentFetcher: fetcher, OAuth: oauth, Mcp: mcp })) {
  alarm(`${id}Errors`, fn.metricErrors());
  alarm(`${id}Throttles`, fn.metricThrottles());
}
alarm('ServerErrors', api.metricServerError());
alarm('Latency', api.metricLatency());
for (const metricName of ['ToolFailures', 'CredentialReused', 'SigningSecretUnavailable']) {
  alarm(metricName, new cloudwatch.Metric({ namespace: 'Bench', metricName, dimensionsMap: { Resource: resource } }));
}
const outputs = {
  McpUrl: resource, Issuer: issuer, RegistrationEndpoint: `${issuer}/register`, TokenArn: initialAccessToken.secretArn, OAuthFunctionArn: oauth.alias.functionArn, UserPoolId: pool.userPoolId,
};
for (const [id, value] of Object.entries(outputs)) {
  new CfnOutput(stack, id, { value });
}

app.synth();
const { user, system } = process.cpuUsage(before);
process.stdout.write(`\n${JSON.stringify({ cpu: (user + system) / 1000, peak: process.resourceUsage().maxRSS / 1000 })}`);
