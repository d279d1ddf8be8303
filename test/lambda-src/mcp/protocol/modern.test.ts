import { afterAll, describe, expect, test } from '@jest/globals';
import { removeCatalogues } from '../support/compiler';
import { meta, MODERN, testServer } from '../support/server';

afterAll(removeCatalogues);

const server = testServer();
const call = { name: 'ping_station' };
const key = (name: string) => `io.modelcontextprotocol/${name}`;

test('server/discover says what the server can do, and for how long that may be kept', async () => {
  const { status, json } = await server.modern('server/discover');

  expect(status).toBe(200);
  expect(json.result).toEqual({
    resultType: 'complete',
    supportedVersions: [MODERN],
    capabilities: { tools: {}, resources: {}, prompts: {}, completions: {} },
    instructions: 'Ask for a city.',
    ttlMs: 300_000,
    cacheScope: 'private',
    _meta: { [key('serverInfo')]: { name: 'weather', version: '1.2.3', title: 'Weather', description: 'Tells the weather', websiteUrl: 'https://weather.example' } },
  });
});

describe('the version', () => {
  test('must be in the header', async () => {
    await expect(server.modern('tools/list', {}, { headers: { 'MCP-Protocol-Version': undefined } })).resolves.toMatchObject({ status: 400, json: { id: 7, error: { code: -32020 } } });
  });

  test('must be the same in header and body', async () => {
    await expect(server.modern('tools/list', { _meta: meta('v999') })).resolves.toMatchObject({ status: 400, json: { id: 7, error: { code: -32020 } } });
  });

  test.each(['v999', '2027-01-01', '2025-11-25'])('must be spoken by the server, which %s is not in _meta', async (requested) => {
    const reply = await server.modern('server/discover', { _meta: meta(requested) }, { headers: { 'MCP-Protocol-Version': requested } });

    expect(reply).toMatchObject({ status: 400, json: { id: 7, error: { code: -32022, data: { supported: [MODERN], requested } } } });
  });

  test('in the header alone is not enough', async () => {
    await expect(server.legacy('tools/list', {}, MODERN)).resolves.toMatchObject({ status: 400, json: { id: 7, error: { code: -32602 } } });
  });
});

describe('the envelope', () => {
  test.each([
    ['without capabilities', { [key('clientCapabilities')]: undefined }],
    ['with capabilities that are a list', { [key('clientCapabilities')]: [] }],
    ['with a client that is a text', { [key('clientInfo')]: 'me' }],
    ['with an unknown log level', { [key('logLevel')]: 'loud' }],
  ])('%s is refused', async (_case, overrides) => {
    await expect(server.modern('server/discover', { _meta: overrides })).resolves.toMatchObject({ status: 400, json: { id: 7, error: { code: -32602 } } });
  });

  test('may do without a client and have a log level', async () => {
    await expect(server.modern('server/discover', { _meta: { [key('clientInfo')]: undefined, [key('logLevel')]: 'debug' } })).resolves.toMatchObject({ status: 200 });
  });
});

describe('the headers', () => {
  test.each([
    ['Mcp-Method is missing', { 'Mcp-Method': undefined }],
    ['Mcp-Method is another', { 'Mcp-Method': 'tools/list' }],
    ['Mcp-Method has another case', { 'Mcp-Method': 'Tools/Call' }],
    ['Mcp-Name is missing', { 'Mcp-Name': undefined }],
    ['Mcp-Name is another', { 'Mcp-Name': 'get_forecast' }],
    ['Mcp-Name has another case', { 'Mcp-Name': 'PING_STATION' }],
    ['Mcp-Name is broken base64', { 'Mcp-Name': '=?base64?cGluZw?=' }],
  ])('are refused when %s', async (_case, headers) => {
    const fresh = testServer();
    await expect(fresh.modern('tools/call', call, { headers })).resolves.toMatchObject({ status: 400, json: { id: 7, error: { code: -32020 } } });
    expect(fresh.invocations).toEqual([]);
  });

  test('may have blanks around them, any case in their names, and base64 values', async () => {
    const name = `=?base64?${Buffer.from('ping_station').toString('base64')}?=`;
    const headers = { 'MCP-Protocol-Version': undefined, 'Mcp-Method': undefined, 'Mcp-Name': undefined, 'mcp-PROTOCOL-version': ` ${MODERN}`, 'MCP-METHOD': 'tools/call ', 'mcp-name': ` ${name} ` };

    await expect(server.modern('tools/call', call, { headers })).resolves.toMatchObject({ status: 200 });
  });

  test('given twice do not match', async () => {
    await expect(server.modern('tools/list', {}, { headers: { 'mcp-method': 'tools/call' } })).resolves.toMatchObject({ status: 400, json: { error: { code: -32020 } } });
  });

  test('name the resource that is read', async () => {
    await expect(server.modern('resources/read', { uri: 'docs://guide' }, { headers: { 'Mcp-Name': 'docs://logo' } })).resolves.toMatchObject({ status: 400 });
  });

  test('of arguments must be those of the body', async () => {
    const forecast = { name: 'get_forecast', arguments: { city: 'Rome', days: 3 } };
    const ask = (headers: { [name: string]: string }) => server.modern('tools/call', forecast, { headers });

    await expect(ask({ 'Mcp-Param-City': 'Rome', 'Mcp-Param-Days': '3.0' })).resolves.toMatchObject({ status: 200 });
    await expect(ask({ 'Mcp-Param-City': 'Rome' })).resolves.toMatchObject({ status: 400, json: { error: { code: -32020 } } });
    await expect(ask({ 'Mcp-Param-City': 'Oslo', 'Mcp-Param-Days': '3' })).resolves.toMatchObject({ status: 400, json: { error: { code: -32020 } } });
  });
});

describe('an unknown method', () => {
  test.each(['initialize', 'ping', 'logging/setLevel', 'resources/subscribe', 'resources/unsubscribe', 'subscriptions/listen', 'tasks/get', 'nothing'])('such as %s has status 404', async (method) => {
    await expect(server.modern(method)).resolves.toMatchObject({ status: 404, json: { id: 7, error: { code: -32601 } } });
  });
});

test('a notification is accepted', async () => {
  await expect(server.post({ jsonrpc: '2.0', method: 'notifications/cancelled' }, { headers: { 'MCP-Protocol-Version': MODERN } })).resolves.toMatchObject({ status: 202, text: '' });
});

test('a response is refused', async () => {
  await expect(server.post({ jsonrpc: '2.0', id: 1, result: {} }, { headers: { 'MCP-Protocol-Version': MODERN } })).resolves.toMatchObject({ status: 400, json: { error: { code: -32600 } } });
});

test('an unknown tool is an error with status 200', async () => {
  await expect(server.modern('tools/call', { name: 'nothing' })).resolves.toMatchObject({ status: 200, json: { error: { code: -32602, message: 'Unknown tool: nothing' } } });
});

test('a missing resource is an error that names it', async () => {
  await expect(server.modern('resources/read', { uri: 'docs://none' })).resolves.toMatchObject({ status: 200, json: { error: { code: -32602, data: { uri: 'docs://none' } } } });
});

test.each(['tools/list', 'resources/list', 'resources/templates/list', 'prompts/list'])('%s says how long it may be kept', async (method) => {
  const { json } = await server.modern(method);

  expect(json.result).toMatchObject({ resultType: 'complete', ttlMs: 300_000, cacheScope: 'private' });
});
