// Connects clients in other languages, each by its library's own OAuth code, to the local gateway, on a stage URL and on a domain.
//
//   npm run test:clients -- [--client NAME] [--endpoint stage|domain|all] [--verbose]
//
// And servers in Python behind ours, called by the Python SDK (--client servers); and the Python SDK as a client that listens for changes (--client
// listening), and that answers questions (--client asked). And tools in Java, Go and Ruby, called by the official client (--client tools); and tasks, by
// FastMCP and a command line (--client tasks).
//
// A client knows the MCP URL and nothing else; a machine its credentials, too. It writes lines of JSON: where the person is to go, and at last what it saw. Needs Go, Rust,
// Python, a JDK, Maven and Ruby; what they build is kept below node_modules/.cache.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { registerMachine, startLocalServer, synthesize } from '../test/clients/local-server.ts';
import { Person } from '../local/testing/person.ts';
import { pythonAsked } from './python-asked.mjs';
import { pythonListening } from './python-listening.mjs';
import { pythonServers } from './python-servers.mjs';
import { taskClients } from './task-clients.mjs';
import { toolsOfLanguages } from './tools-of-languages.mjs';

const ROOT = join(import.meta.dirname, '..');
const SOURCES = join(ROOT, 'test', 'clients', 'interop');
const CACHE = join(ROOT, 'node_modules', '.cache', 'interop');
const APP = 'test/clients/sign-in/app.ts';
const MCPORTER = { name: 'mcporter', version: '0.12.3' };
const GEMINI = { name: '@google/gemini-cli-core', version: '0.61.0' };
const BUILD_TIMEOUT_MS = 600_000;
const CLIENT_TIMEOUT_MS = 60_000;

const python = (environment) => join(CACHE, environment, 'bin', 'python');
/** Clients run with a PATH of their own. */
const onPath = (program) => process.env.PATH.split(delimiter).map((directory) => join(directory, program)).find(existsSync);

/** What is built, and by what. */
const BUILDS = {
  go: () => run('go', ['build', '-o', `${join(CACHE, 'go')}/`, './...'], { cwd: join(SOURCES, 'go') }),
  rust: () => run('cargo', ['build', '--locked', '--quiet'], { cwd: join(SOURCES, 'rust'), env: { CARGO_TARGET_DIR: join(CACHE, 'rust') } }),
  'mcp-1': () => pythonEnvironment('mcp-1'),
  'mcp': () => pythonEnvironment('mcp'),
  'fastmcp-tasks': () => pythonEnvironment('fastmcp-tasks'),
  gemini: () => buildGemini(),
  mcporter: () => installMcporter(),
  java: () => run('mvn', [
    '--quiet', '--batch-mode', `-Dmaven.repo.local=${join(CACHE, 'm2')}`, `-DbuildDirectory=${join(CACHE, 'java')}`, 'compile', 'dependency:copy-dependencies',
  ], { cwd: join(SOURCES, 'java') }),
};

const CLIENTS = [
  { name: 'mark3labs/mcp-go 1.2.1', build: 'go', command: () => [join(CACHE, 'go', 'mcp-go')] },
  { name: 'go-sdk 1.8.0', build: 'go', command: () => [join(CACHE, 'go', 'go-sdk')] },
  { name: 'rmcp 3.11.0', build: 'rust', command: () => [join(CACHE, 'rust', 'debug', 'interop')] },
  { name: 'mcp-use 1.7.1', build: 'mcp-1', command: () => [python('mcp-1'), join(SOURCES, 'python', 'mcp_use_client.py')] },
  { name: 'mcp 2.3.0', build: 'mcp', command: () => [python('mcp'), join(SOURCES, 'python', 'mcp_client.py')] },
  { name: 'fastmcp 4.2.3', build: 'mcp', command: () => [python('mcp'), join(SOURCES, 'python', 'fastmcp_client.py')] },
  { name: 'golang.org/x/oauth2 0.35.0', build: 'go', command: () => [join(CACHE, 'go', 'oauth2')] },
  { name: 'Nimbus oauth2-oidc-sdk 11.39', build: 'java', command: () => [onPath('java'), '-cp', [join(CACHE, 'java'), join(CACHE, 'java', 'lib', '*')].join(delimiter), 'Nimbus'] },
  { name: `${MCPORTER.name} ${MCPORTER.version}`, build: 'mcporter', command: () => [process.execPath, join(SOURCES, 'mcporter.mjs')], last: () => join(CACHE, 'mcporter') },
  // A bridge for clients that only start programs. It is a machine, and on the Python SDK 1.30, as mcp-use is.
  { name: 'mcp-proxy 0.13.0', build: 'mcp-1', isMachine: true, command: () => [process.execPath, join(SOURCES, 'mcp-proxy.mjs')], last: () => join(CACHE, 'mcp-1', 'bin', 'mcp-proxy') },
  // It asks for consent at a terminal, or reads it where there is none.
  { name: `${GEMINI.name} ${GEMINI.version}`, build: 'gemini', command: () => [process.execPath, join(SOURCES, 'gemini.mjs')], last: () => join(CACHE, 'gemini', 'oauth.mjs'), says: '\n' },
];

