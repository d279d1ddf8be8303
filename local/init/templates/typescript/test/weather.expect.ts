import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Client } from '@modelcontextprotocol/client';
import { App } from 'aws-cdk-lib';
import { startRemoteMcpServer, type TestedRemoteMcpServer } from 'cdk-remote-mcp-server/testing';
import { WeatherStack } from '../lib/weather-stack';

let server: TestedRemoteMcpServer;
let client: Client;
beforeAll(async () => {
  const app = new App();
  new WeatherStack(app, 'Weather');
  server = await startRemoteMcpServer(app);
  client = await server.client('reader');
}, 60_000);
afterAll(() => server?.close());

test('forecasts the weather of a city', async () => {
  const result = await client.callTool({ name: 'get_forecast', arguments: { city: 'Lisbon' } });

  expect(result.structuredContent).toEqual({ city: 'Lisbon', sky: 'sunny' });
});

test('says which cities it knows', async () => {
  const result = await client.callTool({ name: 'get_forecast', arguments: { city: 'Atlantis' } });

  expect(result.isError).toBe(true);
  expect(JSON.stringify(result.content)).toMatch(/Lisbon, Nairobi, Oslo/);
});
