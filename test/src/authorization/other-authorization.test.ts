import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { ExternalAuthorizationOptions, McpAuthorization, RemoteMcpServerProps } from '../../../src';
import { environmentOf, guardedTool } from '../../support/oauth-server';
import { methodOf, mockReply, only, resourcePaths, resources, synthesizeServer } from '../../support/synthesized-server';

const ISSUER = 'https://login.example.com/tenant';
const MCP_URL = 'https://{ServerGatewayApi}.execute-api.{AWS::Region}.{AWS::URLSuffix}/prod/mcp';

const external = (options: Partial<ExternalAuthorizationOptions> = {}, props: RemoteMcpServerProps = {}) =>
  synthesizeServer({ authorization: McpAuthorization.external({ issuer: ISSUER, ...options }), ...props });
const paths = (server: ReturnType<typeof synthesizeServer>) => [...resourcePaths(server.template).values()];

describe('an authorization server of somebody else', () => {
  const server = external();

  test('is the one that clients are sent to', () => {
    const document = JSON.parse(mockReply(server.template, 'GET', '/.well-known/oauth-protected-resource/mcp').body);
    expect(document).toMatchObject({ resource: MCP_URL, authorization_servers: [ISSUER] });
    expect(server.server.issuer).toBe(ISSUER);
  });

  test('leaves no endpoint, table, secret or function of our own', () => {
    expect(paths(server).filter((path) => /authoriz|token|register|clients|jwks|openid|callback|revoke/.test(path))).toEqual([]);
    expect(Object.keys(resources(server.template, 'AWS::DynamoDB::GlobalTable'))).toEqual([]);
    expect(Object.keys(resources(server.template, 'AWS::SecretsManager::Secret'))).toEqual([]);
    expect(Object.keys(resources(server.template, 'AWS::Lambda::Function')).filter((id) => id.startsWith('ServerOAuth'))).toEqual([]);
    const { oauthFunction, documentFetcherFunction, registry, signingSecret, userPool } = server.server;
    expect([oauthFunction, documentFetcherFunction, registry, signingSecret, userPool]).toEqual(new Array(5).fill(undefined));
  });

  test('is told to the authorizer, which may read nothing', () => {
    expect(JSON.parse(environmentOf(server, 'Authorizer').EXTERNAL_ISSUER)).toEqual({
      audience: 'https://servergatewayapi.execute-api.eu-west-1.amazonaws.com/prod/mcp', algorithms: ['RS256', 'PS256', 'ES256'], requiredScopes: [], subjectClaim: 'sub',
    });
    expect(environmentOf(server, 'Authorizer')).toMatchObject({ OAUTH_ISSUER: ISSUER, REGISTRY_TABLE_NAME: '' });
    const [, policy] = only(server.template, 'AWS::IAM::Policy', (_, id) => id.startsWith('ServerAuthorizerRole'));
    expect(JSON.stringify(policy)).not.toContain('dynamodb');
  });

  test('may be described in every detail', () => {
    const detailed = external({
      audience: 'api://mcp', jwksUri: 'https://login.example.com/keys?v=2', algorithms: ['EdDSA'], requiredScopes: ['mcp.use'], scopes: [{ name: 'mcp.use' }, { name: 'mcp.admin' }], subjectClaim: 'oid',
    });
    expect(JSON.parse(environmentOf(detailed, 'Authorizer').EXTERNAL_ISSUER)).toEqual({
      audience: 'api://mcp', jwksUri: 'https://login.example.com/keys?v=2', algorithms: ['EdDSA'], requiredScopes: ['mcp.use'], subjectClaim: 'oid',
    });
  });

  test('is watched by the alarms that make sense', () => {
    expect(server.server.alarms.map(({ node }) => node.id).filter((id) => /OAuth|Signing/.test(id))).toEqual([]);
    expect(server.server.alarms.map(({ node }) => node.id)).toContain('AuthorizerErrors');
  });

  test.each<[string, Partial<ExternalAuthorizationOptions>, RegExp]>([
    ['the issuer is not encrypted', { issuer: 'http://login.example.com' }, /InvalidIssuer/],
    ['the keys are not encrypted', { jwksUri: 'http://login.example.com/keys' }, /InvalidJwksUri/],
    ['an algorithm lets whoever verifies sign', { algorithms: ['HS256'] }, /UnknownAlgorithm: algorithms is \[HS256\]/],
    ['there is no algorithm', { algorithms: [] }, /UnknownAlgorithm/],
    ['a required scope is not declared', { scopes: [{ name: 'a' }], requiredScopes: ['b'] }, /UnknownScope: requiredScopes has the scope "b"/],
  ])('fails where %s', (_, options, message) => {
    expect(() => external(options)).toThrow(message);
  });
});

describe('no authorization', () => {
  const open = synthesizeServer({ authorization: McpAuthorization.none() });

  test('is warned of', () => {
    Annotations.fromStack(open.stack).hasWarning('*', Match.stringLikeRegexp('NoAuthorization: .*anybody on the internet may call its tools'));
  });

  test('lets every request through to the MCP function, which is told so', () => {
    expect(methodOf(open.template, 'POST', '/mcp').Properties.AuthorizationType).toBe('NONE');
    expect(environmentOf(open, 'Mcp').MCP_ANONYMOUS).toBe('true');
    expect(Object.keys(resources(open.template, 'AWS::ApiGateway::Authorizer'))).toEqual([]);
  });

  test('challenges nobody', () => {
    expect(paths(open)).toEqual(['/mcp']);
    const types = Object.values(resources(open.template, 'AWS::ApiGateway::GatewayResponse')).map(({ Properties }) => Properties.ResponseType);
    expect(types).not.toContain('UNAUTHORIZED');
    expect([open.server.issuer, open.server.authorizerFunction, open.server.registrationEndpoint]).toEqual([undefined, undefined, undefined]);
  });

  test('tells people how to connect, and not that they will sign in', () => {
    const page = mockReply(open.template, 'GET', '/mcp', { accept: 'text/html' }).body;
    expect(page).toContain('Visual Studio Code');
    expect(page).not.toMatch(/you sign in/);
  });

  test('has no scopes that a tool could require', () => {
    expect(() => synthesizeServer((stack) => ({ authorization: McpAuthorization.none(), tools: [guardedTool(stack, 'mcp')] }))).toThrow(/UnknownScope: .*the server declares none/);
  });
});

test('where callers are asked for tokens, the MCP function accepts nobody without an authorizer', () => {
  expect(environmentOf(synthesizeServer(), 'Mcp').MCP_ANONYMOUS).toBe('');
});
