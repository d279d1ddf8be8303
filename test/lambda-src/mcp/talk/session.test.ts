import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { removeCatalogues } from '../support/compiler';
import { WEATHER } from '../support/offering';
import { startTalkingServer, type TalkingServer } from '../support/talking-server';

let server: TalkingServer;
beforeAll(async () => {
  server = await startTalkingServer({ offering: WEATHER, run: () => ({ answer: '{"degrees":21}' }) });
});
afterAll(async () => {
  await server?.close();
  removeCatalogues();
});

function send(method: string, body: object | undefined, headers: { readonly [name: string]: string } = {}): Promise<Response> {
  return fetch(server.url, {
    method, headers: { 'Content-Type': 'application/json', 'Accept': 'application/json, text/event-stream', ...headers }, body: body && JSON.stringify({ jsonrpc: '2.0', ...body }),
  });
}

async function initialized(protocolVersion: string): Promise<string> {
  const params = { protocolVersion, capabilities: {}, clientInfo: { name: 'raw', version: '1' } };
  return (await send('POST', { id: 0, method: 'initialize', params })).headers.get('mcp-session-id')!;
}

const call = { id: 1, method: 'tools/call', params: { name: 'get_forecast', arguments: { city: 'Rome' } } };

test.each([
  ['of a session is of what was negotiated there', '2024-11-05', {}, '2024-11-05'],
  ['that names its revision is of that', '2025-06-18', { 'MCP-Protocol-Version': '2025-06-18' }, '2025-06-18'],
  ['without a session is of the last revision that had no header', undefined, {}, '2025-03-26'],
])('a request %s', async (_what, negotiated, headers, expected) => {
  const session = negotiated === undefined ? undefined : await initialized(negotiated);
  const { status } = await send('POST', call, { ...headers, ...session === undefined ? {} : { 'Mcp-Session-Id': session } });

  expect(status).toBe(200);
  expect(server.invocations.at(-1)?.protocolVersion).toBe(expected);
});

test('a session needs no storage', async () => {
  const before = await server.items();
  await send('POST', call, { 'Mcp-Session-Id': await initialized('2025-11-25') });

  expect(await server.items()).toBe(before);
});

test('a client with an id that is none is told to begin again, whatever it sends', async () => {
  const session = await initialized('2025-11-25');
  for (const body of [call, { method: 'notifications/initialized' }, { id: 'ask-1', result: {} }]) {
    const response = await send('POST', body, { 'Mcp-Session-Id': `${session}x`, 'MCP-Protocol-Version': '2025-11-25' });
    expect([response.status, await response.json()]).toEqual([404, { jsonrpc: '2.0', id: null, error: { code: -32600, message: 'Session not found: initialize again' } }]);
  }
  expect((await send('POST', { method: 'notifications/initialized' }, { 'Mcp-Session-Id': session })).status).toBe(202);
});

test('a session cannot be ended, for nothing of it is kept', async () => {
  const response = await send('DELETE', undefined, { 'Mcp-Session-Id': await initialized('2025-11-25') });

  expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
});
