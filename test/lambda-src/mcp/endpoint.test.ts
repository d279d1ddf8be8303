import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { CollectedReply } from './support/collected-reply';
import { removeCatalogues, writeCatalogue } from './support/compiler';
import { EMPTY, tool, WEATHER } from './support/offering';
import { meta, MODERN, RESOURCE, testServer } from './support/server';
import type { Invoke } from '../../../lambda-src/mcp/invoke/invoker';
import { createServer } from '../../../lambda-src/mcp/server';

afterAll(removeCatalogues);

const server = testServer({ allowedOrigins: 'https://app.example https://other.example chrome-extension://mhnlakgilnojmhinhkckjpncpbhabphi' });
const ping = { jsonrpc: '2.0', id: 1, method: 'ping' };
const initialize = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'a', version: '1' } };

describe('before the body is read', () => {
  test.each(['GET', 'DELETE', 'PUT'])('%s is not allowed', async (method) => {
    const reply = await server.post('', { method });

    expect([reply.status, reply.headers.Allow]).toEqual([405, 'POST']);
  });

  test.each(['text/plain', undefined, 'application/x-www-form-urlencoded', 'application/jsonp'])('the content type %s is refused', async (type) => {
    await expect(server.post(ping, { headers: { 'Content-Type': type } })).resolves.toMatchObject({ status: 415, json: { id: null, error: { code: -32600 } } });
  });

  test('a content type may have parameters and capitals', async () => {
    await expect(server.post(ping, { headers: { 'Content-Type': 'Application/JSON; charset=utf-8' } })).resolves.toMatchObject({ status: 200 });
  });

  test('a client that accepts no JSON is refused', async () => {
    await expect(server.post(ping, { headers: { Accept: 'text/event-stream' } })).resolves.toMatchObject({ status: 406 });
  });

  test.each(['*/*', 'application/json', 'application/*;q=0.5', undefined])('a client that accepts %s is answered', async (accept) => {
    await expect(server.post(ping, { headers: { Accept: accept } })).resolves.toMatchObject({ status: 200 });
  });

  test('a base64 body is decoded', async () => {
    await expect(server.post(ping, { base64: true })).resolves.toMatchObject({ status: 200, json: { id: 1, result: {} } });
  });
});

describe('a body that is encoded', () => {
  const text = JSON.stringify(ping);

  test.each([
    ['gzip', gzipSync(text)],
    ['GZIP', gzipSync(text)],
    ['deflate', deflateSync(text)],
    ['br', brotliCompressSync(text)],
    ['identity, gzip', gzipSync(text)],
  ])('by %s is refused by a status and a message that say what to send', async (encoding, body) => {
    // With a media type that it takes for text, API Gateway hands the bytes over as if they were UTF-8.
    const reply = await server.post(body.toString('utf8'), { headers: { 'Content-Encoding': encoding } });

    expect(reply).toMatchObject({
      status: 415,
      headers: { 'Accept-Encoding': 'identity' },
      json: { id: null, error: { code: -32600, message: 'Unsupported content encoding: send the body uncompressed, without Content-Encoding' } },
    });
  });

  test.each(['identity', 'Identity', '', 'gzip'])('by %j, and decoded on the way if need be, is read', async (encoding) => {
    await expect(server.post(ping, { headers: { 'Content-Encoding': encoding } })).resolves.toMatchObject({ status: 200 });
  });

  test.each(['identity', undefined])('by %s, and no JSON, is a parse error', async (encoding) => {
    await expect(server.post('{', { headers: { 'Content-Encoding': encoding } })).resolves.toMatchObject({ status: 400, json: { error: { code: -32700 } } });
  });
});

