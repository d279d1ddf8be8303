import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type LocalServer, machineToken, startLocalServer, synthesize } from '../clients/local-server';
import { OFFICIAL_CLIENT_NAMES, OFFICIAL_CLIENTS, type OfficialClient } from '../clients/official-clients';
import { temporaryDirectory } from '../support/temporary-directory';

const ROOT = join(import.meta.dirname, '..', '..');
const CLI = join(ROOT, 'assets', 'local', 'cli.mjs');
const LOCK = join(ROOT, 'examples', 'remote-server', 'everything.lock.json');

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}

/** The reference server, as npm has it. */
async function startEverything(port: number): Promise<ChildProcess> {
  const child = spawn(process.execPath, [join(ROOT, 'node_modules', '@modelcontextprotocol', 'server-everything', 'dist', 'index.js'), 'streamableHttp'], {
    env: { ...process.env, NODE_OPTIONS: '', PORT: String(port) }, stdio: ['ignore', 'ignore', 'pipe'],
  });
  const lines = createInterface({ input: child.stderr });
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => line.includes('listening on port') && resolve());
    child.once('exit', (code) => reject(new Error(`the reference server exited with ${code}`)));
  });
  return child;
}

let everything: ChildProcess;
let url: string;
let server: LocalServer;
let token: string;
const directory = temporaryDirectory('remote-server');
beforeAll(async () => {
  const port = await freePort();
  url = `http://127.0.0.1:${port}/mcp`;
  everything = await startEverything(port);
  const app = await synthesize('examples/remote-server/bin/remote-server.ts', join(directory, 'cdk.out'), {
    TSX_TSCONFIG_PATH: join('examples', 'remote-server', 'tsconfig.json'), EVERYTHING_URL: url,
  });
  server = await startLocalServer({ app, endpoint: 'stage' });
  token = await machineToken(server, 'tools');
}, 120_000);
afterAll(async () => {
  await server?.stop();
  if (everything?.exitCode === null) {
    everything.kill();
    await once(everything, 'exit');
  }
});

const lock = async (...args: string[]): Promise<{ readonly code: number; readonly out: string }> => {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [CLI, 'lock', url, ...args], { env: { ...process.env, NODE_OPTIONS: '' } });
    return { code: 0, out: stdout };
  } catch (error) {
    const { code, stdout } = error as { readonly code: number; readonly stdout: string };
    return { code, out: stdout };
  }
};

describe('what the other server reports while a tool runs', () => {
  const operation = { name: 'every_trigger-long-running-operation', arguments: { duration: 1, steps: 2 } };

  test.each(OFFICIAL_CLIENT_NAMES)('reaches the official client, %s', async (name) => {
    const heard: unknown[] = [];
    const client = await OFFICIAL_CLIENTS[name](server.mcpUrl, token);
    const result = await client.callTool(operation, { onprogress: (progress) => heard.push(progress) });
    await client.close();

    expect(result.isError).not.toBe(true);
    expect(heard).toEqual([{ progress: 1, total: 2 }, { progress: 2, total: 2 }]);
  });
});

describe('remote-mcp lock', () => {
  test('writes the same file each time, and finds it as it is', async () => {
    const file = join(directory, 'everything.lock.json');
    expect(await lock('--output', file)).toMatchObject({ code: 0 });
    expect(readFileSync(file, 'utf8')).toBe(readFileSync(LOCK, 'utf8'));
    expect(await lock('--output', LOCK, '--check')).toEqual({ code: 0, out: `${LOCK}: as ${url} offers it\n` });
  });

  test('--check fails, and names each tool that is added, removed or changed', async () => {
    const file = join(directory, 'other.lock.json');
    writeFileSync(file, readFileSync(LOCK, 'utf8').replace('"name": "get-sum"', '"name": "get-product"').replace(/"digest": "./, '"digest": "x'));
    const { code, out } = await lock('--output', file, '--check');
    expect([code, out.split('\n').slice(0, 3)]).toEqual([1, ['changed echo', 'removed get-product', 'added get-sum']]);
  });
});

describe.each(OFFICIAL_CLIENT_NAMES)('the official client, %s,', (name) => {
  let client: OfficialClient;
  beforeAll(async () => {
    client = await OFFICIAL_CLIENTS[name](server.mcpUrl, token);
  });
  afterAll(() => client?.close());

  test('sees the tools of the other server under the prefix, with their schemas and annotations', async () => {
    const { tools } = await client.listTools();
    expect(tools.map((tool) => tool.name)).toEqual(expect.arrayContaining(['every_echo', 'every_get-sum', 'every_get-structured-content']));
    expect(tools.map((tool) => tool.name)).not.toContain('every_get-env');
    expect(tools.find((tool) => tool.name === 'every_echo')).toMatchObject({
      title: 'Echo Tool', inputSchema: { required: ['message'] }, annotations: { readOnlyHint: true, openWorldHint: false },
    });
  });

  test('calls them: text, an image, structured output, an error', async () => {
    expect((await client.callTool({ name: 'every_echo', arguments: { message: 'héllo' } })).content).toEqual([{ type: 'text', text: 'Echo: héllo' }]);
    expect((await client.callTool({ name: 'every_get-sum', arguments: { a: 2, b: 3 } })).content).toEqual([{ type: 'text', text: 'The sum of 2 and 3 is 5.' }]);
    expect((await client.callTool({ name: 'every_get-tiny-image', arguments: {} })).content).toContainEqual(expect.objectContaining({ type: 'image', mimeType: 'image/png' }));
    expect(await client.callTool({ name: 'every_get-structured-content', arguments: { location: 'Chicago' } })).toMatchObject({ structuredContent: { conditions: expect.any(String) } });
    expect(await client.callTool({ name: 'every_get-sum', arguments: { a: 'two', b: 3 } })).toMatchObject({ isError: true });
  });

  test('needs the scope of a single tool', async () => {
    const outcome = await client.callTool({ name: 'every_gzip-file-as-resource', arguments: {} }).catch((error: Error) => error.message);
    expect(JSON.stringify(outcome)).toMatch(/scope/i);
  });
});
