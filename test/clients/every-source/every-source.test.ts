import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { dispatcher } from '../../examples/support/task-session';
import { temporaryDirectory } from '../../support/temporary-directory';
import { serveFetch, type Upstream } from '../../support/upstream-servers';
import { type LocalServer, startLocalServer, synthesize } from '../local-server';

const CLI = join(import.meta.dirname, '..', '..', '..', 'assets', 'local', 'cli.mjs');
const SOURCES = ['function', 'code', 'http', 'openapi', 'machine', 'remote'];

/** An HTTP API and, below /mcp, an MCP server. */
function serveUpstream(): Promise<Upstream> {
  const mcp = createMcpHandler(() => {
    const server = new McpServer({ name: 'ids', version: '1' });
    for (const name of ['kept', 'asked']) {
      server.registerTool(name, { description: 'An id.', inputSchema: z.object({ region: z.string().meta({ 'x-mcp-header': 'Region' }) }) }, async () => ({ content: [{ type: 'text', text: randomUUID() }] }));
    }
    return server;
  });
  return serveFetch((request) => (new URL(request.url).pathname === '/mcp' ? mcp.fetch(request) : Response.json(randomUUID())));
}

let upstream: Upstream;
let server: LocalServer;
let client: Client;
const asked: string[] = [];
let action: 'accept' | 'decline' = 'accept';

beforeAll(async () => {
  const directory = temporaryDirectory('every-source');
  const LOCK_FILE = join(directory, 'ids.lock.json');
  upstream = await serveUpstream();
  await promisify(execFile)(process.execPath, [CLI, 'lock', upstream.url, '--output', LOCK_FILE], { env: { ...process.env, NODE_OPTIONS: '' } });
  const app = await synthesize('test/clients/every-source/app.ts', join(directory, 'cdk.out'), { UPSTREAM: new URL(upstream.url).origin, LOCK_FILE });
  server = await startLocalServer({ app, endpoint: 'stage' });
  client = new Client({ name: 'test', version: '1' }, { capabilities: { elicitation: { form: {} } }, versionNegotiation: { mode: { pin: '2026-07-28' } } });
  client.setRequestHandler('elicitation/create', async ({ params }) => {
    asked.push(params.message);
    return action === 'accept' ? { action, content: {} } : { action };
  });
  await client.connect(new StreamableHTTPClientTransport(new URL(server.mcpUrl)));
}, 120_000);
afterAll(async () => {
  await client?.close();
  await server?.stop();
  await upstream?.close();
});

const ID = /[0-9a-f]{8}-[0-9a-f-]{27}/;
const call = async (name: string, region = 'eu') => JSON.stringify(await client.callTool({ name, arguments: { region } }));

describe.each(SOURCES)('a tool from %s', (source) => {
  test('mirrors an argument in a header, and is not called with another value there', async () => {
    const { tools } = await client.listTools();
    expect(tools.find(({ name }) => name === `${source}_kept`)!.inputSchema).toMatchObject({ properties: { region: { 'x-mcp-header': 'Region' } } });
    const request = dispatcher(server.mcpUrl, 'none');
    const params = { name: `${source}_kept`, arguments: { region: 'eu' } };
    expect(await request({ method: 'tools/call', params }, { 'Mcp-Param-Region': 'us' })).toMatchObject({ kind: 'error', error: { code: -32020 } });
    expect(JSON.stringify(await request({ method: 'tools/call', params }, { 'Mcp-Param-Region': 'eu' }))).toMatch(ID);
  });

  test('keeps its results', async () => {
    const [first, again, elsewhere] = [await call(`${source}_kept`), await call(`${source}_kept`), await call(`${source}_kept`, 'us')];
    expect(first).toMatch(ID);
    expect([again === first, elsewhere === first]).toEqual([true, false]);
  });

  test('runs once its user agrees, and not before', async () => {
    asked.length = 0;
    action = 'decline';
    expect(await call(`${source}_asked`)).not.toMatch(ID);
    action = 'accept';
    expect(await call(`${source}_asked`)).toMatch(ID);
    expect(asked).toEqual(['Do it in “eu”?', 'Do it in “eu”?']);
  });
});
