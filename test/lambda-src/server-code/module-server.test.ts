import { expect, test } from '@jest/globals';
import { Server as ServerV1 } from '@modelcontextprotocol/sdk/server/index.js';
import { McpServer as McpServerV1 } from '@modelcontextprotocol/sdk/server/mcp.js';
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js';
import { createMcpHandler, McpServer, type McpRequestContext } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { ALICE, call, fixture, messagesOf, modern, moduleFixture, RESOURCE } from './support/front';
import { type Importer, moduleServer } from '../../../lambda-src/server-code/module/module-server';

const ANSWER = [{ type: 'text', text: 'sunny' }];

function version1(): McpServerV1 {
  const server = new McpServerV1({ name: 'own', version: '1.0.0' }, { capabilities: { logging: {} } });
  server.registerTool('forecast', { inputSchema: { city: z.string().optional() } }, async () => ({ content: [{ type: 'text', text: 'sunny' }] }));
  server.registerTool('whoami', {}, async ({ authInfo }) => ({ content: [{ type: 'text', text: JSON.stringify(authInfo) }] }));
  server.registerTool('slow', {}, async ({ sendNotification, _meta }) => {
    await sendNotification({ method: 'notifications/progress', params: { progressToken: _meta!.progressToken!, progress: 1 } });
    await server.sendLoggingMessage({ level: 'info', data: 'half way' });
    return { content: [{ type: 'text', text: 'done' }] };
  });
  server.registerTool('ask', {}, async () => {
    const { content } = await server.server.createMessage({ messages: [], maxTokens: 1 });
    return { content: [{ type: 'text', text: JSON.stringify(content) }] };
  });
  return server;
}

function version2({ authInfo }: McpRequestContext): McpServer {
  const server = new McpServer({ name: 'own', version: '2.0.0' }, { capabilities: { logging: {} } });
  server.registerTool('forecast', { inputSchema: z.object({}) }, async () => ({ content: [{ type: 'text', text: 'sunny' }] }));
  server.registerTool('whoami', { inputSchema: z.object({}) }, async () => ({ content: [{ type: 'text', text: JSON.stringify(authInfo) }] }));
  server.registerTool('slow', { inputSchema: z.object({}) }, async (_, { mcpReq }) => {
    await mcpReq.notify({ method: 'notifications/progress', params: { progressToken: mcpReq._meta!.progressToken!, progress: 1 } });
    return { content: [{ type: 'text', text: 'done' }] };
  });
  return server;
}

const initialize = {
  jsonrpc: '2.0', id: 0, method: 'initialize', params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'client', version: '1' } },
};

test('a factory of the SDK\'s v1 answers each request by a server of its own', async () => {
  let made = 0;
  const { ask } = moduleFixture(() => {
    made += 1;
    return version1();
  });

  expect(JSON.parse((await ask(initialize)).text).result.serverInfo).toEqual({ name: 'own', version: '1.0.0' });
  const reply = await ask(call('forecast', { city: 'Oslo' }));
  expect(reply).toMatchObject({ statusCode: 200, isStream: false });
  expect(JSON.parse(reply.text)).toEqual({ jsonrpc: '2.0', id: 1, result: { content: ANSWER } });
  expect(made).toBe(2);
});

test('notifications are accepted, and wake no server', async () => {
  const { ask } = moduleFixture(() => {
    throw new Error('not needed');
  });
  expect(await ask({ jsonrpc: '2.0', method: 'notifications/initialized' })).toMatchObject({ statusCode: 202, text: '' });
});

test('a batch is answered as one, by v1 where its revision has batches', async () => {
  const { ask } = moduleFixture(version1);
  const { text } = await ask([call('forecast', {}, 'a'), { jsonrpc: '2.0', method: 'notifications/x' }, call('forecast', {}, 'b')]);
  expect(JSON.parse(text).map(({ id }: { id: string }) => id).sort()).toEqual(['a', 'b']);
});

test('progress and log messages of v1 are streamed before the result, without ids', async () => {
  const { ask } = moduleFixture(version1);
  const reply = await ask({ ...call('slow'), params: { name: 'slow', arguments: {}, _meta: { progressToken: 0 } } });
  expect(reply.isStream).toBe(true);
  expect(messagesOf(reply).map(({ method, id }) => method ?? id)).toEqual(['notifications/progress', 'notifications/message', 1]);
  expect(reply.text).not.toMatch(/^id:/m);
});