describe('a browser', () => {
  test.each(['https://evil.example', 'null', 'https://mcp.example.evil.example', 'http://mcp.example'])('at %s is refused, and cannot read why', async (origin) => {
    const reply = await server.post(ping, { headers: { Origin: origin } });

    expect(reply.status).toBe(403);
    expect(reply.headers).not.toHaveProperty('Access-Control-Allow-Origin');
  });

  test.each([new URL(RESOURCE).origin, 'https://app.example', 'https://other.example', 'chrome-extension://mhnlakgilnojmhinhkckjpncpbhabphi'])('at %s is answered, and may read the answer', async (origin) => {
    const reply = await server.post(ping, { headers: { Origin: origin } });

    expect(reply).toMatchObject({ status: 200, headers: { 'Access-Control-Allow-Origin': origin, 'Vary': 'Origin' } });
  });

  test('may read errors, too', async () => {
    const reply = await server.post('{', { headers: { Origin: 'https://app.example' } });

    expect(reply).toMatchObject({ status: 400, headers: { 'Access-Control-Allow-Origin': 'https://app.example' } });
  });
});

describe('a body that is no message', () => {
  test.each(['{', '', 'nothing', '\u0000'])('%j cannot be parsed', async (body) => {
    await expect(server.post(body)).resolves.toMatchObject({ status: 400, json: { jsonrpc: '2.0', id: null, error: { code: -32700 } } });
  });

  test.each([
    ['no object', '"ping"', null],
    ['no version', { id: 1, method: 'ping' }, 1],
    ['another version', { jsonrpc: '1.0', id: 1, method: 'ping' }, 1],
    ['no method', { jsonrpc: '2.0', id: 'a' }, 'a'],
    ['a null id', { jsonrpc: '2.0', id: null, method: 'ping' }, null],
    ['an object as id', { jsonrpc: '2.0', id: {}, method: 'ping' }, null],
    ['params that are a list', { jsonrpc: '2.0', id: 1, method: 'ping', params: [] }, 1],
  ])('%s is an invalid request', async (_case, body, id) => {
    await expect(server.post(body)).resolves.toMatchObject({ status: 400, json: { id, error: { code: -32600 } } });
  });
});

test('without an authorizer, nothing is answered', async () => {
  for (const authorizer of [null, {}, { sub: 'a' }]) {
    const fresh = testServer();
    const reply = await fresh.post({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'ping_station' } }, { authorizer });

    expect(reply).toMatchObject({ status: 500, json: { error: { code: -32603 } } });
    expect(fresh.invocations).toEqual([]);
    expect(fresh.lines.map(({ level }) => level)).toContain('error');
  }
});

describe.each(['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'])('in %s', (version) => {
  test('initialize is answered in the version that it asks for, without a header', async () => {
    const { status, json } = await server.legacy('initialize', { ...initialize, protocolVersion: version }, undefined);

    expect([status, json.result.protocolVersion]).toEqual([200, version]);
  });

  test('an unknown method is an error, with status 200', async () => {
    await expect(server.legacy('server/discover', undefined, version)).resolves.toMatchObject({ status: 200, json: { id: 7, error: { code: -32601 } } });
  });

  test('notifications and responses are accepted', async () => {
    const headers = { 'MCP-Protocol-Version': version };
    for (const message of [{ method: 'notifications/initialized' }, { method: 'notifications/cancelled', params: { requestId: 1 } }, { id: 3, result: {} }, { id: 3, error: { code: 1, message: '' } }]) {
      await expect(server.post({ jsonrpc: '2.0', ...message }, { headers })).resolves.toMatchObject({ status: 202, text: '' });
    }
  });

  test('pings, log levels and subscriptions are acknowledged', async () => {
    for (const [method, params] of [['ping'], ['logging/setLevel', { level: 'debug' }], ['resources/subscribe', { uri: 'docs://guide' }], ['resources/unsubscribe', { uri: 'docs://guide' }]] as const) {
      const { json } = await server.legacy(method, params, version);

      expect(json).toEqual({ jsonrpc: '2.0', id: 7, result: {} });
    }
  });

  test.each([undefined, null, 'loud', 'INFO', 3, ['info']])('the log level %j is refused', async (level) => {
    await expect(server.legacy('logging/setLevel', { level }, version)).resolves.toMatchObject({ status: 200, json: { error: { code: -32602 } } });
  });

  test('a missing resource has the code of the era', async () => {
    await expect(server.legacy('resources/read', { uri: 'docs://none' }, version)).resolves.toMatchObject({
      status: 200, json: { error: { code: -32002, data: { uri: 'docs://none' } } },
    });
  });
});

