import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { CollectedReply } from './support/collected-reply';
import { removeCatalogues, writeCatalogue } from './support/compiler';
import { type RunningServer, serveHttp } from './support/http-adapter';
import { WEATHER } from './support/offering';
import { meta, MODERN, modernHeaders } from './support/server';
import type { Call, InvocationOutcome } from '../../../lambda-src/mcp/invoke/invoker';
import { createServer, type McpServer } from '../../../lambda-src/mcp/server';
import type { LogFields } from '../../../lambda-src/platform/log';

afterAll(removeCatalogues);

const catalogue = writeCatalogue(WEATHER);
const ACCEPT = 'application/json, text/event-stream';

let running: RunningServer | undefined;
let lines: { readonly level: string; readonly message: string; readonly fields: LogFields }[] = [];

afterEach(async () => {
  await running?.close();
  running = undefined;
  lines = [];
});

type Run = (call: Call) => Promise<InvocationOutcome>;

/** A kind of target that talks while it runs, as no kind does yet. */
function serverOf(run: Run, resource = 'https://mcp.example/mcp'): McpServer {
  return createServer({
    env: { MCP_RESOURCE: resource, MCP_ALLOWED_ORIGINS: 'https://app.example', MCP_ANONYMOUS: '' },
    catalogue,
    invoke: (_target, _invocation, call) => run(call),
    log: (level, message, fields) => lines.push({ level, message, fields }),
  });
}

const progress = (progressValue: number) => ({ progressToken: 0, progress: progressValue });
const talkative: Run = async ({ emitter }) => {
  emitter.emit('notifications/progress', progress(1));
  await new Promise(setImmediate);
  emitter.emit('notifications/progress', progress(2));
  return { answer: '"done"' };
};

const call = { name: 'ping_station', arguments: {}, _meta: { progressToken: 0 } };

/** A request of either era, as its client sends it. */
const REQUESTS = {
  '2025-11-25': { headers: { 'MCP-Protocol-Version': '2025-11-25' }, body: { jsonrpc: '2.0', id: 'call', method: 'tools/call', params: call } },
  [MODERN]: {
    headers: modernHeaders('tools/call', call),
    body: { jsonrpc: '2.0', id: 'call', method: 'tools/call', params: { ...call, _meta: { ...meta(), ...call._meta } } },
  },
};
const ERAS = Object.keys(REQUESTS) as (keyof typeof REQUESTS)[];

function send(era: keyof typeof REQUESTS, headers: { readonly [name: string]: string } = {}, signal?: AbortSignal): Promise<Response> {
  const request = REQUESTS[era];
  return fetch(running!.url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept': ACCEPT, ...request.headers as { [name: string]: string }, ...headers },
    body: JSON.stringify(request.body),
    signal,
  });
}

/** Every event, which is one line of data and nothing else. */
function eventsOf(text: string): { readonly [name: string]: unknown }[] {
  expect(text).toMatch(/^(data: [^\n\r]+\n\n)+$/);
  return text.split('\n\n').slice(0, -1).map((event) => JSON.parse(event.slice('data: '.length)));
}

async function start(run: Run): Promise<void> {
  running = await serveHttp((origin) => serverOf(run, `${origin}/mcp`));
}

