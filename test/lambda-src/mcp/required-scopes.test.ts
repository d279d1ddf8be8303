import { afterAll, describe, expect, test } from '@jest/globals';
import { removeCatalogues } from './support/compiler';
import { tool, WEATHER } from './support/offering';
import { testServer } from './support/server';
import { INITIALIZE_ERA_PROTOCOL_VERSIONS } from '../../../src/contract/mcp/protocol-versions';

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

const withScopes = (scope: string, denied = '') => ({ authorizer: { sub: 'user-1', client_id: 'client-1', scope, denied_scope: denied } });
const error = (message: string) => ({ code: -31403, message, data: { error: 'insufficient_scope', scope: 'weather:read' } });
const toolError = (text: string) => ({ content: [{ type: 'text', text }], isError: true });

const NOT_ASKED_FOR = 'Insufficient scope: weather:read needed';
const DENIED = 'Insufficient scope: weather:read needed, and not granted when it was asked for';

describe('a caller without the scopes', () => {
  test.each(INITIALIZE_ERA_PROTOCOL_VERSIONS)('is told by a tool error, which the model can read, in %s', async (revision) => {
    const server = testServer({ offering: OFFERING });
    const { status, json } = await server.legacy('tools/call', { name: 'set_forecast' }, revision, withScopes('weather:write'));

    expect([status, json]).toEqual([200, { jsonrpc: '2.0', id: 7, result: toolError(NOT_ASKED_FOR) }]);
    expect(server.invocations).toEqual([]);
  });

  test.each(REQUESTS.slice(1))('is told by an error in the initialize era: %s %j', async (method, params) => {
    const { status, json } = await testServer({ offering: OFFERING }).legacy(method, params, '2025-06-18', withScopes('weather:write'));

    expect([status, json]).toEqual([200, { jsonrpc: '2.0', id: 7, error: error(NOT_ASKED_FOR) }]);
  });

  test.each(REQUESTS)('is refused with 403 in 2026-07-28, where the headers hid what the body asks for: %s %j', async (method, params) => {
    const server = testServer({ offering: OFFERING });
    const { status, json } = await server.modern(method, params, withScopes('weather:write'));

    expect([status, json]).toEqual([403, { jsonrpc: '2.0', id: 7, error: error(NOT_ASKED_FOR) }]);
    expect(server.invocations).toEqual([]);
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
    expect(json).toEqual([
      { jsonrpc: '2.0', id: 1, result: toolError('Insufficient scope: weather:write weather:read needed') }, { jsonrpc: '2.0', id: 2, result: {} },
    ]);
  });
});

describe('a caller whose scopes were asked for and not granted, and who would ask for ever,', () => {
  test.each(INITIALIZE_ERA_PROTOCOL_VERSIONS)('is told by a tool error in %s', async (revision) => {
    const server = testServer({ offering: OFFERING });
    const { status, json } = await server.legacy('tools/call', { name: 'set_forecast' }, revision, withScopes('weather:write', 'weather:read'));

    expect([status, json]).toEqual([200, { jsonrpc: '2.0', id: 7, result: toolError(DENIED) }]);
    expect(server.invocations).toEqual([]);
  });

  test.each(REQUESTS)('gets an error with its own id, status 200 and no challenge in 2026-07-28: %s %j', async (method, params) => {
    const server = testServer({ offering: OFFERING });
    const { status, headers, json } = await server.modern(method, params, withScopes('weather:write', 'weather:read'));

    expect([status, json]).toEqual([200, { jsonrpc: '2.0', id: 7, error: error(DENIED) }]);
    expect(Object.keys(headers).filter((name) => /authenticate/i.test(name))).toEqual([]);
    expect(server.invocations).toEqual([]);
  });

  test('may still ask for what was never asked for', async () => {
    const { status, json } = await testServer({ offering: OFFERING }).modern('tools/call', { name: 'set_forecast' }, withScopes('', 'weather:read'));

    expect([status, json.error.message]).toEqual([403, 'Insufficient scope: weather:write weather:read needed']);
  });

  test('may do what needs none of them', async () => {
    const server = testServer();
    await server.modern('tools/call', { name: 'ping_station' }, withScopes('', 'weather:read'));

    expect(server.invocations).toHaveLength(1);
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
