import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { ALICE, call, fixture, messagesOf, modern, policyOf } from './support/front';
import { throttleBy } from '../../../lambda-src/mcp/http/throttle';
import type { OwnServer, ServerReply, ServerRequest } from '../../../lambda-src/server-code/server/own-server';
import { CollectedReply } from '../mcp/support/collected-reply';

async function* parts(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) {
    yield Buffer.from(text);
  }
}

const JSON_TYPE: [string, string][] = [['content-type', 'application/json']];
const STREAM_TYPE: [string, string][] = [['content-type', 'text/event-stream']];
const RESULT = '{"jsonrpc":"2.0","id":1,"result":{"content":[]}}';
const PROGRESS = '{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":1}}';

const json = (text: string, status = 200, headers: readonly [string, string][] = []): ServerReply =>
  ({ status, headers: [...JSON_TYPE, ...headers], body: parts(text) });
const eventStream = (...texts: readonly string[]): ServerReply => ({ status: 200, headers: STREAM_TYPE, body: parts(...texts) });

/** A server that always answers the same, and what it was asked. */
function answering(reply: () => ServerReply | Promise<ServerReply>, policy?: Parameters<typeof fixture>[1]) {
  const requests: ServerRequest[] = [];
  const server: OwnServer = async (request) => {
    requests.push(request);
    return reply();
  };
  return { ...fixture(server, policy), requests };
}

afterEach(() => {
  jest.useRealTimers();
});

const faultOf = (logs: readonly { readonly message: string }[]) => logs.find(({ message }) => message === 'server code failed');

describe('what reaches the server', () => {
  test('T87 nothing by which a client could pass for the authorizer, a proxy or another caller', async () => {
    const { ask, requests } = answering(() => json(RESULT));
    await ask(call('forecast'), {
      headers: {
        'Authorization': 'Bearer secret',
        'DPoP': 'proof',
        'Cookie': 'session=1',
        'X-Amzn-Request-Context': '{"authorizer":{"sub":"root"}}',
        'X-Amzn-Oidc-Data': 'root',
        'X-Forwarded-For': '10.0.0.1',
        'X-Forwarded-Host': 'evil.example',
        'X-Mcp-Subject': 'root',
        'Forwarded': 'for=10.0.0.1',
        'Host': 'evil.example',
        'Transfer-Encoding': 'chunked',
        'User-Agent': 'client/1',
        'MCP-Protocol-Version': '2025-11-25',
        'Mcp-Param-City': 'Oslo',
      },
    });
    expect(requests[0].headers).toEqual({
      'host': 'mcp.example',
      'accept': 'application/json, text/event-stream',
      'content-type': 'application/json',
      'content-length': String(Buffer.byteLength(requests[0].body)),
      'user-agent': 'client/1',
      'mcp-protocol-version': '2025-11-25',
      'mcp-param-city': 'Oslo',
    });
    expect(requests[0].caller).toMatchObject(ALICE);
  });

  test('the trace of its client, in headers and message as it came; the log has its id', async () => {
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01';
    const { ask, requests, logs } = answering(() => json(RESULT));
    const message = call('forecast');
    await ask({ ...message, params: { ...message.params, _meta: { traceparent } } }, { headers: { traceparent: '00-x', tracestate: 'a=1', baggage: 'b=1' } });

    expect(requests[0]).toMatchObject({ headers: { traceparent: '00-x', tracestate: 'a=1', baggage: 'b=1' }, body: expect.stringContaining(traceparent) });
    expect(logs).toMatchObject([{ message: 'mcp request', clientTraceId: '0af7651916cd43dd8448eb211c80319c' }]);
  });

  test('the message with its numbers as they were written', async () => {
    const { ask, requests } = answering(() => json(RESULT));
    await ask('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"f","arguments":{"n":12345678901234567890.10}}}');
    expect(requests[0].body).toContain('12345678901234567890.10');
  });

  test.each<[string, string, number, { readonly [name: string]: string }?]>([
    ['not JSON', '{', -32700],
    ['no JSON-RPC', '{"id":1}', -32600],
    ['a batch in a revision without', `[${JSON.stringify(call('a'))}]`, -32600, { 'MCP-Protocol-Version': '2025-11-25' }],
    ['a batch of more than 50', JSON.stringify(Array.from({ length: 51 }, (_, id) => call('a', {}, id))), -32600],
    ['a body that disagrees with its headers', JSON.stringify(modern('tools/call', { name: 'a' }).message), -32020, modern('tools/call', { name: 'b' }).headers],
  ])('nothing that is %s', async (_, body, code, headers = {}) => {
    const { ask, requests } = answering(() => json(RESULT));
    const reply = await ask(body, { headers });
    expect(reply.statusCode).toBe(400);
    expect(JSON.parse(reply.text).error.code).toBe(code);
    expect(requests).toEqual([]);
  });

  test('nothing without an authorizer, whatever the client says', async () => {
    const { ask, requests, logs } = answering(() => json(RESULT));
    expect((await ask(call('a'), { caller: null })).statusCode).toBe(500);
    expect(requests).toEqual([]);
    expect(faultOf(logs)).toMatchObject({ reason: 'not_authorized' });
  });

  test('nothing from a web page that may not call, and the answer to one that may', async () => {
    const { ask, requests } = answering(() => json(RESULT, 200, [['access-control-allow-origin', '*'], ['access-control-allow-credentials', 'true']]));
    expect((await ask(call('a'), { headers: { Origin: 'https://evil.example' } })).statusCode).toBe(403);
    expect(requests).toEqual([]);
    const { headers } = await ask(call('a'), { headers: { Origin: 'https://app.example' } });
    expect(headers).toMatchObject({ 'Access-Control-Allow-Origin': 'https://app.example' });
    expect(Object.keys(headers).join()).not.toMatch(/credentials/i);
  });
});