test('a client that reads no stream gets the result of v1 alone', async () => {
  const { ask } = moduleFixture(version1);
  const reply = await ask({ ...call('slow'), params: { name: 'slow', _meta: { progressToken: 0 } } }, { headers: { Accept: 'application/json' } });
  expect(reply).toMatchObject({ statusCode: 200, isStream: false });
  expect(JSON.parse(reply.text).result.content).toEqual([{ type: 'text', text: 'done' }]);
});

test('v1 is told at once that a question cannot be asked, instead of waiting for its answer', async () => {
  const { ask } = moduleFixture(version1);
  const { result } = JSON.parse((await ask(call('ask'))).text);
  expect(result).toMatchObject({ isError: true });
  expect(result.content[0].text).toMatch(/sampling\/createMessage cannot be asked: without a session/);
});

test('a client of 2026-07-28 learns which revisions v1 speaks', async () => {
  const { ask } = moduleFixture(version1);
  const { message, headers } = modern('server/discover');
  const reply = await ask(message, { headers });
  expect(reply.statusCode).toBe(400);
  expect(JSON.parse(reply.text)).toMatchObject({ id: 1, error: { code: -32022, data: { supported: ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'], requested: '2026-07-28' } } });
});

test('the low-level server of v1 will do', async () => {
  const { ask } = moduleFixture(() => new ServerV1({ name: 'low', version: '1' }, { capabilities: {} }));
  expect(JSON.parse((await ask({ jsonrpc: '2.0', id: 1, method: 'ping' })).text).result).toEqual({});
});

test('a handler of createMcpHandler() answers both eras', async () => {
  const { ask } = moduleFixture(createMcpHandler(version2));
  expect(JSON.parse((await ask(call('forecast'))).text)).toMatchObject({ id: 1, result: { content: ANSWER } });
  const { message, headers } = modern('tools/call', { name: 'forecast', arguments: {} });
  expect(JSON.parse((await ask(message, { headers })).text)).toMatchObject({ id: 1, result: { content: ANSWER, resultType: 'complete' } });
});

test('a factory of v2 is served by the createMcpHandler() that the module exports beside it', async () => {
  const { ask } = moduleFixture(version2, undefined, { createMcpHandler });
  const { message, headers } = modern('tools/call', { name: 'forecast', arguments: {} });
  expect(JSON.parse((await ask(message, { headers })).text)).toMatchObject({ result: { content: ANSWER } });
});

test('a function of v1 in a module that exports createMcpHandler(), too, is served as one of v1', async () => {
  const { ask } = moduleFixture(version1, undefined, { createMcpHandler });
  expect(JSON.parse((await ask(call('forecast'))).text)).toEqual({ jsonrpc: '2.0', id: 1, result: { content: ANSWER } });
  const { message, headers } = modern('server/discover');
  expect((await ask(message, { headers })).statusCode).toBe(400);
});

test('a function of v2 that fails once is asked again by the next request', async () => {
  let made = 0;
  const { ask } = moduleFixture((context: McpRequestContext) => {
    made += 1;
    if (made === 1) {
      throw new Error('no database yet');
    }
    return version2(context);
  }, undefined, { createMcpHandler });
  expect((await ask(call('forecast'))).statusCode).toBe(500);
  expect((await ask(call('forecast'))).statusCode).toBe(200);
});

test('progress of v2 is streamed before the result', async () => {
  const { ask } = moduleFixture(createMcpHandler(version2));
  const { message, headers } = modern('tools/call', { name: 'slow', arguments: {} });
  Object.assign(message.params._meta, { progressToken: 'p' });
  const reply = await ask(message, { headers });
  expect(messagesOf(reply).map(({ method, id }) => method ?? id)).toEqual(['notifications/progress', 1]);
});

test('a web-standard transport of v1 behind fetch() gives JSON where nothing precedes the result', async () => {
  const { ask } = moduleFixture({
    fetch: async (request: Request, { authInfo }: { authInfo: never }) => {
      const transport = new WebStandardStreamableHTTPServerTransport({ sessionIdGenerator: undefined });
      await version1().connect(transport);
      return transport.handleRequest(request, { authInfo });
    },
  });
  expect(await ask(call('forecast'))).toMatchObject({ statusCode: 200, isStream: false, headers: { 'Content-Type': 'application/json' } });
});

test.each([['v1', version1], ['v2', createMcpHandler(version2)]])('a tool of %s knows who calls, and has no token that opens anything', async (_, exported) => {
  const { ask } = moduleFixture(exported);
  const whoami = async (scopes: string[], subject = 'alice') => JSON.parse(messagesOf(await ask(call('whoami'), {
    headers: { Authorization: 'Bearer secret' }, caller: { ...ALICE, subject, scopes },
  }))[0].result.content[0].text);

  const alice = await whoami(['mcp']);
  expect(alice).toEqual({
    token: expect.stringMatching(/^caller:[\w-]{43}$/), clientId: 'client-1', scopes: ['mcp'], resource: RESOURCE, extra: { subject: 'alice', requestId: 'request-1' },
  });
  // What a server keeps by token, it keeps by caller.
  expect((await whoami(['mcp'])).token).toBe(alice.token);
  expect((await whoami(['mcp'], 'bob')).token).not.toBe(alice.token);
  expect((await whoami(['mcp', 'admin'])).token).not.toBe(alice.token);
});

test.each([
  ['a server', version1(), /one connection only/],
  ['a web application', Object.assign(() => undefined, { listen: () => undefined }), /a web application/],
  ['a class', McpServerV1, /default export is a function/],
  ['nothing', undefined, /default export is missing/],
])('a module that exports %s is refused, and the log says what to export', async (_, exported, detail) => {
  const { ask, logs } = moduleFixture(exported);
  const reply = await ask(call('forecast'));
  expect(reply.statusCode).toBe(500);
  expect(JSON.parse(reply.text)).toEqual({ jsonrpc: '2.0', id: 1, error: { code: -32603, message: 'Internal error (reference: request-1)' } });
  expect(logs.find(({ message }) => message === 'server code was not loaded')).toMatchObject({ reason: 'wrong_export', remedy: expect.stringContaining('export by default') });
  expect(logs.find(({ message }) => message === 'server code failed')).toMatchObject({ requestId: 'request-1', reason: 'wrong_export', detail: expect.stringMatching(detail), remedy: expect.stringContaining('export by default') });
});

test.each([
  ['servers of v2 without createMcpHandler()', version2, /SDK's v2/],
  ['something else', () => ({}), /without connect\(\)/],
])('a function that makes %s is refused', async (_, exported, detail) => {
  const { ask, logs } = moduleFixture(exported);
  expect((await ask(call('forecast'))).statusCode).toBe(500);
  expect(logs.find(({ message }) => message === 'server code failed')).toMatchObject({ reason: 'wrong_server', detail: expect.stringMatching(detail) });
});

test('the exports of CommonJS, compiled or not, are found', async () => {
  const { ask } = moduleFixture(Object.defineProperty({ default: version1 }, '__esModule', { value: true }));
  expect((await ask(call('forecast'))).statusCode).toBe(200);
});

test('a module that does not load is logged at once, tried again by each request, and served once it loads', async () => {
  const loaded: string[] = [];
  const importModule: Importer = async (url) => {
    loaded.push(url);
    if (loaded.length < 3) {
      throw new Error('no such table');
    }
    return { default: version1 };
  };
  const logs: unknown[] = [];
  const { ask } = fixture(moduleServer({ directory: '/opt', file: 'server.mjs', resource: RESOURCE, importModule, log: (...line) => logs.push(line) }));

  expect((await ask(call('forecast'))).statusCode).toBe(500);
  expect(logs).toEqual([['error', 'server code was not loaded', { reason: 'not_loaded', detail: expect.stringContaining('no such table'), remedy: expect.stringContaining('server.mjs') }]]);
  expect((await ask(call('forecast'))).statusCode).toBe(500);
  expect((await ask(call('forecast'))).statusCode).toBe(200);
  expect(loaded).toEqual(['file:///opt/server.mjs', 'file:///opt/server.mjs?attempt=2', 'file:///opt/server.mjs?attempt=3']);
});