const { values } = parseArgs({ options: { client: { type: 'string' }, endpoint: { type: 'string', default: 'all' }, verbose: { type: 'boolean', default: false } } });
const clients = CLIENTS.filter(({ name }) => values.client === undefined || name.includes(values.client));
const endpoints = ['stage', 'domain'].filter((endpoint) => values.endpoint === 'all' || values.endpoint === endpoint);
const withServers = values.client === undefined || values.client === 'servers';
const withListening = values.client === undefined || values.client === 'listening';
const withAsked = values.client === undefined || values.client === 'asked';
const withTools = values.client === undefined || values.client === 'tools';
const withTasks = values.client === undefined || values.client === 'tasks';
if ((clients.length === 0 && !withServers && !withListening && !withAsked && !withTools && !withTasks) || endpoints.length === 0) throw new Error('no such client or endpoint');

function run(command, args, { cwd = ROOT, env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], timeout: BUILD_TIMEOUT_MS });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => { output += chunk; });
    child.once('error', (error) => reject(new Error(`${command} cannot be run, it has to be installed: ${error.message}`)));
    child.once('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`${command} ${args.join(' ')} exited with ${code}:\n${output}`))));
  });
}

async function pythonEnvironment(name) {
  const requirements = join(SOURCES, 'python', `${name}.txt`);
  const stamp = join(CACHE, name, 'installed.txt');
  const wanted = await readFile(requirements, 'utf8');
  if (await readFile(stamp, 'utf8').catch(() => undefined) === wanted) return;
  await run('python3', ['-m', 'venv', '--clear', join(CACHE, name)]);
  await run(python(name), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--requirement', requirements]);
  await writeFile(stamp, wanted);
}

async function installMcporter() {
  const directory = join(CACHE, 'mcporter');
  const manifest = await readFile(join(directory, 'node_modules', MCPORTER.name, 'package.json'), 'utf8').catch(() => '{}');
  if (JSON.parse(manifest).version === MCPORTER.version) return;
  await mkdir(directory, { recursive: true });
  await run('npm', ['install', '--prefix', directory, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', `${MCPORTER.name}@${MCPORTER.version}`]);
}

/** The package depends on three hundred others, of which its OAuth code needs two. */
async function buildGemini() {
  const directory = join(CACHE, 'gemini');
  const unpacked = join(directory, 'package');
  const manifest = await readFile(join(unpacked, 'package.json'), 'utf8').catch(() => '{}');
  if (JSON.parse(manifest).version !== GEMINI.version) {
    await run('npm', ['pack', `${GEMINI.name}@${GEMINI.version}`, '--silent', '--pack-destination', directory]);
    const archive = join(directory, `${GEMINI.name.slice(1).replace('/', '-')}-${GEMINI.version}.tgz`);
    await run('tar', ['-xzf', archive, '-C', directory]);
    await rm(archive);
    const { dependencies } = JSON.parse(await readFile(join(unpacked, 'package.json'), 'utf8'));
    await run('npm', ['install', '--prefix', directory, '--no-save', '--no-audit', '--no-fund', '--ignore-scripts', ...['undici', 'ipaddr.js'].map((name) => `${name}@${dependencies[name]}`)]);
  }
  await build({
    stdin: {
      contents: "export { MCPOAuthProvider } from './package/dist/src/mcp/oauth-provider.js'; export { coreEvents } from './package/dist/src/utils/events.js';",
      resolveDir: directory,
    },
    outfile: join(directory, 'oauth.mjs'),
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'error',
    banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
    plugins: [{ name: 'without-store', setup: withoutStore }],
  });
}

/** It is given another store: its own needs the whole package. */
function withoutStore(bundler) {
  bundler.onLoad({ filter: /\/oauth-token-storage\.js$/ }, () => ({ contents: 'export class MCPOAuthTokenStorage {}' }));
}

/** Runs a client to its end. @returns what it saw */
async function connect({ command, last, isMachine = false, says = '' }, server, home) {
  const [file, ...args] = command();
  const machine = isMachine ? await registerMachine(server) : undefined;
  const child = spawn(file, [...args, server.mcpUrl, ...last ? [last()] : []], {
    cwd: ROOT,
    timeout: CLIENT_TIMEOUT_MS,
    stdio: ['pipe', 'pipe', 'pipe'],
    // Nothing that opens a browser is on this PATH, and nothing is kept from one run to the next.
    env: {
      PATH: dirname(process.execPath), HOME: home, MCP_USE_ANONYMIZED_TELEMETRY: 'false',
      ...machine && { CLIENT_ID: machine.client_id, CLIENT_SECRET: machine.client_secret, TOKEN_ENDPOINT: `${server.issuer}/token` },
    },
  });
  child.stdin.on('error', () => undefined).write(says);
  let errors = '';
  child.stderr.on('data', (chunk) => { errors += chunk; });
  const ended = new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal));
  });
  let saw;
  try {
    for await (const line of createInterface({ input: child.stdout })) {
      const message = line.startsWith('{') ? JSON.parse(line) : {};
      if (message.authorize !== undefined) await goAndComeBack(message, child);
      if (message.tools !== undefined) saw = message;
    }
  } catch (error) {
    child.kill();
    errors += error.stack;
  }
  const code = await ended;
  if (saw === undefined || code !== 0) throw new Error(`ended with ${code}:\n${errors.slice(-4000)}`);
  return saw;
}

