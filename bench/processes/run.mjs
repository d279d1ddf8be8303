// npm run bench:processes: whole processes, the start of their runtime and its memory included.
//
// Beside this package and the official SDK on Node.js: FastMCP on Python, and the Go SDK, a compiled server. Each is an HTTP server of its own and answers
// the same call. Needs Python and Go; what they build is kept below node_modules/.cache.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { connect, createServer } from 'node:net';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { deploy } from '../deployment.mjs';
import { core } from '../measure.mjs';
import { EXPECTED_TEXT, toolsCall } from '../request.mjs';
import { median, ratio, table, typical } from '../statistics.mjs';
import { bundle } from '../subjects.mjs';

const FASTMCP = 'fastmcp==4.2.3';
const STARTS = 15;
const SLICES = 9;
const SLICE_MS = 300;
const START_TIMEOUT_MS = 30_000;
const CACHE = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'processes');
const { headers, body } = toolsCall();

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

async function accepts(port) {
  const socket = connect(port, '127.0.0.1');
  const connected = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error').then(() => false)]).catch(() => false);
  socket.destroy();
  return connected;
}

function post(port, agent) {
  return new Promise((resolve, reject) => {
    const outgoing = request({ port, host: '127.0.0.1', path: '/mcp', method: 'POST', agent, headers: { ...headers, 'Host': `127.0.0.1:${port}`, 'Content-Length': Buffer.byteLength(body) } }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (chunk) => { text += chunk; }).on('end', () => resolve({ status: incoming.statusCode, text })).on('error', reject);
    });
    outgoing.on('error', reject).end(body);
  });
}

function check({ name }, { status, text }) {
  const answer = status === 200 ? JSON.parse(text).result?.content?.[0]?.text : undefined;
  if (answer !== EXPECTED_TEXT) throw new Error(`${name} answered ${status}: ${text}`);
}

const peakMegabytes = ({ pid }) => Number(/^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024 / 1e6;

async function start(subject) {
  const port = await freePort();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const command = core === undefined ? subject.command : ['taskset', '--cpu-list', core, ...subject.command];
  const began = performance.now();
  const child = spawn(command[0], command.slice(1), { env: { PATH: process.env.PATH, HOME: process.env.HOME, ...subject.env, PORT: String(port) }, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaints = '';
  child.stderr.setEncoding('utf8').on('data', (chunk) => { complaints += chunk; });
  const stop = async () => {
    agent.destroy();
    if (child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
  };
  while (!await accepts(port)) {
    if (child.exitCode !== null || performance.now() - began > START_TIMEOUT_MS) {
      await stop();
      throw new Error(`${subject.name} does not listen: ${complaints}`);
    }
  }
  const reply = await post(port, agent);
  const startMillis = performance.now() - began;
  const megabytes = peakMegabytes(child);
  try {
    check(subject, reply);
  } catch (error) {
    await stop();
    throw error;
  }
  return { startMillis, megabytes, call: () => post(port, agent), stop };
}

async function slice(subject, { call }) {
  const began = performance.now();
  let calls = 0;
  let reply;
  for (; performance.now() - began < SLICE_MS; calls += 1) reply = await call();
  check(subject, reply);
  return { perSecond: calls * 1000 / (performance.now() - began) };
}

async function prepare(directory) {
  await mkdir(CACHE, { recursive: true });
  const python = join(CACHE, 'python', 'bin', 'python');
  if (!existsSync(python)) {
    execFileSync('python3', ['-m', 'venv', join(CACHE, 'python')]);
    execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', FASTMCP]);
  }
  const compiled = join(CACHE, 'go-server');
  execFileSync('go', ['build', '-o', compiled, '.'], { cwd: join(import.meta.dirname, 'go') });
  const served = async (name) => [process.execPath, join(import.meta.dirname, 'serve.mjs'), await bundle(directory, name)];
  const { environment, module } = await deploy(directory);
  return [
    { name: 'this package', command: await served('remote-mcp'), env: { ...environment, BENCH_MODULE: module } },
    { name: 'a bare handler', command: await served('bare') },
    { name: 'SDK v2', command: await served('sdk-v2'), base: true },
    { name: FASTMCP.replace('==', ' '), command: [python, join(import.meta.dirname, 'fastmcp_server.py')] },
    { name: 'go-sdk 1.8.0', command: [compiled] },
  ];
}

const directory = await mkdtemp(join(tmpdir(), 'processes-'));
try {
  const subjects = await prepare(directory);
  const starts = Object.fromEntries(subjects.map(({ name }) => [name, []]));
  for (let i = -1; i < STARTS; i += 1) {
    for (const subject of subjects) {
      const server = await start(subject);
      await server.stop();
      if (i >= 0) starts[subject.name].push(server);
    }
  }
  const warm = Object.fromEntries(subjects.map(({ name }) => [name, []]));
  const servers = [];
  try {
    for (const subject of subjects) servers.push(await start(subject));
    // The first round compiles.
    for (let i = -1; i < SLICES; i += 1) {
      for (const [index, subject] of subjects.entries()) {
        const sample = await slice(subject, servers[index]);
        if (i >= 0) warm[subject.name].push(sample);
      }
    }
  } finally {
    for (const { stop } of servers) await stop();
  }
  const { name: base } = subjects.find((subject) => subject.base);
  const times = (value) => `${value.toPrecision(2)}×`;
  console.log(`Node.js ${process.version}, ${availableParallelism()} cores; medians of ${STARTS} starts and ${SLICES} slices, one connection`);
  console.log(table(['', 'to the first answer, ms', '×SDK v2', 'peak MB then', 'calls/s', '×SDK v2'], subjects.map(({ name }) => [
    name, typical(starts[name], 'startMillis').toFixed(0), times(ratio(starts[name], starts[base], 'startMillis')), median(starts[name].map(({ megabytes }) => megabytes)).toFixed(0),
    Math.round(typical(warm[name], 'perSecond')), times(ratio(warm[name], warm[base], 'perSecond')),
  ])));
} finally {
  await rm(directory, { recursive: true, force: true });
}
