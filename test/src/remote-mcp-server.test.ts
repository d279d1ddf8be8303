import { App, Duration, Fn, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { InitialAccessToken, McpAuthorization, McpConnection, McpFirewall, McpMonitoring, McpPrompt, McpPromptMessage, McpResource, McpTool, PreRegisteredClient, RemoteMcpServer } from '../../src';
import { legalServerName } from '../../src/private/server-validation';
import { mockReply, only, rendered, resources, synthesizeServer } from '../support/synthesized-server';

const minimal = synthesizeServer();
const issuer = 'https://{ServerGatewayApi}.execute-api.{AWS::Region}.{AWS::URLSuffix}/prod';

describe('addresses', () => {
  test('are attributes', () => {
    const { server, stack } = minimal;
    expect(rendered(stack.resolve([server.mcpUrl, server.issuer, server.registrationEndpoint]))).toEqual([`${issuer}/mcp`, issuer, `${issuer}/register`]);
  });

  test('are outputs, and nothing else is', () => {
    const outputs = Object.values(minimal.template.findOutputs('*')).map(({ Value }) => rendered(Value));
    expect(outputs).toEqual([`${issuer}/mcp`, issuer, `${issuer}/register`, '{ServerInitialAccessToken}', '{ServerOAuthFunctionAliaslive}', '{ServerSignInUserPool}']);
    expect(Object.keys(minimal.template.findOutputs('*'))).toEqual([
      expect.stringMatching(/^ServerMcpUrl/), expect.stringMatching(/^ServerIssuer/), expect.stringMatching(/^ServerRegistrationEndpoint/),
      expect.stringMatching(/^ServerInitialAccessTokenSecretArn/), expect.stringMatching(/^ServerAdministrationFunctionArn/), expect.stringMatching(/^ServerUserPoolId/),
    ]);
  });

  test('are told to tools that read the template', () => {
    expect(rendered(only(minimal.template, 'AWS::ApiGateway::Stage')[1].Metadata)).toEqual({
      RemoteMcpServer: {
        name: 'Server',
        mcpUrl: `${issuer}/mcp`,
        issuer,
        administrationFunctionArn: '{ServerOAuthFunctionAliaslive}',
        registrationEndpoint: `${issuer}/register`,
        initialAccessTokenSecretArn: '{ServerInitialAccessToken}',
        identityProviders: [{
          issuer: 'https://cognito-idp.{AWS::Region}.{AWS::URLSuffix}/{ServerSignInUserPool}', name: 'your account', groupsClaim: 'cognito:groups', rechecksUsers: true,
        }],
        offered: { tools: [], resources: [], prompts: [] },
      },
    });
  });
});

test('what is offered is named to tools that read the template, with the functions of tools', () => {
  const { template } = synthesizeServer({
    tools: [
      McpTool.fromFunction('arn', lambda.Function.fromFunctionArn(new Stack(), 'Imported', 'arn:aws:lambda:eu-west-1:123456789012:function:imported'), { description: 'Of a function.' }),
      McpTool.fromHttp('http', McpConnection.toUrl('https://api.example.com'), { url: '/items', description: 'Of an API.' }),
    ],
    resources: [
      McpResource.fromText('notes://one', { name: 'one', text: 'One' }),
      McpResource.fromTextTemplate('notes://{id}', { name: 'any', text: '{id}' }),
    ],
    prompts: [McpPrompt.fromMessages('ask', { messages: [McpPromptMessage.text('Ask.')] })],
  });
  expect((only(template, 'AWS::ApiGateway::Stage')[1].Metadata as { RemoteMcpServer: { offered: unknown } }).RemoteMcpServer.offered).toEqual({
    tools: [{ name: 'arn', functionArn: 'arn:aws:lambda:eu-west-1:123456789012:function:imported' }, { name: 'http' }],
    resources: ['notes://one', 'notes://{id}'],
    prompts: ['ask'],
  });
});

test('secrets of declared clients are named to tools that read the template', () => {
  const { template } = synthesizeServer({
    authorization: McpAuthorization.oauth({ clients: [PreRegisteredClient.machine('nightly-report'), PreRegisteredClient.app('my-app', { redirectUris: ['https://example.com/cb'] })] }),
  });

  expect(rendered(only(template, 'AWS::ApiGateway::Stage')[1].Metadata)).toMatchObject({
    RemoteMcpServer: { declaredClients: [{ clientId: 'nightly-report', secretArn: '{ServerClientSecretnightlyreport}' }] },
  });
});

test('several servers fit into one stack', () => {
  const stack = new Stack(new App(), 'Weather');
  new RemoteMcpServer(stack, 'One');
  new RemoteMcpServer(stack, 'Two');
  const apis = Object.values(resources(Template.fromStack(stack), 'AWS::ApiGateway::RestApi'));
  expect(new Set(apis.map(({ Properties }) => Properties.Name)).size).toBe(2);
});

test('a server is named after its construct, as far as programs can read the name', () => {
  expect(legalServerName('Weather')).toBe('Weather');
  expect(legalServerName('My Weather: Zürich')).toBe('My-Weather--Z-rich');
});

test.each([
  [{ serverName: ' ' }, /InvalidServerName: serverName is " "; choose/],
  [{ serverName: 'a\nb' }, /InvalidServerName/],
  [{ serverVersion: '' }, /InvalidServerVersion: serverVersion is ""; choose/],
  [{ websiteUrl: 'example.com' }, /InvalidWebsiteUrl: websiteUrl is "example.com"; write a whole URL/],
  [{ websiteUrl: 'javascript:alert(1)' }, /InvalidWebsiteUrl/],
  [{ throttle: { rateLimit: 0 } }, /InvalidThrottle: throttle.rateLimit is 0; choose/],
  [{ throttle: { burstLimit: -1 } }, /InvalidThrottle: throttle.burstLimit is -1; choose/],
  [{ throttle: { perPerson: { requests: 0 } } }, /InvalidRequestLimit: throttle.perPerson.requests is 0; choose/],
  [{ throttle: { perClient: { requests: 1.5 } } }, /InvalidRequestLimit: throttle.perClient.requests is 1.5; choose/],
  [{ throttle: { perClient: { requests: 10, period: Duration.millis(500) } } }, /InvalidRequestLimit: throttle.perClient.period is 500 milliseconds; choose/],
  [{ throttle: { perPerson: { requests: 10, period: Duration.days(2) } } }, /InvalidRequestLimit: throttle.perPerson.period is 172800000 milliseconds; choose/],
  [{ throttle: { perPerson: { requests: 10 } }, authorization: McpAuthorization.none() }, /LimitWithoutCallers: throttle.perClient/],
])('fails with %o', (props, message) => {
  expect(() => synthesizeServer(props)).toThrow(message);
});

describe('allowed origins', () => {
  test('are told to the MCP function', () => {
    synthesizeServer({ allowedOrigins: ['https://a.example', 'http://localhost:6274'] }).template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { MCP_ALLOWED_ORIGINS: 'https://a.example http://localhost:6274' } },
    });
  });

  test.each(['*', 'app.example.com', 'https://app.example.com/', 'https://APP.example.com', 'https://app.example.com:443', 'null', ''])('fail when one is "%s"', (origin) => {
    expect(() => synthesizeServer({ allowedOrigins: [origin] })).toThrow(
      /InvalidAllowedOrigin: an origin among allowedOrigins is ".*", which (no browser|every sandboxed frame and every local file) sends; write it as .*\[at Weather\/Server\]/,
    );
  });

  test('may be of extensions, editors and apps, at the gateway and at the function', () => {
    const [first, second] = ['chrome-extension://mhnlakgilnojmhinhkckjpncpbhabphi', 'vscode-webview://1ab2c3d4e5'];
    const { template } = synthesizeServer({ allowedOrigins: [first, second] });
    template.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { MCP_ALLOWED_ORIGINS: `${first} ${second}` } } });
    for (const origin of [first, second]) {
      expect(mockReply(template, 'OPTIONS', '/mcp', { origin })).toMatchObject({ status: 204, headers: { 'Access-Control-Allow-Origin': origin } });
    }
  });
});