async function goAndComeBack({ authorize, redirectUri = new URL(authorize).searchParams.get('redirect_uri'), listening }, child) {
  const arrived = await new Person().authorize(authorize, redirectUri);
  if (listening) await (await fetch(arrived)).text();
  else child.stdin.write(`${arrived}\n`);
}

function problemOf({ tools, forecast }) {
  if (!['get_forecast', 'whoami'].every((name) => tools.includes(name))) return `tools are ${JSON.stringify(tools)}`;
  return forecast?.city === 'Oslo' ? undefined : `the forecast is ${JSON.stringify(forecast)}`;
}

const rows = [];
const directory = await mkdtemp(join(tmpdir(), 'interop-'));
try {
  await mkdir(join(CACHE, 'gemini'), { recursive: true });
  // One after the other: each uses all the cores that there are.
  for (const name of new Set([...clients.map((client) => client.build), ...withServers || withListening || withAsked ? ['mcp'] : [], ...withTasks ? ['fastmcp-tasks'] : []])) {
    const began = Date.now();
    await BUILDS[name]();
    console.log(`built ${name} in ${Math.round((Date.now() - began) / 1000)} s`);
  }
  const app = clients.length > 0 && await synthesize(APP, join(directory, 'cdk.out'));
  for (const endpoint of clients.length > 0 ? endpoints : []) {
    const server = await startLocalServer({ app, endpoint });
    try {
      for (const client of clients) {
        const home = await mkdtemp(join(directory, 'home-'));
        const before = server.log().length;
        const problem = await connect(client, server, home).then(problemOf, (error) => error.message);
        if (values.verbose || problem !== undefined) console.log(`\n${client.name}, ${endpoint}: ${problem ?? 'connected'}\n${server.log().slice(before)}`);
        rows.push({ client: client.name, endpoint, verdict: problem === undefined ? 'connected' : 'FAILED' });
      }
    } finally {
      await server.stop();
    }
  }
  for (const { problem, ...row } of [
    ...withServers ? await pythonServers(python('mcp'), directory) : [], ...withListening ? [await pythonListening(python('mcp'), directory)] : [],
    ...withAsked ? await pythonAsked(python('mcp'), directory) : [], ...withTools ? await toolsOfLanguages(directory) : [],
    ...withTasks ? await taskClients(python('fastmcp-tasks'), CACHE, directory) : [],
  ]) {
    if (problem !== undefined) console.log(`\n${row.client}, ${row.endpoint}: ${problem}`);
    rows.push({ ...row, verdict: problem === undefined ? 'connected' : 'FAILED' });
  }
} finally {
  await rm(directory, { recursive: true, force: true });
}
console.table(rows);
process.exitCode = rows.every(({ verdict }) => verdict === 'connected') ? 0 : 1;