describe('scopes', () => {
  const policy = policyOf({ drop: ['admin'], hasOwnProperty: ['admin'] });

  test('a tool whose scope the token lacks is refused: by status since 2026-07-28, to the model before', async () => {
    const { ask, requests, logs } = answering(() => json(RESULT), policy);
    const { message, headers } = modern('tools/call', { name: 'drop', arguments: {} });
    const reply = await ask(message, { headers });
    expect(reply.statusCode).toBe(403);
    expect(JSON.parse(reply.text).error).toMatchObject({ code: -31403, data: { error: 'insufficient_scope', scope: 'admin' } });
    const legacy = await ask(call('drop'));
    expect(JSON.parse(legacy.text)).toEqual({ jsonrpc: '2.0', id: 1, result: { content: [{ type: 'text', text: 'Insufficient scope: admin needed' }], isError: true } });
    expect((await ask(call('hasOwnProperty'))).text).toContain('Insufficient scope');
    expect(requests).toEqual([]);
    expect(logs.at(-1)).toMatchObject({ message: 'mcp request', method: 'tools/call', name: 'hasOwnProperty', outcome: 'tool error' });
  });

  test('with the scope it runs, and other tools run without', async () => {
    const { ask, requests } = answering(() => json(RESULT), policy);
    await ask(call('drop'), { caller: { ...ALICE, scopes: ['mcp', 'admin'] } });
    await ask(call('forecast'));
    await ask({ jsonrpc: '2.0', id: 1, method: 'tools/list' });
    expect(requests).toHaveLength(3);
  });

  test('prompts, resources and their completions need what is declared for them', async () => {
    const { ask, requests } = answering(() => json(RESULT), {
      ...policy, prompts: { audit: ['admin'] }, resources: { 'docs://secret': ['admin'] }, resourceTemplates: [{ pattern: '^docs://files/([^/]*)$', requiredScopes: ['admin'] }],
    });
    for (const [method, params] of [
      ['prompts/get', { name: 'audit' }], ['resources/read', { uri: 'docs://secret' }], ['resources/read', { uri: 'docs://files/a' }],
      ['completion/complete', { ref: { type: 'ref/prompt', name: 'audit' } }], ['completion/complete', { ref: { type: 'ref/resource', uri: 'docs://files/{name}' } }],
    ]) {
      expect(JSON.parse((await ask({ jsonrpc: '2.0', id: 1, method, params })).text).error.code).toBe(-31403);
    }
    expect(requests).toEqual([]);
    await ask({ jsonrpc: '2.0', id: 1, method: 'completion/complete', params: { ref: { type: 'ref/prompt', name: 'hello' } } });
    expect(requests).toHaveLength(1);
  });

  test('T88 a refused tool does not hide in a batch: nothing of it runs', async () => {
    const { ask, requests } = answering(() => json(RESULT), policy);
    const answers = JSON.parse((await ask([call('forecast', {}, 1), call('drop', {}, 2)])).text);
    expect(answers).toMatchObject([{ id: 1, error: { message: expect.stringContaining('Not run') } }, { id: 2, result: { isError: true } }]);
    expect(requests).toEqual([]);
  });

  test.each([
    ['a member that Go reads as the name', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"forecast","Name":"drop"}}'],
    ['a method that Go reads as such', '{"jsonrpc":"2.0","id":1,"method":"ping","METHOD":"tools/call","params":{"name":"drop"}}'],
    ['a long s', '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"forecast"},"param\u017f":{"name":"drop"}}'],
    ['what a completion is about', '{"jsonrpc":"2.0","id":1,"method":"completion/complete","params":{"ref":{"type":"ref/prompt","name":"hello","Name":"audit"}}}'],
    ['another ref', '{"jsonrpc":"2.0","id":1,"method":"completion/complete","params":{"ref":{"type":"ref/prompt","name":"hello"},"REF":{"type":"ref/prompt","name":"audit"}}}'],
    ['one in a batch', '[{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"forecast","NAME":"drop"}}]'],
  ])('T88 a tool does not hide from the check behind %s', async (_, body) => {
    const { ask, requests } = answering(() => json(RESULT), policy);
    expect((await ask(body)).statusCode).toBe(400);
    expect(requests).toEqual([]);
  });

  test('T88 of duplicate members the server sees the one that was checked', async () => {
    const { ask, requests } = answering(() => json(RESULT), policy);
    await ask('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"drop","name":"forecast"}}');
    expect(requests.map(({ body }) => body)).toEqual(['{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"forecast"}}']);
    expect((await ask('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"forecast","name":"drop"}}')).text).toContain('Insufficient scope');
  });

  test.each([[['drop']], [{ name: 'drop' }], [1], [null]])('T88 a name that is no text (%j) is refused', async (name) => {
    const { ask, requests } = answering(() => json(RESULT), policy);
    expect(JSON.parse((await ask({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name } })).text).error.code).toBe(-32602);
    expect(requests).toEqual([]);
  });
});