describe.each(ERAS)('a call of %s during which something is emitted', (era) => {
  test('is answered by a stream that ends with the result, and one line in the log', async () => {
    await start(talkative);
    const response = await send(era);
    const events = eventsOf(await response.text());

    expect(response.status).toBe(200);
    expect(Object.fromEntries(['content-type', 'cache-control', 'x-accel-buffering'].map((name) => [name, response.headers.get(name)]))).toEqual({
      'content-type': 'text/event-stream', 'cache-control': 'no-store', 'x-accel-buffering': 'no',
    });
    expect(events).toEqual([
      { jsonrpc: '2.0', method: 'notifications/progress', params: progress(1) },
      { jsonrpc: '2.0', method: 'notifications/progress', params: progress(2) },
      { jsonrpc: '2.0', id: 'call', result: expect.objectContaining({ content: [{ type: 'text', text: 'done' }] }) },
    ]);
    expect(lines).toEqual([expect.objectContaining({
      message: 'mcp request', fields: expect.objectContaining({ status: 200, outcome: 'ok', streamed: true, method: 'tools/call', name: 'ping_station' }),
    })]);
  });

  test('reaches the client as it comes, not at the end', async () => {
    let finish: () => void = () => undefined;
    const finished = new Promise<void>((resolve) => {
      finish = resolve;
    });
    await start(async ({ emitter }) => {
      emitter.emit('notifications/progress', progress(1));
      await finished;
      return { answer: '"done"' };
    });
    const reader = (await send(era)).body!.getReader();
    const first = Buffer.from((await reader.read()).value!).toString();
    expect(lines).toEqual([]);
    finish();
    const last = Buffer.from((await reader.read()).value!).toString();

    expect(eventsOf(first)).toMatchObject([{ method: 'notifications/progress' }]);
    expect(eventsOf(last)).toMatchObject([{ id: 'call', result: {} }]);
  });

  test.each(['application/json', '*/*', 'application/json, text/*', 'application/json, text/event-stream;q=0'])('is answered by JSON where the client accepts %s alone', async (accept) => {
    await start(talkative);
    const response = await send(era, { Accept: accept });

    expect(response.headers.get('content-type')).toBe('application/json');
    await expect(response.json()).resolves.toMatchObject({ id: 'call', result: { content: [{ text: 'done' }] } });
    expect(lines.map(({ fields }) => fields.streamed)).toEqual([undefined]);
  });

  test('ends with an error where the tool throws, and says what in the log alone', async () => {
    await start(async ({ emitter }) => {
      emitter.emit('notifications/progress', progress(1));
      throw new Error('password is hunter2');
    });
    const response = await send(era);
    const text = await response.text();

    expect(response.status).toBe(200);
    expect(eventsOf(text).at(-1)).toEqual({ jsonrpc: '2.0', id: 'call', error: { code: -32603, message: expect.stringContaining('reference: request-1') } });
    expect(text).not.toContain('hunter2');
    expect(lines.map(({ message }) => message)).toEqual(['unexpected error', 'mcp request']);
    expect(lines[1].fields).toMatchObject({ outcome: 'error -32603', streamed: true });
  });

  test('sends nothing after the result', async () => {
    let late: Call | undefined;
    await start(async (given) => {
      late = given;
      given.emitter.emit('notifications/progress', progress(1));
      return { answer: '"done"' };
    });
    const text = await (await send(era)).text();
    late!.emitter.emit('notifications/progress', progress(2));

    expect(eventsOf(text)).toHaveLength(2);
  });

  test('may be read by a browser of an allowed origin', async () => {
    await start(talkative);
    const response = await send(era, { Origin: 'https://app.example' });

    expect(response.headers.get('access-control-allow-origin')).toBe('https://app.example');
    await response.text();
  });

  test('is one line an event, however the tool breaks its lines', async () => {
    await start(async ({ emitter }) => {
      emitter.emit('notifications/progress', progress(1));
      return { answer: '{\r\n  "content": [\n    { "type": "text",\r"text": "a\\nb" }\n  ]\n}' };
    });
    const events = eventsOf(await (await send(era)).text());

    expect(events[1]).toMatchObject({ result: { content: [{ type: 'text', text: 'a\nb' }] } });
  });

  test('is a tool error where the result is more than one event may hold', async () => {
    const large: InvocationOutcome = { answer: JSON.stringify('x'.repeat(1_000_000)) };
    await start(async ({ emitter }) => {
      emitter.emit('notifications/progress', progress(1));
      return large;
    });
    const events = eventsOf(await (await send(era)).text());
    expect(events[1]).toMatchObject({ result: { isError: true, content: [{ text: expect.stringContaining('1000000 bytes') }] } });

    await running!.close();
    await start(async () => large);
    await expect((await send(era)).json()).resolves.toMatchObject({ result: { content: [{ text: 'x'.repeat(1_000_000) }] } });
  });
});

test('a call during which nothing is emitted is answered by JSON, though its client reads streams', async () => {
  await start(async () => ({ answer: '"done"' }));
  for (const era of ERAS) {
    expect((await send(era)).headers.get('content-type')).toBe('application/json');
  }
});

