import { App, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as logs from 'aws-cdk-lib/aws-logs';
import { McpAuthorization, McpTool, PageTexts, RemoteMcpServer } from '../../../src';
import { methodsOf, ROUTES } from '../../../src/contract/gateway/routes';
import { methodOf, mockReply, only, rendered, Resource, resources, synthesizeServer, toolFunction } from '../../support/synthesized-server';

const minimal = synthesizeServer();
const { template } = minimal;
const issuer = 'https://{ServerGatewayApi}.execute-api.{AWS::Region}.{AWS::URLSuffix}/prod';

const BROWSER = { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' };

describe('routes', () => {
  test('POST /mcp goes through the authorizer and streams from the MCP function', () => {
    const { Properties } = methodOf(template, 'POST', '/mcp');
    expect(Properties.AuthorizationType).toBe('CUSTOM');
    expect(rendered(Properties.AuthorizerId)).toBe('{ServerGatewayAuthorizer}');
    expect(Properties.Integration).toMatchObject({ Type: 'AWS_PROXY', ResponseTransferMode: 'STREAM', TimeoutInMillis: 60_000 });
    expect(rendered(Properties.Integration.Uri)).toMatch(/2021-11-15\/functions\/\{ServerMcpFunctionAliaslive\}\/response-streaming-invocations$/);
  });

  test.each(['GET', 'HEAD', 'DELETE', 'PUT', 'PATCH'])('%s /mcp is refused by the gateway itself, with the method that it may use', (httpMethod) => {
    expect(mockReply(template, httpMethod, '/mcp', { accept: 'text/event-stream' })).toMatchObject({
      status: 405, headers: { Allow: 'POST' }, body: expect.stringContaining('"code":-32000'),
    });
  });

  test.each(['GET', 'HEAD'])('%s of the documents is answered without a function, at the root, for the path of the endpoint, and below it', (httpMethod) => {
    for (const [name, facts] of [
      ['oauth-protected-resource', { resource: `${issuer}/mcp`, authorization_servers: [issuer], resource_name: 'Server' }],
      ['oauth-authorization-server', { issuer, token_endpoint: `${issuer}/token`, registration_endpoint: `${issuer}/register`, jwks_uri: `${issuer}/jwks` }],
      ['openid-configuration', { issuer, token_endpoint: `${issuer}/token` }],
    ] as const) {
      for (const path of [`/.well-known/${name}`, `/.well-known/${name}/mcp`, `/mcp/.well-known/${name}`]) {
        const { status, headers, body } = mockReply(template, httpMethod, path);
        expect({ path, status, headers }).toEqual({
          path, status: 200, headers: { 'Content-Type': 'application/json', 'Cache-Control': 'public, max-age=300', 'Access-Control-Allow-Origin': '*' },
        });
        expect(JSON.parse(body)).toMatchObject(facts);
      }
    }
  });

  test.each(['/.well-known/security.txt', '/.well-known/constructor', '/.well-known/oauth-protected-resource.json', '/mcp/.well-known/x', '/.well-known/x/mcp'])(
    '%s does not exist, said as of any other path', (path) => {
      const { status, headers, body } = mockReply(template, 'GET', path);
      expect(status).toBe(404);
      expect(headers).toMatchObject({ 'Access-Control-Allow-Origin': '*' });
      const [, { Properties }] = only(template, 'AWS::ApiGateway::GatewayResponse', ({ Properties: { ResponseType } }) => ResponseType === 'MISSING_AUTHENTICATION_TOKEN');
      expect(body.replace('"request"', '"$context.requestId"')).toBe(Properties.ResponseTemplates['application/json']);
    },
  );

  test('a document takes no other method than GET and HEAD', () => {
    expect(mockReply(template, 'POST', '/.well-known/openid-configuration')).toMatchObject({ status: 405, headers: { Allow: 'GET, HEAD' } });
  });

  test('a title that reads like a template stays a title', () => {
    const title = 'Costs #1 in $, not $context.identity.sourceIp or #set($x = 1)';
    expect(JSON.parse(mockReply(synthesizeServer({ title }).template, 'GET', '/.well-known/oauth-protected-resource').body).resource_name).toBe(title);
  });

  test.each(ROUTES.filter(({ target }) => target === 'oauth-function').flatMap((route) => methodsOf([route]).map((method) => [method, route.path])))(
    '%s %s is public and buffered by the OAuth function', (httpMethod, path) => {
      const { Properties } = methodOf(template, httpMethod, path);
      expect(Properties.AuthorizationType).toBe('NONE');
      expect(Properties.Integration.ResponseTransferMode).toBeUndefined();
      expect(rendered(Properties.Integration.Uri)).toContain('{ServerOAuthFunctionAliaslive}');
    },
  );

  test('each function may be invoked by this API alone, with one permission on its alias', () => {
    const permissions = Object.values(resources(template, 'AWS::Lambda::Permission'))
      .map(({ Properties }) => [rendered(Properties.FunctionName), rendered(Properties.SourceArn)]);
    const api = 'arn:{AWS::Partition}:execute-api:{AWS::Region}:{AWS::AccountId}:{ServerGatewayApi}';
    expect(permissions.sort()).toEqual([
      ['{ServerAuthorizerFunctionAliaslive}', `${api}/authorizers/*`],
      ['{ServerMcpFunctionAliaslive}', `${api}/prod/*/*`],
      ['{ServerOAuthFunctionAliaslive}', `${api}/prod/*/*`],
    ]);
  });

  test('routes are published when the functions behind them are, and may be called', () => {
    const [, deployment] = only(template, 'AWS::ApiGateway::Deployment');
    for (const [logicalId] of [...Object.entries(resources(template, 'AWS::Lambda::Permission')), ...Object.entries(resources(template, 'AWS::Lambda::Alias'))]) {
      const isCalledByApi = !logicalId.startsWith('ServerDocumentFetcher');
      expect((deployment.DependsOn as string[]).includes(logicalId)).toBe(isCalledByApi);
    }
  });
});

describe('a person who opens the MCP URL', () => {
  const stack = new Stack(new App(), 'Weather');
  const server = new RemoteMcpServer(stack, 'Server', {
    title: 'Costs #1 in $, not $context.identity.sourceIp or #set($x = 1)',
    description: '<script>alert(1)</script>',
    authorization: McpAuthorization.oauth({ pages: { listsOffer: true } }),
    tools: [McpTool.fromFunction('get_forecast', toolFunction(stack), { description: 'Forecasts.' })],
  });
  server.addTool(McpTool.fromFunction('added_later', toolFunction(stack, 'Later'), { description: 'Comes late.' }));
  const page = mockReply(Template.fromStack(stack), 'GET', '/mcp', BROWSER);

  test('sees a page where a program that asks for no HTML does not', () => {
    expect(page).toMatchObject({ status: 200, headers: { 'Content-Type': 'text/html; charset=utf-8', 'Vary': 'Accept', 'Cache-Control': 'no-store' } });
    expect(mockReply(template, 'HEAD', '/mcp', BROWSER).status).toBe(200);
    expect(mockReply(template, 'GET', '/mcp', { Accept: 'text/html' }).status).toBe(200);
    expect(mockReply(template, 'GET', '/mcp').status).toBe(405);
    expect(mockReply(template, 'GET', '/mcp', { Accept: 'text/html;q=0.1, application/json' }).status).toBe(405);
    expect(mockReply(template, 'GET', '/mcp', { Accept: 'text/event-stream, text/html' }).status).toBe(405);
    expect(mockReply(template, 'DELETE', '/mcp', BROWSER).status).toBe(405);
  });

  test('runs nothing and loads nothing, whatever the server is called', () => {
    expect(page.headers['Content-Security-Policy']).toMatch(/^default-src 'none'; /);
    expect(page.body).not.toMatch(/[#$]|<script/);
    expect(page.body).toContain(`${issuer}/mcp`);
  });

  test('sees what the server offers, to the last tool, where the owner says so', () => {
    expect(page.body).toMatch(/get_forecast[^]*added_later/);
  });

  test('is not told what the server offers before he may call it', () => {
    const usual = synthesizeServer((stack_) => ({ tools: [McpTool.fromFunction('get_forecast', toolFunction(stack_), { description: 'Forecasts.' })] }));
    expect(mockReply(usual.template, 'GET', '/mcp', BROWSER).body).not.toContain('get_forecast');
  });

  test('sees the words and the logo of the owner', () => {
    const own = synthesizeServer({ authorization: McpAuthorization.oauth({ pages: { texts: PageTexts.fromJson({ connectTitle: 'So kommen Sie zu {server}', language: 'de' }) } }) });
    expect(mockReply(own.template, 'GET', '/mcp', BROWSER).body).toContain('So kommen Sie zu');
  });
});

describe('browsers', () => {
  test('may reach public documents and endpoints from any origin', () => {
    for (const path of ['/register', '/token', '/jwks', '/.well-known/openid-configuration', '/mcp/.well-known/oauth-protected-resource']) {
      expect(mockReply(template, 'OPTIONS', path)).toMatchObject({ status: 204, headers: { 'Access-Control-Allow-Origin': '*' } });
    }
  });

  test('may not read what manages a client, nor the authorization page', () => {
    for (const path of ['/authorize', '/register/{client_id}']) {
      // The function refuses it, and says of no origin that it may read the answer.
      expect(methodOf(template, 'OPTIONS', path).Properties.Integration.Type).toBe('AWS_PROXY');
    }
  });

  test('may call /mcp from the allowed origins', () => {
    const { template: open } = synthesizeServer({ allowedOrigins: ['https://app.example.com'] });
    expect(methodOf(open, 'OPTIONS', '/mcp').Properties.AuthorizationType).toBe('NONE');
    expect(mockReply(open, 'OPTIONS', '/mcp')).toMatchObject({ status: 204, headers: { 'Access-Control-Allow-Origin': 'https://app.example.com' } });
    expect(mockReply(open, 'GET', '/mcp').headers).toMatchObject({ 'Access-Control-Allow-Origin': 'https://app.example.com', 'Vary': 'Origin' });
    expect(mockReply(open, 'GET', '/mcp', { Accept: 'text/html' }).headers).toMatchObject({ 'Access-Control-Allow-Origin': 'https://app.example.com', 'Vary': 'Accept, Origin' });
    expect(mockReply(template, 'OPTIONS', '/mcp').headers).not.toHaveProperty('Access-Control-Allow-Origin');
  });
});

describe('the authorizer', () => {
  test('is asked for every request, and of POST only for those that carry an Authorization header', () => {
    template.hasResourceProperties('AWS::ApiGateway::Authorizer', { Type: 'REQUEST', IdentitySource: Match.absent(), AuthorizerResultTtlInSeconds: 0 });
    template.hasResourceProperties('AWS::ApiGateway::Authorizer', {
      Type: 'REQUEST', IdentitySource: 'method.request.header.Authorization', AuthorizerResultTtlInSeconds: 0,
    });
  });
});

describe('answers of the gateway itself', () => {
  const answer = (type: string) => only(template, 'AWS::ApiGateway::GatewayResponse', ({ Properties }) => Properties.ResponseType === type)[1].Properties;

  test('a request without a valid token gets a real challenge, which pages of any origin may read', () => {
    const { StatusCode, ResponseParameters } = answer('UNAUTHORIZED');
    expect(StatusCode).toBe('401');
    expect(rendered(ResponseParameters)).toMatchObject({
      'gatewayresponse.header.WWW-Authenticate': `'Bearer resource_metadata="${issuer}/.well-known/oauth-protected-resource/mcp", scope="mcp"'`,
      'gatewayresponse.header.Access-Control-Allow-Origin': "'*'",
      'gatewayresponse.header.Access-Control-Expose-Headers': "'WWW-Authenticate,Retry-After'",
    });
  });

  test.each([['MISSING_AUTHENTICATION_TOKEN', '404'], ['ACCESS_DENIED', '403'], ['THROTTLED', '429'], ['AUTHORIZER_FAILURE', '503'], ['REQUEST_TOO_LARGE', '413']])('%s is %s', (type, status) => {
    expect(answer(type).StatusCode).toBe(status);
  });

  test.each(['THROTTLED', 'AUTHORIZER_FAILURE'])('%s says when to come again', (type) => {
    expect(rendered(answer(type).ResponseParameters)).toHaveProperty(['gatewayresponse.header.Retry-After'], expect.stringMatching(/^'\d'$/));
  });

  test('every one is JSON with an error and the id to ask about', () => {
    for (const { Properties } of Object.values(resources(template, 'AWS::ApiGateway::GatewayResponse'))) {
      const body = JSON.parse(Properties.ResponseTemplates['application/json']);
      expect(body).toEqual({ error: expect.any(String), error_description: expect.any(String), request_id: '$context.requestId' });
    }
    expect(answer('DEFAULT_4XX').StatusCode).toBeUndefined();
    expect(answer('DEFAULT_5XX').StatusCode).toBeUndefined();
  });
});

describe('the stage', () => {
  const stage = only(template, 'AWS::ApiGateway::Stage')[1].Properties;

  test('traces, measures and throttles, and never logs what is sent', () => {
    expect(stage.TracingEnabled).toBe(true);
    expect(stage.MethodSettings).toEqual([{
      HttpMethod: '*', ResourcePath: '/*', LoggingLevel: 'ERROR', DataTraceEnabled: false, MetricsEnabled: true, ThrottlingRateLimit: 100, ThrottlingBurstLimit: 200,
    }]);
  });

  test('the throttle prop sets the limits', () => {
    synthesizeServer({ throttle: { rateLimit: 5, burstLimit: 7 } }).template.hasResourceProperties('AWS::ApiGateway::Stage', {
      MethodSettings: [Match.objectLike({ ThrottlingRateLimit: 5, ThrottlingBurstLimit: 7 })],
    });
  });

  test('an access log line is JSON, without token, query or path, and fits API Gateway\'s 1,024 bytes with a client id that is a URL', () => {
    const fields = JSON.parse(stage.AccessLogSetting.Format) as { [field: string]: string };
    expect(Object.values(fields).filter((value) => /header|body|querystring|\.path$|claims|principalId|userAgent/i.test(value))).toEqual([]);
    expect(Object.keys(fields).at(-1)).toBe('clientId');
    const longest: { [field: string]: string } = {
      requestId: 'x'.repeat(36),
      extendedRequestId: 'x'.repeat(20),
      traceId: 'x'.repeat(35),
      time: '1'.repeat(13),
      ip: 'x'.repeat(45),
      method: 'OPTIONS',
      route: '/.well-known/oauth-authorization-server/mcp',
      gatewayResponse: 'AUTHORIZER_CONFIGURATION_ERROR',
      clientId: 'x'.repeat(256),
    };
    const line = Object.fromEntries(Object.keys(fields).map((field) => [field, longest[field] ?? '12345678']));
    expect(JSON.stringify(line).length).toBeLessThanOrEqual(1024);
  });

  test('waits for its execution log group, which would otherwise be kept for ever', () => {
    const [logicalId, group] = only(template, 'AWS::Logs::LogGroup', ({ Properties }) => /Execution/.test(rendered(Properties.LogGroupName ?? '')));
    expect(rendered(group.Properties.LogGroupName)).toBe('API-Gateway-Execution-Logs_{ServerGatewayApi}/prod');
    expect(only(template, 'AWS::ApiGateway::Stage')[1].DependsOn).toContain(logicalId);
  });

  test('renamed and back finds no log group in its way, and the last one is retained', () => {
    const policies = (server: typeof minimal) => only(server.template, 'AWS::Logs::LogGroup', ({ Properties }) => /Execution/.test(rendered(Properties.LogGroupName ?? '')))[1];
    // A stage of another name has a group of another name: its predecessor is replaced.
    expect(policies(minimal)).toMatchObject({ UpdateReplacePolicy: 'Delete', DeletionPolicy: 'Retain' });
    expect(policies(synthesizeServer({ removalPolicy: RemovalPolicy.DESTROY }))).toMatchObject({ UpdateReplacePolicy: 'Delete', DeletionPolicy: 'Delete' });
  });

  test('log groups are kept for three months unless told otherwise, and go with the stack only if told so', () => {
    const groups = (server: typeof minimal) => Object.values(resources(server.template, 'AWS::Logs::LogGroup'));
    expect(groups(minimal).filter(({ Properties, DeletionPolicy }) => Properties.RetentionInDays !== 90 || DeletionPolicy !== 'Retain')).toEqual([]);
    const short = groups(synthesizeServer({ logRetention: logs.RetentionDays.ONE_WEEK, removalPolicy: RemovalPolicy.DESTROY }));
    expect(short.filter(({ Properties, DeletionPolicy }) => Properties.RetentionInDays !== 7 || DeletionPolicy !== 'Delete')).toEqual([]);
  });

  test('the account\'s logging role is created and kept, unless someone else manages it', () => {
    template.hasResource('AWS::ApiGateway::Account', { DeletionPolicy: 'Retain' });
    synthesizeServer({ cloudWatchRole: false }).template.resourceCountIs('AWS::ApiGateway::Account', 0);
  });

  test('a stack has one logging role, whichever of its servers comes first, and each stage waits for it', () => {
    const logging = (...ids: string[]) => {
      const stack = new Stack(new App(), 'Weather');
      ids.forEach((id) => new RemoteMcpServer(stack, id));
      const { Resources } = Template.fromStack(stack).toJSON() as { Resources: { [logicalId: string]: Resource } };
      const [[account, { Properties }]] = Object.entries(Resources).filter(([, { Type }]) => Type === 'AWS::ApiGateway::Account');
      const stages = Object.values(Resources).filter(({ Type }) => Type === 'AWS::ApiGateway::Stage');
      expect(stages.map(({ DependsOn }) => (DependsOn as string[]).includes(account))).toEqual(ids.map(() => true));
      return [account, Properties];
    };
    expect(logging('A', 'B')).toEqual(logging('B'));
  });
});

test('two servers of an account do not share the name by which their metrics are found', () => {
  expect(only(template, 'AWS::ApiGateway::RestApi')[1].Properties.Name).toMatch(/^Weather-Server-/);
});
