import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client as ClientV2, StreamableHTTPClientTransport as TransportV2 } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { type LocalServer, machineToken, startLocalServer, synthesize } from '../clients/local-server';
import { temporaryDirectory } from '../support/temporary-directory';

type Client = Pick<ClientV2, 'listTools' | 'callTool' | 'close'>;

let server: LocalServer;
let token: string;

beforeAll(async () => {
  const app = join(temporaryDirectory('code-tools'), 'cdk.out');
  await synthesize('examples/code-tools/bin/code-tools.ts', app, { TSX_TSCONFIG_PATH: join('examples', 'code-tools', 'tsconfig.json') });
  server = await startLocalServer({ app, endpoint: 'stage' });
  token = await machineToken(server);
}, 180_000);

afterAll(() => server?.stop());

const options = () => ({ requestInit: { headers: { Authorization: `Bearer ${token}` } } });

async function v2(mode: 'legacy' | { pin: string }): Promise<Client> {
  const client = new ClientV2({ name: 'test', version: '1' }, { versionNegotiation: { mode } });
  await client.connect(new TransportV2(new URL(server.mcpUrl), options()));
  return client;
}

async function v1(): Promise<Client> {
  const client = new ClientV1({ name: 'test', version: '1' });
  await client.connect(new TransportV1(new URL(server.mcpUrl), options()) as Parameters<typeof client.connect>[0]);
  return client as unknown as Client;
}

describe.each<[string, () => Promise<Client>]>([
  ['v2, 2026-07-28', () => v2({ pin: '2026-07-28' })],
  ['v2, 2025-11-25', () => v2('legacy')],
  ['v1', v1],
])('the official client, %s,', (_name, connect) => {
  let client: Client;
  beforeAll(async () => {
    client = await connect();
  });
  afterAll(() => client?.close());

  test('calls the tool that is bundled from TypeScript', async () => {
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['count_words', 'add_days']);
    const result = await client.callTool({ name: 'count_words', arguments: { text: 'To be, or not to be', top: 2 } });
    expect(result.structuredContent).toEqual({ words: 6, most: [{ word: 'to', times: 2 }, { word: 'be', times: 2 }] });
  });

  test('calls the tool that is a file', async () => {
    expect((await client.callTool({ name: 'add_days', arguments: { date: '2028-02-28', days: 2 } })).content).toEqual([{ type: 'text', text: '2028-03-01' }]);
  });

  test('reads the message of a ToolError', async () => {
    expect(await client.callTool({ name: 'count_words', arguments: { text: '…' } })).toMatchObject({
      isError: true, content: [{ type: 'text', text: 'The text has no words. Pass a text with at least one letter or digit.' }],
    });
  });
});
