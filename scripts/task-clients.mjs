// Clients of tasks that are not the official one: FastMCP's, and a command line that knows no tasks of 2026-07-28.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual, promisify } from 'node:util';
import { machineToken, startLocalServer, synthesize } from '../test/clients/local-server.ts';

const MCPC = { name: '@apify/mcpc', version: '0.2.6' };
const run = promisify(execFile);
const TIMEOUT_MS = 60_000;

async function fastmcp(python, { mcpUrl }, token) {
  const { stdout } = await run(python, [join('test', 'clients', 'interop', 'python', 'tasks_client.py'), mcpUrl, token], { timeout: TIMEOUT_MS });
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

/** @param directory where it is installed, unless it is already */
async function mcpc(directory, home, { mcpUrl }, token) {
  const manifest = await readFile(join(directory, 'node_modules', MCPC.name, 'package.json'), 'utf8').catch(() => '{}');
  if (JSON.parse(manifest).version !== MCPC.version) {
    await mkdir(directory, { recursive: true });
    await run('npm', ['install', '--prefix', directory, '--no-save', '--no-audit', '--no-fund', `${MCPC.name}@${MCPC.version}`]);
  }
  await mkdir(home, { recursive: true });
  const command = async (...args) => {
    // Into a file: the process of its session would keep a pipe open.
    const output = await open(join(home, 'output.json'), 'w+');
    try {
      const child = spawn(process.execPath, [join(directory, 'node_modules', MCPC.name, 'bin', 'mcpc'), '--json', ...args], {
        timeout: TIMEOUT_MS, env: { ...process.env, HOME: home }, stdio: ['ignore', output.fd, 'ignore'],
      });
      const [code, signal] = await once(child, 'exit');
      const text = await readFile(join(home, 'output.json'), 'utf8');
      if (code !== 0) throw new Error(`mcpc ${args[0]} ended with ${code ?? signal}: ${text}`);
      return JSON.parse(text);
    } finally {
      await output.close();
    }
  };
  const called = async (...args) => {
    const { content, isError = false } = await command('@tasks', 'tools-call', ...args);
    return { isError, text: content[0].text };
  };
  try {
    const { protocolVersion, toolNames } = await command('connect', mcpUrl, '@tasks', '--header', `Authorization: Bearer ${token}`);
    return {
      protocolVersion,
      toolNames,
      report: await called('make_report', 'rows:=2'),
      onlyAsTask: (await called('publish_report')).isError,
    };
  } finally {
    // Each session is a process of its own.
    await command('clean', 'all');
  }
}

/** @returns a row for each client, with what was wrong if anything was */
export async function taskClients(python, cache, directory) {
  const app = await synthesize('examples/tasks/bin/tasks.ts', join(directory, 'tasks.out'), { TSX_TSCONFIG_PATH: join('examples', 'tasks', 'tsconfig.json') });
  const server = await startLocalServer({ app, endpoint: 'stage' });
  const row = async (client, see, wanted) => {
    const got = await see(await machineToken(server)).catch((error) => error.stack);
    const problem = isDeepStrictEqual(got, wanted) ? undefined : `it was ${typeof got === 'string' ? got : JSON.stringify(got)}\n${server.log()}`;
    return { client, endpoint: 'stage', problem };
  };
  const report = { isError: false, text: '0,0\n1,1' };
  try {
    return [
      await row('fastmcp-tasks 4.1.4, tasks', (token) => fastmcp(python, server, token), {
        report: report.text, rows: 50_000, published: 'The report is on the website.', working: ['working', 'Copy'], cancelled: 'cancelled',
      }),
      await row(`${MCPC.name} ${MCPC.version}`, (token) => mcpc(join(cache, 'mcpc'), join(directory, 'mcpc-home'), server, token), {
        protocolVersion: '2025-11-25', toolNames: ['make_report', 'publish_report', 'migrate'], report, onlyAsTask: true,
      }),
    ];
  } finally {
    await server.stop();
  }
}
