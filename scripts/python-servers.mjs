// Servers in Python behind McpToolset.fromRemoteServer(), locked by the command, and servers of ours called by the official Python SDK, in both eras.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { isDeepStrictEqual, promisify } from 'node:util';
import { join } from 'node:path';
import { machineToken, startLocalServer, synthesize } from '../test/clients/local-server.ts';

const ROOT = join(import.meta.dirname, '..');
const PYTHON = join(ROOT, 'test', 'clients', 'interop', 'python');
const LIBRARIES = ['fastmcp', 'mcp'];
const START_TIMEOUT_MS = 30_000;
const ERAS = { auto: '2026-07-28', legacy: '2025-11-25' };

/** What a tool answers by its name, whichever server it is on. */
const ADDED = { structured: { total: 3, words: ['ä'] }, failed: false };
const GREETED = { text: ['Grüße, Ann'], failed: false };
const FAILED = { failed: true };

/** @returns rows: what was tried, and what is wrong with it, if something is */
export async function pythonServers(python, directory) {
  const upstreams = await Promise.all(LIBRARIES.map((library) => startUpstream(python, library)));
  try {
    const remote = [];
    for (const { library, url } of upstreams) {
      const lockFile = join(directory, `${library}.lock.json`);
      await lock(url, lockFile);
      await lock(url, lockFile, '--check');
      remote.push({ prefix: library, url, lockFile });
    }
    const app = await synthesize('test/clients/remote-servers/app.ts', join(directory, 'remote', 'cdk.out'), { UPSTREAMS: JSON.stringify(remote) });
    const behind = LIBRARIES.flatMap((library) => [
      [[`${library}_add`, { numbers: [1, 2], word: 'ä' }], ADDED], [[`${library}_greet`, { name: 'Ann' }], GREETED], [[`${library}_fail`, { reason: 'no' }], FAILED],
    ]);
    const own = await synthesize('examples/sdk-server/bin/sdk-server.ts', join(directory, 'own', 'cdk.out'), { TSX_TSCONFIG_PATH: join('examples', 'sdk-server', 'tsconfig.json') });
    const notes = [[['read_note', { name: 'groceries' }], { text: ['milk, bread'], failed: false }], [['count_words', {}], { text: ['6 words'], failed: false }]];
    return [
      ...await called(python, app, 'mcp', 'FastMCP and mcp behind fromRemoteServer', behind, []),
      ...await called(python, own, 'notes', 'an SDK server behind fromSdkServer', notes, [1, 2]),
    ];
  } finally {
    await Promise.all(upstreams.map(({ stop }) => stop()));
  }
}

async function called(python, app, scope, what, calls, progress) {
  const server = await startLocalServer({ app, endpoint: 'stage' });
  try {
    const token = await machineToken(server, scope);
    const rows = [];
    for (const [mode, version] of Object.entries(ERAS)) {
      const args = [join(PYTHON, 'calling_client.py'), server.mcpUrl, token, mode, JSON.stringify(calls.map(([call]) => call))];
      const problem = await promisify(execFile)(python, args).then(({ stdout }) => problemOf(JSON.parse(stdout), version, calls, progress), (error) => error.message);
      rows.push({ client: `mcp 2.3.0: ${what}`, endpoint: version, problem });
    }
    return rows;
  } finally {
    await server.stop();
  }
}

function problemOf(saw, version, calls, progress) {
  if (saw.version !== version) return `it spoke ${saw.version}`;
  const wrong = calls.findIndex(([, expected], index) => !Object.entries(expected).every(([member, value]) => isDeepStrictEqual(saw.results[index][member], value)));
  if (wrong >= 0) return `${calls[wrong][0][0]} answered ${JSON.stringify(saw.results[wrong])}`;
  return isDeepStrictEqual(saw.progress, progress) ? undefined : `progress was ${JSON.stringify(saw.progress)}`;
}

async function lock(url, file, ...options) {
  await promisify(execFile)(process.execPath, [join(ROOT, 'assets', 'local', 'cli.mjs'), 'lock', url, '--output', file, ...options]);
}

async function startUpstream(python, library) {
  const port = await freePort();
  const child = spawn(python, [join(PYTHON, 'upstream_server.py'), library, String(port)], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}/mcp`;
  const until = Date.now() + START_TIMEOUT_MS;
  // It does not say when it is there: whatever it answers, it answers.
  while (!await fetch(url).then(() => true, () => false)) {
    if (child.exitCode !== null || Date.now() > until) throw new Error(`the server of ${library} does not start`);
    await new Promise((resolve) => { setTimeout(resolve, 200); });
  }
  return {
    library,
    url,
    stop: async () => {
      child.kill();
      await once(child, 'exit');
    },
  };
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
