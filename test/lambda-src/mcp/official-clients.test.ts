import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { removeCatalogues, writeCatalogue } from './support/compiler';
import { type RunningServer, serveHttp } from './support/http-adapter';
import { WEATHER } from './support/offering';
import { MODERN } from './support/server';
import { createServer } from '../../../lambda-src/mcp/server';

let running: RunningServer;

beforeAll(async () => {
  running = await serveHttp((origin) => createServer({
    env: { MCP_RESOURCE: `${origin}/mcp`, MCP_ALLOWED_ORIGINS: '', MCP_ANONYMOUS: '' },
    catalogue: writeCatalogue(WEATHER),
    invoke: async (_target, { name, caller }) => name === 'get_forecast'
      ? { answer: '{"degrees":21}' }
      : { answer: JSON.stringify({ content: [{ type: 'resource_link', uri: 'docs://guide', name: `for ${caller.subject}` }] }) },
    log: () => undefined,
  }));
});

afterAll(async () => {
  await running.close();
  removeCatalogues();
});

/** What both generations of the client can do. */
interface AnyClient {
  listTools(): Promise<{ readonly tools: readonly { readonly name: string; readonly title?: string }[] }>;
  callTool(params: { readonly name: string; readonly arguments?: { [name: string]: unknown } }): Promise<{ readonly [name: string]: unknown }>;
  listResources(): Promise<{ readonly resources: readonly { readonly uri: string }[] }>;
  listResourceTemplates(): Promise<{ readonly resourceTemplates: readonly { readonly uriTemplate: string }[] }>;
  readResource(params: { readonly uri: string }): Promise<{ readonly contents: readonly object[] }>;
  listPrompts(): Promise<{ readonly prompts: readonly { readonly name: string }[] }>;
  getPrompt(params: { readonly name: string; readonly arguments?: { [name: string]: string } }): Promise<{ readonly messages: readonly object[] }>;
  complete(params: { readonly ref: { readonly type: 'ref/prompt'; readonly name: string }; readonly argument: { readonly name: string; readonly value: string } }): Promise<{ readonly completion: object }>;
  getServerVersion(): { readonly name: string } | undefined;
  getInstructions(): string | undefined;
  close(): Promise<void>;
}

const clients: { readonly [name: string]: () => Promise<{ readonly client: AnyClient; readonly version: string | undefined }> } = {
  'v2, modern': async () => {
    const client = new Client({ name: 'judge', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    await client.connect(new StreamableHTTPClientTransport(running.url));
    return { client: client as unknown as AnyClient, version: client.getNegotiatedProtocolVersion() };
  },
  'v2, legacy': async () => {
    const client = new Client({ name: 'judge', version: '1' });
    await client.connect(new StreamableHTTPClientTransport(running.url));
    return { client: client as unknown as AnyClient, version: client.getNegotiatedProtocolVersion() };
  },
  'v1': async () => {
    const client = new ClientV1({ name: 'judge', version: '1' });
    const transport = new TransportV1(running.url);
    await client.connect(transport);
    return { client: client as unknown as AnyClient, version: transport.protocolVersion };
  },
};

const EXPECTED_VERSIONS: { readonly [name: string]: string } = { 'v2, modern': MODERN, 'v2, legacy': '2025-11-25', 'v1': '2025-11-25' };

describe.each(Object.keys(clients))('the official client %s', (name) => {
  let client: AnyClient;
  let version: string | undefined;

  beforeAll(async () => {
    ({ client, version } = await clients[name]());
  });

  afterAll(async () => {
    await client.close();
  });

  test('agrees on a version, and learns who the server is', () => {
    expect(version).toBe(EXPECTED_VERSIONS[name]);
    expect(client.getServerVersion()).toMatchObject({ name: 'weather', version: '1.2.3', title: 'Weather' });
    expect(client.getInstructions()).toBe('Ask for a city.');
  });

  test('lists the tools and calls one, with structured output', async () => {
    const { tools } = await client.listTools();
    const result = await client.callTool({ name: 'get_forecast', arguments: { city: 'São Paulo', days: 2 } });

    expect(tools.map((tool) => [tool.name, tool.title])).toEqual([['get_forecast', 'Forecast'], ['ping_station', undefined]]);
    expect(result).toMatchObject({ content: [{ type: 'text', text: '{"degrees":21}' }], structuredContent: { degrees: 21 } });
  });

  test('gets the content that a tool made, for its caller', async () => {
    await expect(client.callTool({ name: 'ping_station' })).resolves.toMatchObject({
      content: [{ type: 'resource_link', uri: 'docs://guide', name: 'for user-1' }],
    });
  });

  test('is told by a tool error what is wrong with its arguments', async () => {
    await client.listTools();
    await expect(client.callTool({ name: 'get_forecast', arguments: { city: 'Rome', days: 0 } })).resolves.toMatchObject({
      isError: true, content: [{ type: 'text', text: 'Invalid arguments: arguments.days must be 1 or more' }],
    });
  });

  test('reads resources and resource templates', async () => {
    const { resources } = await client.listResources();
    const { resourceTemplates } = await client.listResourceTemplates();

    expect(resources.map(({ uri }) => uri)).toEqual(['docs://guide', 'docs://logo']);
    expect(resourceTemplates.map(({ uriTemplate }) => uriTemplate)).toEqual(['weather://{country}/{city}']);
    await expect(client.readResource({ uri: 'docs://guide' })).resolves.toMatchObject({ contents: [{ uri: 'docs://guide', mimeType: 'text/markdown', text: '# Guide' }] });
    await expect(client.readResource({ uri: 'docs://logo' })).resolves.toMatchObject({ contents: [{ blob: 'AAEC' }] });
    await expect(client.readResource({ uri: 'weather://it/Roma' })).resolves.toMatchObject({ contents: [{ text: '{"city":"Roma","country":"it"}' }] });
  });

  test('fails to read a resource that does not exist', async () => {
    await expect(client.readResource({ uri: 'docs://nothing' })).rejects.toThrow(/Resource (docs:\/\/nothing )?not found/);
  });

  test('lists the prompts and gets one', async () => {
    const { prompts } = await client.listPrompts();
    const { messages } = await client.getPrompt({ name: 'pack', arguments: { city: 'Rome' } });

    expect(prompts.map((prompt) => prompt.name)).toEqual(['pack']);
    expect(messages).toMatchObject([
      { role: 'user', content: { type: 'text', text: 'I go to Rome.' } },
      { role: 'user', content: { type: 'image', data: 'AAEC' } },
      { role: 'assistant', content: { type: 'resource', resource: { uri: 'docs://Rome', text: 'Take a coat.' } } },
    ]);
  });

  test('asks for completions and gets none', async () => {
    await expect(client.complete({ ref: { type: 'ref/prompt', name: 'pack' }, argument: { name: 'city', value: 'Ro' } }))
      .resolves.toMatchObject({ completion: { values: [] } });
  });
});