describe('what reaches the client', () => {
  test('T89 no cookie, challenge, CORS or caching header of the server, and the log names what was left out', async () => {
    const { ask, logs } = answering(() => json(RESULT, 200, [
      ['set-cookie', 'a=1'], ['www-authenticate', 'Bearer resource_metadata="https://evil.example"'], ['access-control-allow-origin', '*'],
      ['cache-control', 'public'], ['location', 'https://evil.example'], ['x-frame', '1'], ['retry-after', '5'], ['mcp-thing', 'kept'], ['mcp-broken', 'a\r\nb: c'],
    ]));
    const { headers } = await ask(call('a'));
    expect(headers).toEqual({ 'Content-Type': 'application/json', 'Cache-Control': 'no-store', 'retry-after': '5', 'mcp-thing': 'kept' });
    expect(logs.at(-1)).toMatchObject({ droppedHeaders: ['set-cookie', 'www-authenticate', 'access-control-allow-origin', 'location', 'x-frame', 'mcp-broken'] });
  });

  test('T89 headers larger than API Gateway takes are an error, not a broken response', async () => {
    const { ask, logs } = answering(() => json(RESULT, 200, [['mcp-thing', 'x'.repeat(5000)]]));
    expect((await ask(call('a'))).statusCode).toBe(500);
    expect(faultOf(logs)).toMatchObject({ reason: 'headers_too_large' });
  });

  test('a stream that holds the result alone becomes JSON', async () => {
    const { ask } = answering(() => eventStream(': hello\n\nid: 1\ndata: \n\nevent: message\ndata: {"jsonrpc":"2.0",\ndata: "id":1,"result":{"content":[]}}\n\n'));
    const reply = await ask(call('a'));
    expect(reply).toMatchObject({ isStream: false, statusCode: 200 });
    expect(JSON.parse(reply.text)).toEqual(JSON.parse(RESULT));
  });

  test.each([['\n'], ['\r\n'], ['\r']])('events are read and written alike, whatever ends their lines (%j)', async (end) => {
    const text = [`event: ping${end}data: {}${end}${end}`, `id: 7${end}data:${PROGRESS}${end}${end}:alive${end}${end}`, `data: ${RESULT}${end}${end}`, `data: more${end}${end}`].join('');
    const { ask } = answering(() => eventStream(...text));
    const reply = await ask(call('a'));
    expect(reply.isStream).toBe(true);
    expect(reply.text).toBe(`data: ${PROGRESS}\n\n:\n\ndata: ${RESULT}\n\n`);
    expect(reply.headers).toEqual({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
  });

  test('T90 a server that does not end its stream after the result is left alone', async () => {
    let isReturned = false;
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        yield Buffer.from(`data: ${PROGRESS}\n\ndata: ${RESULT}\n\n`);
        await new Promise(() => undefined);
      } finally {
        isReturned = true;
      }
    }
    const { ask } = answering(() => ({ status: 200, headers: STREAM_TYPE, body: endless() }));
    expect(messagesOf(await ask(call('a'))).map(({ id, method }) => id ?? method)).toEqual(['notifications/progress', 1]);
    expect(isReturned).toBe(true);
  });

  test('T91 a second response, one to another request and what is no message are left out, and counted', async () => {
    const other = '{"jsonrpc":"2.0","id":2,"result":{"secret":"of another"}}';
    const { ask, logs } = answering(() => eventStream(`data: ${PROGRESS}\n\n`, `data: ${other}\n\ndata: hello\n\n`, `data: ${RESULT}\n\ndata: ${RESULT}\n\n`));
    const reply = await ask(call('a'));
    expect(messagesOf(reply).map(({ id, method }) => id ?? method)).toEqual(['notifications/progress', 1]);
    expect(reply.text).not.toContain('secret');
    expect(logs.at(-1)).toMatchObject({ droppedMessages: 2, streamed: true, outcome: 'ok' });
  });

  test('T91 a JSON response to another request reaches nobody', async () => {
    const { ask, logs } = answering(() => json('{"jsonrpc":"2.0","id":2,"result":{"secret":"of another"}}'));
    expect((await ask(call('a'))).text).not.toContain('secret');
    expect(faultOf(logs)).toMatchObject({ reason: 'foreign_answer' });
  });

  test('a stream that ends without a response ends with an error that leads to the log', async () => {
    const { ask, logs } = answering(() => eventStream(`data: ${PROGRESS}\n\n`));
    expect(messagesOf(await ask(call('a')))[1]).toEqual({ jsonrpc: '2.0', id: 1, error: { code: -32603, message: 'Internal error (reference: request-1)' } });
    expect(faultOf(logs)).toMatchObject({ reason: 'no_answer', requestId: 'request-1' });
  });

  test.each<[string, () => ServerReply | Promise<ServerReply>, string]>([
    ['throws', () => Promise.reject(new Error('secret detail')), 'threw'],
    ['breaks off', () => ({
      status: 200,
      headers: JSON_TYPE,
      body: (async function* () {
        yield Buffer.from('{');
        throw new Error('reset');
      })(),
    }), 'threw'],
    ['answers with a page', () => ({ status: 200, headers: [['content-type', 'text/html']], body: parts('<html>') }), 'not_mcp'],
    ['answers with other JSON', () => json('{"message":"hello"}'), 'not_mcp'],
    ['answers twice in one body', () => json(RESULT + RESULT), 'not_mcp'],
    ['answers a request with nothing', () => ({ status: 202, headers: [], body: undefined }), 'no_answer'],
    ['answers with a batch', () => json(`[${RESULT}]`), 'not_mcp'],
    ['fails', () => json('{"stack":"secret detail"}', 503), 'server_error'],
    ['redirects', () => ({ status: 307, headers: [['location', '/mcp/']], body: undefined }), 'redirects'],
    ['demands a token of its own', () => ({ status: 401, headers: [['www-authenticate', 'Bearer']], body: parts('Unauthorized') }), 'demands_token'],
    ['refuses our host', () => json('{"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"Invalid Host header: mcp.example"}}', 403), 'refuses_host'],
    ['refuses our host as Python does', () => ({ status: 421, headers: [], body: parts('Invalid Host header') }), 'refuses_host'],
    ['answers with no status', () => json(RESULT, 0), 'not_http'],
  ])('a server that %s is status 500 with a reference, and no word of its own', async (_, reply, reason) => {
    const { ask, logs } = answering(reply);
    const { statusCode, text } = await ask(call('a'));
    expect(statusCode).toBe(500);
    expect(JSON.parse(text)).toEqual({ jsonrpc: '2.0', id: 1, error: { code: -32603, message: 'Internal error (reference: request-1)' } });
    expect(faultOf(logs)).toMatchObject({ reason, requestId: 'request-1', method: 'tools/call' });
    expect(logs.at(-1)).toMatchObject({ message: 'mcp request', requestId: 'request-1', status: 500, outcome: 'error -32603', subject: 'alice', clientId: 'client-1' });
  });

  test('T90 a server that never answers is given up in time to say so', async () => {
    const { ask, logs } = answering(() => new Promise(() => undefined));
    jest.useFakeTimers();
    const asked = ask(call('a'), { remainingMillis: 10_000 });
    await jest.advanceTimersByTimeAsync(8_000);
    const { statusCode, text } = await asked;
    expect(statusCode).toBe(500);
    expect(JSON.parse(text).error.message).toBe('The server did not answer in time (reference: request-1)');
    expect(faultOf(logs)).toMatchObject({ reason: 'timeout' });
  });

  test('T90 a stream that goes on ends with an error in time, and the server is told', async () => {
    let signal: AbortSignal | undefined;
    async function* endless(): AsyncGenerator<Uint8Array> {
      yield Buffer.from(`data: ${PROGRESS}\n\n`);
      await new Promise(() => undefined);
    }
    const { ask } = fixture(async (request) => {
      signal = request.signal;
      return { status: 200, headers: STREAM_TYPE, body: endless() };
    });
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    const reply = new CollectedReply();
    const begun = new Promise((resolve) => reply.body.once('data', resolve));
    const asked = ask(call('a'), { remainingMillis: 10_000, reply });
    await begun;
    await jest.advanceTimersByTimeAsync(8_000);
    await asked;
    expect(messagesOf(reply).map(({ method, error }) => method ?? error.message)).toEqual(['notifications/progress', 'The server did not answer in time (reference: request-1)']);
    expect(signal?.aborted).toBe(true);
  });

  test('a client of 2026-07-28 that leaves ends the work', async () => {
    let left: Promise<unknown> | undefined;
    const reply = new CollectedReply();
    const { ask, logs } = fixture(async ({ signal }) => {
      left = new Promise((resolve) => signal.addEventListener('abort', resolve));
      return {
        status: 200,
        headers: STREAM_TYPE,
        body: (async function* () {
          yield Buffer.from(`data: ${PROGRESS}\n\n`);
          reply.body.destroy();
          await new Promise(() => undefined);
        })(),
      };
    });
    const { message, headers } = modern('tools/call', { name: 'a', arguments: {} });
    await ask(message, { headers, reply });
    await left;
    expect(logs.at(-1)).toMatchObject({ outcome: 'cancelled' });
  });

  test('refusals of the server pass with their status, and as JSON-RPC whatever they were', async () => {
    const own = '{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}}';
    expect(await answering(() => json(own, 404)).ask(call('a'))).toMatchObject({ statusCode: 404, text: own });
    const withoutId = '{"jsonrpc":"2.0","error":{"code":-32000,"message":"Bad Request"},"id":null}';
    expect(await answering(() => json(withoutId, 400)).ask(call('a'))).toMatchObject({ statusCode: 400, text: withoutId });
    const foreign = await answering(() => json('{"message":"Forbidden"}', 403)).ask(call('a'));
    expect(foreign.statusCode).toBe(403);
    expect(JSON.parse(foreign.text)).toEqual({ jsonrpc: '2.0', id: 1, error: { code: -32600, message: 'The server refused the request with status 403' } });
  });

  test('a notification is accepted, whatever the server writes', async () => {
    const { ask } = answering(() => eventStream(`data: ${RESULT}\n\n`));
    expect(await ask({ jsonrpc: '2.0', method: 'notifications/initialized' })).toMatchObject({ statusCode: 202, text: '' });
  });
});