test('fails when the allowed origins would not fit the environment of the function', () => {
  const allowedOrigins = Array.from({ length: 80 }, (_each, index) => `https://app-${index}.example.com`);
  expect(() => synthesizeServer({ allowedOrigins })).toThrow(/TooManyAllowedOrigins: allowedOrigins has \d+ characters; name fewer, at most 2000 in all.*\[at Weather\/Server\]/);
});

test('a list of origins known only at deployment fails, for the preflight must name each', () => {
  expect(() => synthesizeServer({ allowedOrigins: Fn.split(',', Fn.importValue('Origins')) })).toThrow(/UnknownAllowedOrigins: .*write out its members/);
});

describe('the firewall', () => {
  test('stands before the stage', () => {
    const association = rendered(only(minimal.template, 'AWS::WAFv2::WebACLAssociation')[1].Properties);
    expect(association.ResourceArn).toMatch(/\/restapis\/\{ServerGatewayApi\}\/stages\/\{ServerGatewayApiDeploymentStageprod\}$/);
    expect(rendered(minimal.stack.resolve(minimal.server.webAclArn))).toBe('{ServerFirewall.Arn}');
  });

  test('may be a web ACL of your own', () => {
    const webAclArn = 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/own/1b2c';
    const { template, server } = synthesizeServer({ firewall: McpFirewall.fromWebAclArn(webAclArn) });
    template.resourceCountIs('AWS::WAFv2::WebACL', 0);
    template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', { WebACLArn: webAclArn });
    expect(server.webAclArn).toBe(webAclArn);
  });

  test('may be one made in the app', () => {
    const { template } = synthesizeServer((stack) => ({
      firewall: McpFirewall.fromWebAclArn(new wafv2.CfnWebACL(stack, 'Own', {
        scope: 'REGIONAL', defaultAction: { allow: {} }, visibilityConfig: { cloudWatchMetricsEnabled: true, metricName: 'own', sampledRequestsEnabled: true },
      }).attrArn),
    }));
    expect(rendered(only(template, 'AWS::WAFv2::WebACLAssociation')[1].Properties.WebACLArn)).toBe('{Own.Arn}');
  });

  test('may be left out', () => {
    const { template, server } = synthesizeServer({ firewall: McpFirewall.none() });
    template.resourceCountIs('AWS::WAFv2::WebACLAssociation', 0);
    expect(server.webAclArn).toBeUndefined();
  });
});

