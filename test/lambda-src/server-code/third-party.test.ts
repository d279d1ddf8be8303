import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { createSupabaseMcpHandler } from '@supabase/mcp-server-supabase';
import { policyOf } from './support/front';
import { createFront } from '../../../lambda-src/server-code/front';
import { moduleServer } from '../../../lambda-src/server-code/module/module-server';
import { type RunningServer, serveHttp } from '../mcp/support/http-adapter';

/** Servers of other people, called by the official clients through the front. */
function served(exported: unknown): Promise<RunningServer> {
  return serveHttp((origin) => {
    const resource = `${origin}/mcp`;
    return createFront({
      env: { MCP_RESOURCE: resource, MCP_ALLOWED_ORIGINS: '', MCP_ANONYMOUS: '' },
      accessPolicy: policyOf({ 'get-env': ['admin'], 'get_organization': ['admin'] }),
      server: moduleServer({ directory: '/opt', file: 'server.mjs', resource, importModule: async () => ({ default: exported }), log: () => undefined }),
      log: () => undefined,
    });
  });
}

describe('@modelcontextprotocol/server-everything, on the SDK\'s v1', () => {
  let running: RunningServer;

  beforeAll(async () => {
    // It has no types.
    const { createServer } = await import('@modelcontextprotocol/server-everything/dist/server/index.js' as string) as { createServer(): { readonly server: unknown } };
    running = await served(() => createServer().server);
  });

  afterAll(() => running.close());

  const connect = {
    'client v1': async () => {
      const client = new ClientV1({ name: 'judge', version: '1' });
      await client.connect(new TransportV1(running.url));
      return client;
    },
    'client v2': async () => {
      const client = new Client({ name: 'judge', version: '1' }, { versionNegotiation: { mode: 'auto' } });
      await client.connect(new StreamableHTTPClientTransport(running.url));
      expect(client.getNegotiatedProtocolVersion()).toBe('2025-11-25');
      return client as unknown as ClientV1;
    },
  };

  test.each(Object.entries(connect))('%s lists and calls its tools, reads its resources and gets its prompts', async (_, open) => {
    const client = await open();
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toEqual(expect.arrayContaining(['echo', 'get-sum', 'get-env']));
    expect(await client.callTool({ name: 'get-sum', arguments: { a: 2, b: 3 } })).toMatchObject({ content: [{ type: 'text', text: expect.stringContaining('5') }] });
    const { resources } = await client.listResources();
    expect((await client.readResource({ uri: resources[0].uri })).contents).toHaveLength(1);
    expect((await client.getPrompt({ name: 'simple-prompt' })).messages.length).toBeGreaterThan(0);
    await client.close();
  });

  test.each(Object.entries(connect))('%s gets its progress before the result', async (name, open) => {
    const client = await open();
    const progress: number[] = [];
    const options = { onprogress: (report: { readonly progress: number }) => progress.push(report.progress) };
    const params = { name: 'trigger-long-running-operation', arguments: { duration: 0.02, steps: 2 } };
    // v1 has a schema in between.
    const result = await (name === 'client v1' ? client.callTool(params, undefined, options) : client.callTool(params, options as never));
    expect(result).toMatchObject({ content: [{ type: 'text', text: expect.stringContaining('completed') }] });
    expect(progress).toEqual([1, 2]);
    await client.close();
  });

  test.each(Object.entries(connect))('%s is refused the tool whose scope it lacks', async (_, open) => {
    const client = await open();
    expect(await client.callTool({ name: 'get-env', arguments: {} })).toEqual({ content: [{ type: 'text', text: 'Insufficient scope: admin needed' }], isError: true });
    await client.close();
  });
});

describe('@supabase/mcp-server-supabase, on the SDK\'s v2', () => {
  let running: RunningServer;

  beforeAll(async () => {
    running = await served(createSupabaseMcpHandler({
      features: ['account'],
      platform: { account: { listOrganizations: async () => [{ id: 'o-1', slug: 'org', name: 'Org' }] } } as never,
    }));
  });

  afterAll(() => running.close());

  test('client v2 speaks 2026-07-28 with it, and is refused what its token does not permit', async () => {
    const client = new Client({ name: 'judge', version: '1' }, { versionNegotiation: { mode: 'auto' } });
    await client.connect(new StreamableHTTPClientTransport(running.url));
    expect(client.getNegotiatedProtocolVersion()).toBe('2026-07-28');
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain('list_organizations');
    expect(await client.callTool({ name: 'list_organizations', arguments: {} })).toMatchObject({ content: [{ type: 'text', text: expect.stringContaining('"id":"o-1"') }] });
    await expect(client.callTool({ name: 'get_organization', arguments: { id: 'o-1' } })).rejects.toThrow(/Insufficient scope|403/);
    await client.close();
  });
});