describe('a client that closes the stream', () => {
  /** Emits, waits until the client is gone, and says whether that was a cancellation. */
  async function hangUp(era: keyof typeof REQUESTS): Promise<boolean> {
    const reply = new CollectedReply();
    let cancelled = false;
    const server = serverOf(async ({ emitter }) => {
      emitter.emit('notifications/progress', progress(1));
      reply.body.destroy();
      await new Promise((resolve) => reply.body.once('close', resolve));
      emitter.emit('notifications/progress', progress(2));
      cancelled = emitter.cancelled.aborted;
      return { answer: '"done"' };
    });
    const { headers, body } = REQUESTS[era];
    await server({
      httpMethod: 'POST',
      headers: null as never,
      multiValueHeaders: Object.fromEntries(Object.entries({ 'Content-Type': 'application/json', 'Accept': ACCEPT, ...headers }).map(([name, value]) => [name, [value!]])),
      body: JSON.stringify(body),
      isBase64Encoded: false,
      requestContext: { requestId: 'request-1', authorizer: { sub: 'user-1', client_id: 'client-1', scope: 'mcp' } },
    }, { getRemainingTimeInMillis: () => 30_000 }, reply);
    return cancelled;
  }

  test('cancels a call of 2026-07-28', async () => {
    await expect(hangUp(MODERN)).resolves.toBe(true);
    expect(lines.map(({ message, fields }) => [message, fields.outcome])).toEqual([['mcp request', 'cancelled']]);
  });

  test('says nothing before: the call runs to its end', async () => {
    await expect(hangUp('2025-11-25')).resolves.toBe(false);
    expect(lines.map(({ message, fields }) => [message, fields.outcome])).toEqual([['mcp request', 'ok']]);
  });

  test('stops a tool that listens, over HTTP', async () => {
    let stop: () => void = () => undefined;
    const stopped = new Promise<void>((resolve) => {
      stop = resolve;
    });
    await start(async ({ emitter }) => {
      emitter.emit('notifications/progress', progress(1));
      await new Promise((resolve) => emitter.cancelled.addEventListener('abort', resolve));
      stop();
      return { answer: '"stopped"' };
    });
    const controller = new AbortController();
    const reader = (await send(MODERN, {}, controller.signal)).body!.getReader();
    await reader.read();
    controller.abort();
    await expect(reader.read()).rejects.toThrow();

    await stopped;
  });
});

test('a batch is one JSON text: what its calls emit is not sent', async () => {
  await start(talkative);
  const response = await fetch(running!.url, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept': ACCEPT, 'MCP-Protocol-Version': '2025-03-26' },
    body: JSON.stringify([REQUESTS['2025-11-25'].body, { jsonrpc: '2.0', id: 2, method: 'ping' }]),
  });

  expect(response.headers.get('content-type')).toBe('application/json');
  await expect(response.json()).resolves.toMatchObject([{ id: 'call', result: {} }, { id: 2, result: {} }]);
  expect(lines.map(({ fields: { method, name, outcome } }) => [method, name, outcome])).toEqual([['tools/call', 'ping_station', 'ok'], ['ping', undefined, 'ok']]);
});

test.each([undefined, 'auto'] as const)('the official client hears of progress before it has the result, with version negotiation %s', async (mode) => {
  let progressToken: unknown;
  await start(async ({ emitter }) => {
    emitter.emit('notifications/progress', { progressToken, progress: 1, total: 2 });
    return { answer: '"done"' };
  });
  const transport = new StreamableHTTPClientTransport(running!.url, {
    fetch: (url, init) => {
      progressToken = JSON.parse(String(init?.body ?? '{}')).params?._meta?.progressToken;
      return fetch(url, init);
    },
  });
  const client = new Client({ name: 'judge', version: '1' }, mode && { versionNegotiation: { mode } });
  await client.connect(transport);
  const heard: unknown[] = [];
  const result = await client.callTool({ name: 'ping_station' }, { onprogress: (value) => heard.push(value) });
  await client.close();

  expect(heard).toEqual([{ progress: 1, total: 2 }]);
  expect(result).toMatchObject({ content: [{ type: 'text', text: 'done' }] });
});