describe('in the initialize era', () => {
  test.each(['2026-07-28', '2030-01-01', '1.0', ''])('initialize with the version %j is answered with the latest version of the era', async (protocolVersion) => {
    const { json } = await server.legacy('initialize', { ...initialize, protocolVersion }, undefined);

    expect(json.result.protocolVersion).toBe('2025-11-25');
  });

  test('initialize without a version is refused', async () => {
    await expect(server.legacy('initialize', {})).resolves.toMatchObject({ status: 200, json: { error: { code: -32602 } } });
  });

  test.each(['2024-10-07', 'latest', '2025-11-26'])('the header version %s is refused', async (version) => {
    await expect(server.legacy('ping', undefined, version)).resolves.toMatchObject({ status: 400, json: { id: 7, error: { code: -32600 } } });
  });

  test('string ids come back as they were', async () => {
    await expect(server.post({ ...ping, id: 'a"\u2028b' })).resolves.toMatchObject({ json: { id: 'a"\u2028b' } });
  });
});

describe('a batch', () => {
  const call = { jsonrpc: '2.0', id: 2, method: 'tools/call', params: { name: 'ping_station' } };
  const notification = { jsonrpc: '2.0', method: 'notifications/initialized' };

  test.each([undefined, '2025-03-26'])('is answered by a batch under the version header %s', async (version) => {
    const reply = await server.post([ping, notification, call, { jsonrpc: '2.0', id: 3, method: 'nothing' }, 4], { headers: { 'MCP-Protocol-Version': version } });

    expect(reply).toMatchObject({ status: 200, json: [{ id: 1, result: {} }, { id: 2, result: { content: [{ type: 'text' }] } }, { id: 3, error: { code: -32601 } }, { id: null, error: { code: -32600 } }] });
    expect(reply.json).toHaveLength(4);
  });

  test('of notifications and responses is accepted', async () => {
    await expect(server.post([notification, { jsonrpc: '2.0', id: 1, result: {} }])).resolves.toMatchObject({ status: 202, text: '' });
  });

  test('cannot initialize', async () => {
    await expect(server.post([{ jsonrpc: '2.0', id: 1, method: 'initialize', params: initialize }])).resolves.toMatchObject({ json: [{ id: 1, error: { code: -32600 } }] });
  });

  test.each(['2024-11-05', '2025-06-18', '2025-11-25', MODERN])('is refused in %s', async (version) => {
    await expect(server.post([ping], { headers: { 'MCP-Protocol-Version': version } })).resolves.toMatchObject({ status: 400, json: { error: { code: -32600 } } });
  });

  test('with a message of 2026-07-28 is refused', async () => {
    await expect(server.post([{ ...ping, params: { _meta: meta() } }])).resolves.toMatchObject({ status: 400, json: { error: { code: -32600 } } });
  });

  test.each([0, 51])('of %d messages is refused', async (length) => {
    await expect(server.post(Array(length).fill(ping))).resolves.toMatchObject({ status: 400 });
  });
});

describe('what is not offered', () => {
  const methods = ['tools/list', 'tools/call', 'resources/list', 'resources/templates/list', 'resources/read', 'prompts/list', 'prompts/get', 'completion/complete'];
  const empty = testServer({ offering: EMPTY });

  test.each(methods)('has no %s', async (method) => {
    await expect(empty.legacy(method, { name: 'a', uri: 'a:b' })).resolves.toMatchObject({ status: 200, json: { error: { code: -32601 } } });
    await expect(empty.modern(method, { name: 'a', uri: 'a:b' })).resolves.toMatchObject({ status: 404, json: { error: { code: -32601 } } });
  });

  test('is not declared', async () => {
    const { json } = await empty.modern('server/discover');

    expect(json.result.capabilities).toEqual({});
  });
});

