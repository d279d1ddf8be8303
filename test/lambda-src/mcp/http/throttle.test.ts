import { afterAll, beforeEach, expect, test } from '@jest/globals';
import type { Asked, TooMany } from '../../../../lambda-src/platform/limits/request-limits';
import { removeCatalogues } from '../support/compiler';
import { testServer } from '../support/server';

afterAll(removeCatalogues);

const asked: [string, Asked][] = [];
let refusal: TooMany | undefined;
const server = testServer({
  allowedOrigins: 'https://app.example',
  limits: {
    admit: async ({ subject }, wanted) => {
      asked.push([subject, wanted]);
      return refusal;
    },
  },
});
beforeEach(() => {
  asked.length = 0;
  server.invocations.length = 0;
  refusal = { party: 'person', retryAfterSeconds: 5 };
});

const call = { name: 'get_forecast', arguments: { city: 'Lisbon' } };

test.each(['2026-07-28', '2025-11-25'])('a request of %s beyond the limit gets 429, says when to come again, and runs nothing', async (version) => {
  const reply = await (version === '2026-07-28' ? server.modern('tools/call', call, { headers: { Origin: 'https://app.example' } }) : server.legacy('tools/call', call, version, { headers: { Origin: 'https://app.example' } }));

  expect(reply).toMatchObject({
    status: 429,
    headers: { 'Retry-After': '5', 'Access-Control-Expose-Headers': expect.stringContaining('Retry-After') },
    json: { jsonrpc: '2.0', id: 7, error: { code: -31430, message: 'Too many requests: try again in 5 seconds', data: { retryAfterSeconds: 5 } } },
  });
  expect(server.invocations).toEqual([]);
  expect(server.lines.at(-1)).toMatchObject({ message: 'mcp request', fields: { subject: 'user-1', status: 429, outcome: 'error -31430' } });
});

test('each request of a batch counts, and the whole batch is refused', async () => {
  const reply = await server.post([{ jsonrpc: '2.0', id: 1, method: 'ping' }, { jsonrpc: '2.0', method: 'notifications/x' }, { jsonrpc: '2.0', id: 2, method: 'tools/call', params: call }], { headers: { 'MCP-Protocol-Version': '2025-03-26' } });

  expect(asked).toEqual([['user-1', { requests: 2, tools: ['get_forecast'] }]]);
  expect(reply).toMatchObject({ status: 429, json: { id: null, error: { code: -31430 } } });
  expect(server.lines.slice(-2).map(({ fields: { status, outcome } }) => [status, outcome])).toEqual([[429, 'error -31430'], [429, 'error -31430']]);
});

test('notifications and answers of the client do not count', async () => {
  await expect(server.post({ jsonrpc: '2.0', method: 'notifications/initialized' })).resolves.toMatchObject({ status: 202 });
  expect(asked).toEqual([]);
});

test('a request within the limit is answered as ever', async () => {
  refusal = undefined;

  await expect(server.legacy('tools/call', call)).resolves.toMatchObject({ status: 200, json: { id: 7 } });
  expect(server.invocations).toHaveLength(1);
});

test('a client that is refused for all who use it is told so', async () => {
  refusal = { party: 'client', retryAfterSeconds: 1 };

  await expect(server.legacy('ping')).resolves.toMatchObject({ json: { error: { message: 'Too many requests of this client: try again in 1 second' } } });
});

test('a call beyond the limit of a tool names the tool', async () => {
  refusal = { party: 'person', tool: 'get_forecast', retryAfterSeconds: 30 };

  await expect(server.legacy('tools/call', call)).resolves.toMatchObject({
    status: 429,
    headers: { 'Retry-After': '30' },
    json: { error: { code: -31430, message: 'Too many calls of get_forecast: try again in 30 seconds', data: { retryAfterSeconds: 30, tool: 'get_forecast' } } },
  });
  expect(server.invocations).toEqual([]);
});