describe('a batch', () => {
  const headers = { 'MCP-Protocol-Version': '2025-03-26' };
  const batch = [call('a', {}, 1), call('a', {}, 'two'), { jsonrpc: '2.0', method: 'notifications/initialized' }];
  const first = '{"jsonrpc":"2.0","id":1,"result":{"content":[],"n":1.00}}';
  const second = '{"jsonrpc":"2.0","id":"two","result":{"content":[]}}';
  const failed = (id: unknown) => `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"error":{"code":-32603,"message":"Internal error (reference: request-1)"}}`;

  test.each<[string, () => ServerReply]>([
    ['JSON', () => json(`[${second},${first}]`)],
    ['events', () => eventStream(`data: ${second}\n\ndata: ${first}\n\n`)],
  ])('is answered as the server answers it: %s', async (_, reply) => {
    const { ask, logs } = answering(reply);
    expect(await ask(batch, { headers })).toMatchObject({ statusCode: 200, isStream: false, text: `[${second},${first}]` });
    expect(faultOf(logs)).toBeUndefined();
  });

  test.each<[string, () => ServerReply]>([
    ['JSON', () => json(` [${first}] \n`)],
    ['events', () => eventStream(`data: ${first}\n\n`)],
  ])('of which a server leaves one out gets what there is, and an error for that one: %s', async (_, reply) => {
    const { ask, logs } = answering(reply);
    const { statusCode, text } = await ask(batch, { headers });
    expect({ statusCode, text: text.trim() }).toEqual({ statusCode: 200, text: `[${first.trim()},${failed('two')}]` });
    expect(faultOf(logs)).toMatchObject({ level: 'error', reason: 'no_answer', requestId: 'request-1', detail: expect.stringContaining('to each request: 1 have one') });
  });

  test('of which a server leaves one out in a stream that has begun gets an error for that one at its end', async () => {
    const { ask, logs } = answering(() => eventStream(`data: ${PROGRESS}\n\ndata: ${second}\n\n`));
    expect(messagesOf(await ask(batch, { headers }))).toEqual([JSON.parse(PROGRESS), JSON.parse(second), JSON.parse(failed(1))]);
    expect(faultOf(logs)).toMatchObject({ reason: 'no_answer' });
  });

  test('with an id twice gets two responses', async () => {
    const twice = [call('a', {}, 1), call('a', {}, 1)];
    expect((await answering(() => json(`[${first},${first}]`)).ask(twice, { headers })).text).toBe(`[${first},${first}]`);
    expect((await answering(() => json(`[${first}]`)).ask(twice, { headers })).text).toBe(`[${first},${failed(1)}]`);
  });

  test('with a message that is none gets an error for it, of the server or of what stands before it', async () => {
    const mixed = [call('a', {}, 1), { id: null }];
    const own = '{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"no"}}';
    expect((await answering(() => json(`[${first},${own}]`)).ask(mixed, { headers })).text).toBe(`[${first},${own}]`);
    expect(JSON.parse((await answering(() => json(`[${first}]`)).ask(mixed, { headers })).text)).toMatchObject([{ id: 1 }, { id: null, error: { code: -32600 } }]);
  });

  test('T91 does not carry a response to another request', async () => {
    const { ask, logs } = answering(() => json(`[${first},{"jsonrpc":"2.0","id":3,"result":{"secret":"of another"}}]`));
    const { statusCode, text } = await ask(batch, { headers });
    expect([statusCode, text]).toEqual([500, failed(null)]);
    expect(faultOf(logs)).toMatchObject({ reason: 'foreign_answer' });
  });
});

test('a request beyond the limit of its caller gets 429, and does not reach the server', async () => {
  const requests: ServerRequest[] = [];
  const { ask } = fixture(async (request) => {
    requests.push(request);
    return json(RESULT);
  }, undefined, [], throttleBy({ admit: async () => ({ party: 'person', retryAfterSeconds: 3 }) }));
  const reply = await ask(call('forecast'));

  expect([reply.statusCode, reply.headers['Retry-After'], JSON.parse(reply.text)]).toEqual([
    429, '3', { jsonrpc: '2.0', id: 1, error: { code: -31430, message: 'Too many requests: try again in 3 seconds', data: { retryAfterSeconds: 3 } } },
  ]);
  expect(requests).toEqual([]);
});