describe('the log', () => {
  test('has one line a request, with who called what and how it went', async () => {
    const fresh = testServer();
    await fresh.legacy('tools/call', { name: 'ping_station', arguments: { secret: 'hunter2' } });

    expect(fresh.lines).toEqual([{
      level: 'info',
      message: 'mcp request',
      fields: {
        requestId: 'request-1',
        event: 'tools/call',
        ip: '192.0.2.1',
        method: 'tools/call',
        name: 'ping_station',
        protocolVersion: '2025-11-25',
        subject: 'user-1',
        clientId: 'client-1',
        status: 200,
        outcome: 'tool error',
        durationMs: expect.any(Number),
      },
    }]);
  });

  test('cuts what strangers could make long', async () => {
    const fresh = testServer();
    await fresh.legacy('x'.repeat(5000), { name: 'y'.repeat(5000) });

    expect(JSON.stringify(fresh.lines).length).toBeLessThan(1000);
  });
});

test('an unexpected error tells the caller nothing but a reference', async () => {
  const broken = testServer({
    run: () => {
      throw new Error('database password is hunter2');
    },
  });
  const reply = await broken.modern('tools/call', { name: 'ping_station' });

  expect(reply).toMatchObject({ status: 500, json: { id: 7, error: { code: -32603, message: 'Internal error (reference: request-1)' } } });
  expect(reply.text).not.toContain('hunter2');
  expect(broken.lines[0]).toMatchObject({ level: 'error', fields: { error: expect.stringContaining('hunter2') } });
});

test('names of JavaScript are no names of tools, prompts, resources or methods', async () => {
  for (const name of ['__proto__', 'constructor', 'toString']) {
    await expect(server.legacy('tools/call', { name })).resolves.toMatchObject({ json: { error: { code: -32602 } } });
    await expect(server.legacy('prompts/get', { name })).resolves.toMatchObject({ json: { error: { code: -32602 } } });
    await expect(server.legacy('resources/read', { uri: name })).resolves.toMatchObject({ json: { error: { code: -32002 } } });
    await expect(server.legacy(name)).resolves.toMatchObject({ json: { error: { code: -32601 } } });
    await expect(server.modern(name)).resolves.toMatchObject({ status: 404 });
  }
});

test.each(['__proto__', 'constructor', 'toString'])('a tool that is named %s is a tool like any other', async (name) => {
  const odd = testServer({ offering: { ...WEATHER, tools: [tool(name), tool('ping_station')] } });
  for (const reply of [await odd.legacy('tools/call', { name }), await odd.modern('tools/call', { name })]) {
    expect(reply).toMatchObject({ status: 200, json: { result: { content: [{ type: 'text' }] } } });
  }

  expect(odd.invocations.map((invocation) => invocation.name)).toEqual([name, name]);
});

test.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('a header named %s is a header like any other', async (name) => {
  const headers = JSON.parse(`{ "${name}": "x", "MCP-Protocol-Version": "2025-11-25" }`);

  await expect(server.post(ping, { headers })).resolves.toMatchObject({ status: 200, json: { id: 1, result: {} } });
});

const EVENT = {
  httpMethod: 'POST',
  headers: {},
  multiValueHeaders: { 'content-type': ['application/json'] },
  body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'ping_station' } }),
  isBase64Encoded: false,
  requestContext: { requestId: 'request-1', authorizer: { sub: 'u', client_id: 'c', scope: '' } },
};
const context = { getRemainingTimeInMillis: () => 30_000 };

