import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type LocalServer, startLocalServer, synthesize } from '../../../clients/local-server';
import { temporaryDirectory } from '../../../support/temporary-directory';

let server: LocalServer;
beforeAll(async () => {
  const app = await synthesize('test/local/services/lambda/support/streaming-app.ts', join(temporaryDirectory('streaming'), 'cdk.out'));
  server = await startLocalServer({ app, endpoint: 'stage' });
}, 120_000);
afterAll(() => server?.stop());

/** What a call of the function's server gives through the gateway: the status, and the messages in their order. */
async function call(name: string) {
  const response = await fetch(server.mcpUrl, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Accept': 'application/json, text/event-stream', 'MCP-Protocol-Version': '2025-11-25' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { name, arguments: {}, _meta: { progressToken: 'p' } } }),
  });
  const text = await response.text();
  const isStream = response.headers.get('content-type')?.startsWith('text/event-stream');
  const messages = isStream ? text.split('\n').filter((line) => line.startsWith('data: {')).map((line) => JSON.parse(line.slice(6))) : [JSON.parse(text)];
  return { status: response.status, messages, text };
}

const PROGRESS = { jsonrpc: '2.0', method: 'notifications/progress', params: { progressToken: 'p', progress: 1 } };

test('what a function streams reaches the client as a stream, progress before the result', async () => {
  expect(await call('works')).toMatchObject({
    status: 200, messages: [PROGRESS, { jsonrpc: '2.0', id: 7, result: { content: [{ type: 'text', text: 'done' }] } }],
  });
});

test('a function that fails in the middle of its stream ends it with an error that says nothing of it', async () => {
  const { status, messages, text } = await call('breaks');
  expect(status).toBe(200);
  expect(messages).toEqual([PROGRESS, { jsonrpc: '2.0', id: 7, error: { code: -32603, message: expect.any(String) } }]);
  expect(text).not.toContain('secret of the function');
});

test('a function that fails before its stream gives an error that says nothing of it', async () => {
  const { status, messages, text } = await call('throws');
  expect(status).toBe(500);
  expect(messages).toEqual([{ jsonrpc: '2.0', id: 7, error: { code: -32603, message: expect.any(String) } }]);
  expect(text).not.toContain('secret of the function');
});