describe('monitoring', () => {
  test('alarms are created and can be had', () => {
    expect(minimal.server.alarms.length).toBeGreaterThan(0);
    minimal.template.resourceCountIs('AWS::CloudWatch::Alarm', minimal.server.alarms.length);
  });

  test('may be left out', () => {
    const { template, server } = synthesizeServer({ monitoring: McpMonitoring.none() });
    template.resourceCountIs('AWS::CloudWatch::Alarm', 0);
    expect(server.alarms).toEqual([]);
  });
});

describe('metrics', () => {
  const { server, stack } = minimal;

  test.each([
    [server.metricCount(), 'Count', 'Sum'],
    [server.metricClientError(), '4XXError', 'Sum'],
    [server.metricServerError(), '5XXError', 'Sum'],
    [server.metricLatency(), 'Latency', 'Average'],
    [server.metricLatency({ statistic: 'p99' }), 'Latency', 'p99'],
    [server.metric('IntegrationLatency', { statistic: 'Maximum' }), 'IntegrationLatency', 'Maximum'],
  ])('%s', (metric, metricName, statistic) => {
    expect(metric).toMatchObject({ namespace: 'AWS/ApiGateway', metricName, statistic });
    expect(stack.resolve(metric.dimensions)).toEqual({ ApiName: only(minimal.template, 'AWS::ApiGateway::RestApi')[1].Properties.Name, Stage: 'prod' });
  });
});

describe('grants', () => {
  const withPipeline = (authorization?: McpAuthorization) => {
    const stack = new Stack(new App(), 'Weather');
    const server = new RemoteMcpServer(stack, 'Server', { authorization });
    const pipeline = new iam.Role(stack, 'Pipeline', { assumedBy: new iam.ServicePrincipal('codebuild.amazonaws.com') });
    return { stack, server, pipeline };
  };

  test('let a pipeline register machine clients', () => {
    const { stack, server, pipeline } = withPipeline();
    server.grants.registerMachineClients(pipeline);
    const [, policy] = only(Template.fromStack(stack), 'AWS::IAM::Policy', (_, logicalId) => logicalId.startsWith('Pipeline'));
    expect(rendered(policy.Properties.PolicyDocument.Statement)).toEqual([
      { Effect: 'Allow', Action: ['secretsmanager:GetSecretValue', 'secretsmanager:DescribeSecret'], Resource: '{ServerInitialAccessToken}' },
    ]);
  });

  test('let people on call administer grants: by the alias of the authorization server, and nothing else', () => {
    const { stack, server, pipeline } = withPipeline();
    server.grants.administer(pipeline);
    const [, policy] = only(Template.fromStack(stack), 'AWS::IAM::Policy', (_, logicalId) => logicalId.startsWith('Pipeline'));
    expect(rendered(policy.Properties.PolicyDocument.Statement)).toEqual([{ Effect: 'Allow', Action: 'lambda:InvokeFunction', Resource: '{ServerOAuthFunctionAliaslive}' }]);
  });

  test.each([McpAuthorization.none(), McpAuthorization.external({ issuer: 'https://login.example.com/tenant' })])('fail where another authorization server has the grants, or none', (authorization) => {
    const { server, pipeline } = withPipeline(authorization);
    expect(() => server.grants.administer(pipeline)).toThrow(/NoAuthorizationServer: another authorization server, or none/);
  });

  test('fail where machine clients cannot register', () => {
    const { server, pipeline } = withPipeline(McpAuthorization.oauth({ initialAccessToken: InitialAccessToken.none() }));
    expect(() => server.grants.registerMachineClients(pipeline)).toThrow(/NoInitialAccessToken: machine clients cannot register with this server; give it.*\[at Weather\/Server\]/);
  });
});
