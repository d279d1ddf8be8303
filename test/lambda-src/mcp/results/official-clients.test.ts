import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { createServer } from '../../../../lambda-src/mcp/server';
import { removeCatalogues, writeCatalogue } from '../support/compiler';
import { type RunningServer, serveHttp } from '../support/http-adapter';
import { tool, WEATHER } from '../support/offering';
import { MODERN } from '../support/server';
import { TOOL_ANSWERS } from '../support/tool-answers';

let running: RunningServer;

const anything = { type: 'object', properties: { answer: { type: 'string' } }, required: ['answer'] };

beforeAll(async () => {
  running = await serveHttp((origin) => createServer({
    env: { MCP_RESOURCE: `${origin}/mcp`, MCP_ALLOWED_ORIGINS: '', MCP_ANONYMOUS: '' },
    catalogue: writeCatalogue({
      ...WEATHER,
      tools: [tool('repeat', { inputSchema: anything }), tool('repeat_degrees', { inputSchema: anything, outputSchema: { type: 'object', properties: { degrees: { type: 'number' } }, required: ['degrees'] } })],
    }),
    invoke: async (_target, { arguments: { answer } }) => ({ answer: answer as string }),
    log: () => undefined,
  }));
});

afterAll(async () => {
  await running.close();
  removeCatalogues();
});

/** A client offers its newest version; earlier ones are spoken by those who made it earlier. */
function offering(revision: string): typeof fetch {
  return (url, init) => {
    const message = typeof init?.body === 'string' ? JSON.parse(init.body) : undefined;
    return message?.method === 'initialize'
      ? fetch(url, { ...init, body: JSON.stringify({ ...message, params: { ...message.params, protocolVersion: revision } }) })
      : fetch(url, init);
  };
}

interface AnyClient {
  listTools(): Promise<unknown>;
  callTool(params: { readonly name: string; readonly arguments?: { [name: string]: unknown } }): Promise<{ readonly [name: string]: unknown }>;
  close(): Promise<void>;
}

const information = { name: 'judge', version: '1' };

const CLIENTS: { readonly [name: string]: (revision: string) => Promise<{ readonly client: AnyClient; readonly spoken: string | undefined }> } = {
  'client 2': async (revision) => {
    const client = new Client(information, { versionNegotiation: { mode: revision === MODERN ? 'auto' : 'legacy' } });
    await client.connect(new StreamableHTTPClientTransport(running.url, { fetch: offering(revision) }));
    return { client: client as unknown as AnyClient, spoken: client.getNegotiatedProtocolVersion() };
  },
  'sdk 1': async (revision) => {
    const client = new ClientV1(information);
    const transport = new TransportV1(running.url, { fetch: offering(revision) });
    await client.connect(transport);
    return { client: client as unknown as AnyClient, spoken: transport.protocolVersion };
  },
};

describe.each([
  ...['2024-11-05', '2025-03-26', '2025-06-18', '2025-11-25'].flatMap((revision) => [['client 2', revision], ['sdk 1', revision]]),
  ['client 2', MODERN],
])('%s in %s takes', (name, revision) => {
  let client: AnyClient;

  beforeAll(async () => {
    const connected = await CLIENTS[name](revision);
    client = connected.client;
    expect(connected.spoken).toBe(revision);
    await client.listTools();
  });

  afterAll(() => client.close());

  test('every answer of a tool, with an output schema and without', async () => {
    const refused: unknown[] = [];
    for (const answer of TOOL_ANSWERS) {
      for (const asked of ['repeat', 'repeat_degrees']) {
        await client.callTool({ name: asked, arguments: { answer } }).catch((error: Error) => refused.push([asked, answer, error.message]));
      }
    }

    expect(refused).toEqual([]);
  });
});
