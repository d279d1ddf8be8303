import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createApp } from './app.cjs';
import { startRemoteMcpServer } from 'cdk-remote-mcp-server/testing';

let server;
let client;
before(async () => {
  server = await startRemoteMcpServer(createApp(), { time: new Date('2030-01-01T00:00:00Z') });
  client = await server.client('reader');
});
after(() => server?.close());

test('ten calls', async () => {
  for (const city of ['Oslo', 'Rome', 'Lima', 'Bonn', 'Kyiv', 'Doha', 'Suva', 'Male', 'Apia', 'Bern']) {
    const { structuredContent } = await client.callTool({ name: 'get_forecast', arguments: { city } });
    assert.deepEqual(structuredContent, { city, summary: 'sunny', at: '2030-01-01T00:00:00.000Z' });
  }
  assert.deepEqual((await server.tool('get_forecast').calls()).length, 10);
});

test('a failing tool', async () => {
  await server.tool('get_forecast').fails();
  assert.deepEqual((await client.callTool({ name: 'get_forecast', arguments: { city: 'Oslo' } })).isError, true);
});
