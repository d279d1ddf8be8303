import { describe, expect, test } from '@jest/globals';
import type { JWTPayload } from 'jose';
import { type AuthorizerWorld, authorizerWorld, claims, ISSUER, METHOD_ARN, sign } from './support/authorizer-world';
import { externalAccessToken } from '../../../lambda-src/authorizer/external-tokens';
import type { ExternalIssuer } from '../../../src/contract/authorizer/external-issuer';

const policy = {
  scopes: [{ name: 'weather:read' }, { name: 'weather:write', includes: ['weather:read'] }, { name: 'weather:admin', includes: ['weather:write'] }],
  tools: { set_forecast: ['weather:write'], größe: ['weather:read'] },
  resources: { 'weather://stations': ['weather:read'] },
  resourceTemplates: [{ pattern: '^weather://public/([^/]*)$', requiredScopes: [] }, { pattern: '^weather://(.*)$', requiredScopes: ['weather:read'] }],
  prompts: { plan: ['weather:read', 'weather:admin'] },
};

const world = () => authorizerWorld({ policy });
const authorize = async (at: AuthorizerWorld, scope: string, method?: string, name?: string) => at.authorize(
  `Bearer ${await sign(claims(at.now, { scope }))}`, { ...method && { 'mcp-method': method }, ...name !== undefined && { 'Mcp-Name': name } },
) as Promise<{ policyDocument: { Statement: { Effect: string; Resource: string }[] }; context: { scope: string; challenge?: string } }>;

describe('a request that its headers describe (T67: in whatever words)', () => {
  test.each([
    ['tools/call', 'set_forecast', 'weather:read', 'weather:write'],
    ['tools/call', '=?base64?Z3LDtsOfZQ==?=', 'other', 'weather:read'],
    ['resources/read', 'weather://stations', 'other', 'weather:read'],
    ['resources/read', 'weather://berlin', 'other', 'weather:read'],
    ['resources/read', 'Weather://STATIONS', 'other', 'weather:read'],
    ['resources/read', 'weather://stations/..', 'other', 'weather:read'],
    ['resources/read', 'weather://public/a/b/../../x/y', 'other', 'weather:read'],
    ['resources/read', 'weather://public/a%2F..%2Fb/c', 'other', 'weather:read'],
    ['prompts/get', 'plan', 'weather:read', 'weather:admin'],
  ])('%s %s is refused to a token with %s, and told to come back with %s too', async (method, name, scope, missing) => {
    const { policyDocument, context } = await authorize(world(), scope, method, name);
    expect(policyDocument.Statement).toEqual([{ Action: 'execute-api:Invoke', Effect: 'Deny', Resource: METHOD_ARN }]);
    expect(context.challenge).toBe(
      `Bearer error="insufficient_scope", scope="${scope} ${missing}", resource_metadata="${ISSUER}/.well-known/oauth-protected-resource/mcp", error_description="More scopes are needed"`,
    );
  });

  test.each([
    ['tools/call', 'set_forecast', 'weather:write'],
    ['tools/call', 'set_forecast', 'weather:admin'],
    ['tools/call', 'get_forecast', ''],
    ['tools/call', 'toString', ''],
    ['resources/read', 'weather://public/berlin', ''],
    ['resources/read', 'Weather://public/x/../berlin', ''],
    // `public` is the host, which no dots lead out of.
    ['resources/read', 'weather://public/%2e%2E/%62erlin', ''],
    ['tools/list', 'set_forecast', ''],
    ['server/discover', '', ''],
  ])('%s %s is allowed to a token with "%s"', async (method, name, scope) => {
    expect((await authorize(world(), scope, method, name)).policyDocument.Statement[0].Effect).toBe('Allow');
  });

  test('is what the log says was lacking, without the token', async () => {
    const at = world();
    await authorize(at, 'weather:read', 'tools/call', 'set_forecast');
    expect(at.logs).toEqual([expect.objectContaining({ event: 'access/refused', outcome: 'insufficient_scope', missing: ['weather:write'] })]);
  });

  test('does not ask for offline_access again, which permits nothing here', async () => {
    expect((await authorize(world(), 'weather:read offline_access', 'tools/call', 'set_forecast')).context.challenge).toContain('scope="weather:read weather:write"');
  });
});

test('earlier clients, which send no such headers, are left to the MCP function', async () => {
  expect((await authorize(world(), 'other')).policyDocument.Statement[0].Effect).toBe('Allow');
});

test.each([[['set_forecast', 'get_forecast']], ['=?base64?!?=']])('headers that say nothing certain (%s) are left to the MCP function', async (name) => {
  const at = world();
  const answer = await at.authorize(`Bearer ${await sign(claims(at.now, { scope: '' }))}`, { 'Mcp-Method': 'tools/call', 'Mcp-Name': name });
  expect(answer).toMatchObject({ policyDocument: { Statement: [{ Effect: 'Allow' }] } });
});

test('the MCP function is told every scope that the token contains', async () => {
  expect((await authorize(world(), 'weather:admin other')).context.scope).toBe('weather:admin other weather:write weather:read');
});

test('what every request needs is asked of requests without headers too', async () => {
  const answer = await authorize(authorizerWorld({ requiredScopes: ['mcp.use'] }), 'other');
  expect(answer.policyDocument.Statement[0].Effect).toBe('Deny');
  expect(answer.context.challenge).toContain('scope="other mcp.use"');
});

describe('a call that lacks nothing but what was denied', () => {
  const called = async (at: AuthorizerWorld, token: JWTPayload, name: string) => at.authorize(
    `Bearer ${await sign(claims(at.now, token))}`, { 'Mcp-Method': 'prompts/get', 'Mcp-Name': name },
  ) as ReturnType<typeof authorize>;

  test('passes, for consent would bring nothing, and the MCP function is told why', async () => {
    const at = world();
    const token = { scope: 'weather:read', denied_scope: 'weather:admin' };
    for (const attempt of ['first', 'remembered']) {
      const { policyDocument, context } = await called(at, { ...token, jti: 'token-1' }, 'plan');
      expect([attempt, policyDocument.Statement[0].Effect]).toEqual([attempt, 'Allow']);
      expect(context).toEqual({ sub: 'user-1', client_id: 'client-1', scope: 'weather:read', denied_scope: 'weather:admin' });
    }
  });

  test('is refused as long as something is lacking that may be had, and told to ask for the denied as well', async () => {
    const { policyDocument, context } = await called(world(), { scope: 'other', denied_scope: 'weather:admin unrelated' }, 'plan');
    expect(policyDocument.Statement[0].Effect).toBe('Deny');
    expect(context.challenge).toContain('scope="other weather:admin unrelated weather:read"');
  });

  test.each([[7], [['weather:admin']], [null]])('is refused with 401 where the claim is %j', async (denied) => {
    await expect(called(world(), { scope: 'weather:read', denied_scope: denied } as JWTPayload, 'plan')).rejects.toThrow(/^Unauthorized$/);
  });

  test('T66 passes nowhere by a claim of somebody else\'s tokens', () => {
    expect(externalAccessToken({ sub: 'ada', exp: 2e9, scope: 'a', denied_scope: 'b' }, { subjectClaim: 'sub' } as ExternalIssuer, 1)).toMatchObject({ scopes: ['a'], deniedScopes: [] });
  });
});
