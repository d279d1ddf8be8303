import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalServer, machineToken, startLocalServer, synthesize } from '../clients/local-server';
import { OFFICIAL_CLIENT_NAMES, OFFICIAL_CLIENTS, type OfficialClient } from '../clients/official-clients';
import { temporaryDirectory } from '../support/temporary-directory';

type Progress = { readonly progress: number; readonly total?: number };

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

describe.each(OFFICIAL_CLIENT_NAMES)('the official client, %s,', (name) => {
  const clients: OfficialClient[] = [];
  const open = async (scope: string) => {
    const client = await OFFICIAL_CLIENTS[name](server.mcpUrl, tokens.get(scope)!);
    clients.push(client);
    return client;
  };
  afterAll(() => Promise.all(clients.map((client) => client.close())));

  test('lists and calls the tools of the server', async () => {
    const client = await open('notes');
    expect((await client.listTools()).tools.map((tool) => tool.name)).toEqual(['read_note', 'count_words', 'delete_note']);
    await expect(client.callTool({ name: 'read_note', arguments: { name: 'groceries' } })).resolves.toMatchObject({ content: [{ type: 'text', text: 'milk, bread' }] });
  });

  test('gets the progress that a tool reports before its result', async () => {
    const reports: Progress[] = [];
    const client = await open('notes');
    await expect(client.callTool({ name: 'count_words' }, { onprogress: ({ progress, total }) => reports.push({ progress, total }) })).resolves.toMatchObject({ content: [{ text: '6 words' }] });
    expect(reports).toEqual([{ progress: 1, total: 2 }, { progress: 2, total: 2 }]);
  });

  test('calls with the scope what it may not call without it, and the tool knows who calls', async () => {
    const client = await open('notes:delete');
    await expect(client.callTool({ name: 'delete_note', arguments: { name: 'ideas' } })).resolves.toMatchObject({ content: [{ text: expect.stringMatching(/^\S+ deleted ideas$/) }] });
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
      'Authorization': `Bearer ${tokens.get('notes')}`,
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
  const client = await OFFICIAL_CLIENTS['v1, 2025-11-25'](server.mcpUrl, tokens.get('notes')!);
  await expect(client.callTool({ name: 'delete_note', arguments: { name: 'ideas' } })).resolves.toEqual({
    content: [{ type: 'text', text: 'Insufficient scope: notes:delete needed' }], isError: true,
  });
  await client.close();
});
