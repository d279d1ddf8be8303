import { createApp } from './app.cjs';
import { startRemoteMcpServer } from 'cdk-remote-mcp-server/testing';

const equal = (found, wanted) => expect(found).toEqual(wanted);

let server;
let client;
beforeAll(async () => {
  server = await startRemoteMcpServer(createApp(), { time: new Date('2030-01-01T00:00:00Z') });
  client = await server.client('reader');
}, 30_000);
afterAll(() => server?.close());

test('ten calls', async () => {
  for (const city of ['Oslo', 'Rome', 'Lima', 'Bonn', 'Kyiv', 'Doha', 'Suva', 'Male', 'Apia', 'Bern']) {
    const { structuredContent } = await client.callTool({ name: 'get_forecast', arguments: { city } });
    equal(structuredContent, { city, summary: 'sunny', at: '2030-01-01T00:00:00.000Z' });
  }
  equal((await server.tool('get_forecast').calls()).length, 10);
});

test('a failing tool', async () => {
  await server.tool('get_forecast').fails();
  equal((await client.callTool({ name: 'get_forecast', arguments: { city: 'Oslo' } })).isError, true);
});
