import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client as ClientV2, StreamableHTTPClientTransport as TransportV2 } from '@modelcontextprotocol/client';
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { type LocalServer, machineToken, startLocalServer, synthesize } from '../clients/local-server';
import { temporaryDirectory } from '../support/temporary-directory';

type Progress = { readonly progress: number; readonly total?: number };

/** What both generations of the official client are asked for. */
interface Caller {
  call(name: string, args: object, onprogress?: (progress: Progress) => void): Promise<unknown>;
  tools(): Promise<readonly string[]>;
  close(): Promise<void>;
}

let server: LocalServer;
const tokens = new Map<string, string>();
beforeAll(async () => {
  const app = join(temporaryDirectory('sdk-server'), 'cdk.out');
  await synthesize('examples/sdk-server/bin/sdk-server.ts', app, { TSX_TSCONFIG_PATH: join('examples', 'sdk-server', 'tsconfig.json') });
  server = await startLocalServer({ app, endpoint: 'stage' });
  for (const scope of ['notes', 'notes:delete']) {
    tokens.set(scope, await machineToken(server, scope));
  }
}, 120_000);
afterAll(() => server?.stop());

const headers = (scope: string) => ({ Authorization: `Bearer ${tokens.get(scope)}` });

async function connectV2(scope: string): Promise<Caller> {
  const client = new ClientV2({ name: 'test', version: '1' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } });
  await client.connect(new TransportV2(new URL(server.mcpUrl), { requestInit: { headers: headers(scope) } }));
  return {
    call: (name, args, onprogress) => client.callTool({ name, arguments: args as Record<string, unknown> }, { onprogress }),
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    close: () => client.close(),
  };
}

async function connectV1(scope: string): Promise<Caller> {
  const client = new ClientV1({ name: 'test', version: '1' });
  await client.connect(new TransportV1(new URL(server.mcpUrl), { requestInit: { headers: headers(scope) } }) as Parameters<typeof client.connect>[0]);
  return {
    call: (name, args, onprogress) => client.callTool({ name, arguments: args as Record<string, unknown> }, undefined, { onprogress }),
    tools: async () => (await client.listTools()).tools.map(({ name }) => name),
    close: () => client.close(),
  };
}

describe.each([['v2, 2026-07-28', connectV2], ['v1, 2025-11-25', connectV1]] as const)('the official client, %s,', (_name, connect) => {
  const callers: Caller[] = [];
  const open = async (scope: string) => {
    const caller = await connect(scope);
    callers.push(caller);
    return caller;
  };
  afterAll(() => Promise.all(callers.map((caller) => caller.close())));

  test('lists and calls the tools of the server', async () => {
    const caller = await open('notes');
    await expect(caller.tools()).resolves.toEqual(['read_note', 'count_words', 'delete_note']);
    await expect(caller.call('read_note', { name: 'groceries' })).resolves.toMatchObject({ content: [{ type: 'text', text: 'milk, bread' }] });
  });

  test('gets the progress that a tool reports before its result', async () => {
    const reports: Progress[] = [];
    const caller = await open('notes');
    await expect(caller.call('count_words', {}, ({ progress, total }) => reports.push({ progress, total }))).resolves.toMatchObject({ content: [{ text: '6 words' }] });
    expect(reports).toEqual([{ progress: 1, total: 2 }, { progress: 2, total: 2 }]);
  });

  test('calls with the scope what it may not call without it, and the tool knows who calls', async () => {
    const caller = await open('notes:delete');
    await expect(caller.call('delete_note', { name: 'ideas' })).resolves.toMatchObject({ content: [{ text: expect.stringMatching(/^\S+ deleted ideas$/) }] });
  });
});

test('a call without the scope is answered with 403, and with the scope that a client must ask for', async () => {
  const params = {
    name: 'delete_note',
    arguments: { name: 'ideas' },
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28', 'io.modelcontextprotocol/clientInfo': { name: 'test', version: '1' }, 'io.modelcontextprotocol/clientCapabilities': {},
    },
  };
  const response = await fetch(server.mcpUrl, {
    method: 'POST',
    headers: {
      ...headers('notes'),
      'Content-Type': 'application/json',
      'Accept': 'application/json, text/event-stream',
      'MCP-Protocol-Version': '2026-07-28',
      'Mcp-Method': 'tools/call',
      'Mcp-Name': 'delete_note',
    },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params }),
  });

  expect(response.status).toBe(403);
  expect(response.headers.get('www-authenticate')).toMatch(/^Bearer .*error="insufficient_scope".*scope="[^"]*notes:delete/);
  await response.body?.cancel();
});

test('a client that does not say in its headers what it calls is refused the tool as well', async () => {
  const caller = await connectV1('notes');
  await expect(caller.call('delete_note', { name: 'ideas' })).resolves.toEqual({
    content: [{ type: 'text', text: 'Insufficient scope: notes:delete needed' }], isError: true,
  });
  await caller.close();
});
