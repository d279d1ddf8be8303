import { afterAll, describe, expect, test } from '@jest/globals';
import { removeCatalogues } from './support/compiler';
import { tool, WEATHER } from './support/offering';
import { testServer } from './support/server';

afterAll(removeCatalogues);

const [template] = WEATHER.resourceTemplates;
const OFFERING = {
  ...WEATHER,
  tools: [tool('set_forecast', { requiredScopes: ['weather:write', 'weather:read'] })],
  resourceTemplates: [{ ...template, requiredScopes: ['weather:read'] }],
  resources: WEATHER.resources.map((resource) => ({ ...resource, requiredScopes: ['weather:read'] })),
  prompts: WEATHER.prompts.map((prompt) => ({ ...prompt, requiredScopes: ['weather:read'] })),
};
const URI_OF_TEMPLATE = template.uriTemplate.replace(/\{[^}]+\}/g, 'x');

const REQUESTS: [string, { readonly [name: string]: unknown }][] = [
  ['tools/call', { name: 'set_forecast' }],
  ['resources/read', { uri: OFFERING.resources[0].uri }],
  ['resources/read', { uri: URI_OF_TEMPLATE }],
  ['prompts/get', { name: OFFERING.prompts[0].name }],
];

const withScopes = (scope: string) => ({ authorizer: { sub: 'user-1', client_id: 'client-1', scope } });

describe('a caller without the scopes', () => {
  test.each(REQUESTS)('is told which it lacks: %s %j', async (method, params) => {
    const server = testServer({ offering: OFFERING });
    const { status, json } = await server.legacy(method, params, '2025-06-18', withScopes('weather:write'));

    expect(status).toBe(200);
    expect(json.error).toEqual({
      code: -32003, message: 'Insufficient scope: weather:read needed', data: { error: 'insufficient_scope', scope: 'weather:read' },
    });
    expect(server.invocations).toEqual([]);
  });

  test.each(REQUESTS)('is refused with 403 where the headers hid what the body asks for: %s %j', async (method, params) => {
    const { status, json } = await testServer({ offering: OFFERING }).modern(method, params, withScopes(''));
    expect([status, json.error.code]).toEqual([403, -32003]);
  });

  test('may list, open and ask what there is', async () => {
    const server = testServer({ offering: OFFERING });
    for (const method of ['tools/list', 'resources/list', 'prompts/list', 'ping']) {
      expect((await server.legacy(method, undefined, '2025-06-18', withScopes(''))).json.result).toBeDefined();
    }
    expect((await server.modern('server/discover', {}, withScopes(''))).json.result).toBeDefined();
  });

  test('is refused one message of a batch, and answered the others', async () => {
    const server = testServer({ offering: OFFERING });
    const { json } = await server.post([
      { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'set_forecast' } }, { jsonrpc: '2.0', id: 2, method: 'ping' },
    ], { headers: { 'MCP-Protocol-Version': '2025-03-26' }, ...withScopes('') });
    expect(json).toMatchObject([{ id: 1, error: { code: -32003 } }, { id: 2, result: {} }]);
  });
});

test('a caller with the scopes is served', async () => {
  const server = testServer({ offering: OFFERING });
  await server.legacy('tools/call', { name: 'set_forecast' }, '2025-06-18', withScopes('weather:read weather:write'));
  expect(server.invocations).toHaveLength(1);
});

describe('a server without authorization', () => {
  test('knows every caller as anonymous, whatever the event says', async () => {
    const server = testServer({ anonymous: true });
    await server.legacy('tools/call', { name: 'get_forecast', arguments: { city: 'Rome' } }, '2025-06-18', { authorizer: { sub: 'admin', client_id: 'x', scope: 'y' } });
    await server.legacy('tools/call', { name: 'get_forecast', arguments: { city: 'Rome' } }, '2025-06-18', { authorizer: null });
    expect(server.invocations.map(({ caller }) => caller)).toEqual(new Array(2).fill({ subject: 'anonymous', clientId: 'anonymous', scopes: [] }));
  });
});