function serverWith(invoke: Invoke) {
  const lines: string[] = [];
  const log = (_level: string, message: string) => {
    lines.push(message);
  };
  return { lines, answer: createServer({ env: { MCP_RESOURCE: RESOURCE, MCP_ALLOWED_ORIGINS: '', MCP_ANONYMOUS: '' }, catalogue: writeCatalogue(WEATHER), invoke, log }) };
}

describe('whatever happens, there is one reply and one line:', () => {
  const answering: Invoke = async () => ({ answer: '1' });

  test.each<[string, Invoke]>([
    ['an invoker that throws', () => {
      throw new Error('thrown');
    }],
    ['an invoker that throws no error', () => {
      throw undefined;
    }],
    ['an invoker that rejects', async () => {
      throw new Error('rejected');
    }],
  ])('%s', async (_case, invoke) => {
    const { lines, answer } = serverWith(invoke);
    const reply = new CollectedReply();
    await answer(EVENT, context, reply);

    expect([reply.count, reply.statusCode, JSON.parse(reply.text)]).toEqual([1, 200, { jsonrpc: '2.0', id: 1, error: { code: -32603, message: expect.any(String) } }]);
    expect(lines).toEqual(['unexpected error', 'mcp request']);
  });

  test.each<[string, object]>([
    ['no headers', { headers: null, multiValueHeaders: null }],
    ['headers without values', { multiValueHeaders: { 'content-type': null, 'Origin': undefined, 'accept': [] } }],
    ['no body', { body: null }],
    ['a method that is no text', { body: '{"jsonrpc":"2.0","id":1,"method":["tools/call"]}' }],
    ['names that are no texts', { body: '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":{"__proto__":1},"uri":7}}' }],
  ])('%s', async (_case, given) => {
    const { lines, answer } = serverWith(answering);
    const reply = new CollectedReply();
    await answer({ ...EVENT, ...given }, context, reply);

    expect(reply.count).toBe(1);
    expect(lines).toEqual(['mcp request']);
  });

  test('a reply that cannot be sent is in the log, and fails the function: nobody else can answer', async () => {
    const { lines, answer } = serverWith(answering);
    const broken = {
      send: () => {
        throw new Error('broken pipe');
      },
      stream: () => {
        throw new Error('broken pipe');
      },
    };

    await expect(answer(EVENT, context, broken)).rejects.toThrow('broken pipe');
    expect(lines).toEqual(['unexpected error', 'mcp request']);
  });
});

test.each([[60_000, 58_000], [5000, 4000], [1000, 800]])('of %d milliseconds a tool gets %d: the rest is for the answer', async (total, left) => {
  const given: number[] = [];
  const { answer } = serverWith(async (_target, _invocation, { remainingMillis }) => {
    given.push(remainingMillis);
    return { answer: '1' };
  });
  await answer(EVENT, { getRemainingTimeInMillis: () => total }, new CollectedReply());

  expect(given).toEqual([left]);
});

describe('a long list', () => {
  const names = Array.from({ length: 40 }, (_, index) => `tool_${index}`);
  const long = testServer({ offering: { ...WEATHER, tools: names.map((name) => tool(name)) }, pageMaxBytes: 500 });

  test.each([MODERN, '2025-11-25'])('is read page by page in %s', async (version) => {
    const list = (cursor?: string) => version === MODERN ? long.modern('tools/list', { cursor }) : long.legacy('tools/list', { cursor }, version);
    const found: string[] = [];
    let pages = 0;
    let cursor: string | undefined;
    do {
      const { json } = await list(cursor);
      found.push(...json.result.tools.map((each: { readonly name: string }) => each.name));
      cursor = json.result.nextCursor;
      pages++;
    } while (cursor);

    expect(found).toEqual(names);
    expect(pages).toBeGreaterThan(5);
  });

  test.each(['', 'AAAA', 1, '__proto__'])('has no page at the cursor %j', async (cursor) => {
    await expect(long.legacy('tools/list', { cursor })).resolves.toMatchObject({ status: 200, json: { error: { code: -32602 } } });
  });
});
