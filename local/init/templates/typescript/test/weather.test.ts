import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Client } from '@modelcontextprotocol/client';
import { App } from 'aws-cdk-lib';
import { startRemoteMcpServer, type TestedRemoteMcpServer } from 'cdk-remote-mcp-server/testing';
import { WeatherStack } from '../lib/weather-stack';

let server: TestedRemoteMcpServer;
let client: Client;
before(async () => {
  const app = new App();
  new WeatherStack(app, 'Weather');
  server = await startRemoteMcpServer(app);
  client = await server.client('reader');
});
after(() => server?.close());

test('forecasts the weather of a city', async () => {
  const result = await client.callTool({ name: 'get_forecast', arguments: { city: 'Lisbon' } });

  assert.deepEqual(result.structuredContent, { city: 'Lisbon', sky: 'sunny' });
});

test('says which cities it knows', async () => {
  const result = await client.callTool({ name: 'get_forecast', arguments: { city: 'Atlantis' } });

  assert.equal(result.isError, true);
  assert.match(JSON.stringify(result.content), /Lisbon, Nairobi, Oslo/);
});
