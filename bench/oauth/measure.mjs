// What the authorization server costs, cold and warm: beside what it cost before it was split, and beside the same library as its documentation sets it
// up. All on one embedded DynamoDB in a process of its own; only the ratios of one run mean something.
//
// Alone: node --disable-warning=MODULE_TYPELESS_PACKAGE_JSON bench/oauth/measure.mjs
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink } from 'node:fs/promises';
import { Agent, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import { oauthOnLambda } from '../../scripts/oauth-on-lambda.mjs';
import { ratio, table, typical } from '../statistics.mjs';
import { ARGUMENTS, COMMAND } from '../measure.mjs';
import { worker } from '../worker.mjs';

const ROOT = join(import.meta.dirname, '..', '..');
/** The last commit with the function in one file, on the SDK's own client. */
const EARLIER_COMMIT = 'edad707';
const COLD = { refresh: 200, jwks: 200, register: 201, consent: 200 };
const WARM = ['refresh', 'machine', 'code'];
const COLD_SAMPLES = 11;
const WARM_ROUNDS = 9;
/** Of each kind, in a round. */
const WARM_REQUESTS = 30;
/** Before the first round. */
const WARM_UP_REQUESTS = 150;
const TIMEOUT_MS = 30_000;

const NAMES = { ours: 'this package', earlier: 'this package, earlier', documented: 'oidc-provider, as documented', alone: 'oidc-provider, without storage' };
/** The library as its documentation sets it up, and the same without storage. */
const OF_THE_LIBRARY = { documented: {}, alone: { BENCH_STORAGE: 'memory' } };

const bundling = { bundle: true, minify: true, keepNames: true, platform: 'node', target: 'node24', mainFields: ['module', 'main'], tsconfigRaw: '{}', legalComments: 'none', logLevel: 'warning' };

/** @returns undefined in a clone without the repository's history */
async function earlierFunction(directory) {
  const git = (...args) => promisify(execFile)('git', args, { cwd: ROOT });
  const known = await git('cat-file', '-e', `${EARLIER_COMMIT}^{commit}`).then(() => true, () => false);
  if (!known) {
    console.warn(`This clone has no commit ${EARLIER_COMMIT}: what is compared with it is left out. git fetch --unshallow gets it.`);
    return undefined;
  }
  const sources = join(directory, 'earlier');
  await mkdir(sources);
  const archive = join(directory, 'earlier.tar');
  await git('archive', '--output', archive, EARLIER_COMMIT, 'lambda-src', 'src');
  await promisify(execFile)('tar', ['-xf', archive, '-C', sources]);
  await symlink(join(ROOT, 'node_modules'), join(sources, 'node_modules'));
  const outfile = join(directory, 'earlier.js');
  await build({ ...bundling, entryPoints: [join(sources, 'lambda-src', 'oauth', 'handler.ts')], outfile, format: 'cjs' });
  return outfile;
}

/** The requests of a refresh, and nothing else. */
async function requestsAlone(directory) {
  const outfile = join(directory, 'requests.cjs');
  await build({ ...bundling, plugins: [oauthOnLambda], entryPoints: [join(import.meta.dirname, 'requests.ts')], outfile, format: 'cjs' });
  return outfile;
}

async function documentedServer(directory) {
  const outfile = join(directory, 'documented.mjs');
  const banner = { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" };
  await build({ ...bundling, entryPoints: [join(import.meta.dirname, 'documented.ts')], outfile, format: 'esm', banner });
  return outfile;
}

const onOneCore = (env) => ({ env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env }, execPath: COMMAND, execArgv: ARGUMENTS });

async function measureCold(handlers, services, env) {
  const samples = {};
  for (const [kind, status] of Object.entries(COLD)) {
    samples[kind] = { ours: [], earlier: [] };
    const events = await services.ask({ kind, count: 2 * (COLD_SAMPLES + 1) });
    for (let i = -1; i < COLD_SAMPLES; i += 1) {
      for (const name of ['earlier', 'ours'].filter((subject) => handlers[subject])) {
        const subject = { handler: handlers[name], event: events.pop(), status };
        const { stdout } = await promisify(execFile)(
          COMMAND, [...ARGUMENTS, join(import.meta.dirname, 'cold.mjs'), JSON.stringify(subject)], { env: onOneCore(env).env, timeout: TIMEOUT_MS },
        );
        // The first round fills the machine's file cache.
        if (i >= 0) samples[kind][name].push(JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1)));
      }
    }
  }
  return samples;
}

/** Sends requests to a server of the library, one after another. Its own processor time counts, not the sender's. */
async function overHttp(name, server, agent, requests) {
  const before = await server.ask({ kind: 'cpu' });
  const start = performance.now();
  for (const { form, headers } of requests) {
    const { status, text } = await post(`http://127.0.0.1:${server.first.port}/token`, agent, form, headers);
    if (status !== 200) throw new Error(`${NAMES[name]} answered ${status}: ${text}`);
  }
  const elapsed = performance.now() - start;
  const { user, system } = await server.ask({ kind: 'cpu' });
  return { perSecond: requests.length * 1000 / elapsed, cpuMicros: (user + system - before.user - before.system) / requests.length };
}

function post(url, agent, form, headers) {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { method: 'POST', agent, headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded', 'content-length': form.length } }, (incoming) => {
      let text = '';
      incoming.setEncoding('utf8').on('data', (chunk) => { text += chunk; }).on('end', () => resolve({ status: incoming.statusCode, text })).on('error', reject);
    });
    outgoing.on('error', reject).end(form);
  });
}

const isMeasured = (name, kind) => name !== 'requests' || kind === 'refresh';

async function measureWarm(handlers, documented, services, env) {
  const workers = [];
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  try {
    for (const name of ['ours', 'earlier', 'requests'].filter((subject) => handlers[subject])) {
      const process = await worker(join(import.meta.dirname, 'warm.mjs'), [handlers[name]], onOneCore(env));
      workers.push({ name, stop: process.stop, slice: async (kind, count) => process.ask(await services.ask({ kind, count })) });
    }
    for (const [name, variables] of Object.entries(OF_THE_LIBRARY)) {
      const server = await worker(documented, [], onOneCore({ ...env, ...variables }));
      workers.push({ name, stop: server.stop, slice: async (kind, count) => overHttp(name, server, agent, await server.ask({ kind, count })) });
    }
    const samples = Object.fromEntries(WARM.map((kind) => [kind, { ours: [], earlier: [], documented: [], alone: [], requests: [] }]));
    for (const kind of WARM) {
      for (const { slice } of workers.filter(({ name }) => isMeasured(name, kind))) await slice(kind, WARM_UP_REQUESTS);
    }
    for (let round = 0; round < WARM_ROUNDS; round += 1) {
      for (const kind of WARM) {
        for (const { name, slice } of workers.filter((subject) => isMeasured(subject.name, kind))) samples[kind][name].push(await slice(kind, WARM_REQUESTS));
      }
    }
    return samples;
  } finally {
    agent.destroy();
    for (const { stop } of workers) stop();
  }
}

/** @param directory to work in */
export async function measureOAuth(directory) {
  const [earlier, documented, requests] = await Promise.all([earlierFunction(directory), documentedServer(directory), requestsAlone(directory)]);
  const handlers = { ours: join(ROOT, 'assets', 'functions', 'oauth', 'index.js'), earlier, requests };
  const services = await worker(join(import.meta.dirname, 'services.mjs'), [], { execArgv: ['--import', 'tsx'] });
  try {
    const env = services.first;
    return { cold: await measureCold(handlers, services, env), warm: await measureWarm(handlers, documented, services, env) };
  } finally {
    services.stop();
  }
}

const times = (value) => `${value.toPrecision(3)}×`;
const figure = (samples, measure, digits) => samples.length === 0 ? '' : typical(samples, measure).toFixed(digits);
const compared = (ours, others, measure) => others.length === 0 ? '' : times(ratio(ours, others, measure));

export function describeOAuth({ cold, warm }) {
  return [
    'The authorization server, cold: a fresh process, its first request. On an embedded DynamoDB in a process of its own',
    table(['', 'own ms', 'CPU ms', 'earlier own ms', 'CPU ms', '×own', '×CPU'], Object.entries(cold).map(([kind, { ours, earlier }]) => [
      { refresh: 'POST /token (refresh)', jwks: 'GET /jwks', register: 'POST /register', consent: 'GET /interaction (consent)' }[kind],
      ...[ours, earlier].flatMap((samples) => ['own', 'cpu'].map((measure) => figure(samples, measure, 1))),
      ...['own', 'cpu'].map((measure) => compared(ours, earlier, measure)),
    ])),
    '',
    'The authorization server, warm: one request after another',
    table(['', 'req/s', 'CPU µs', '×earlier req/s', '×documented req/s', '×earlier CPU', '×documented CPU', 'the library without storage, ×documented CPU', 'its requests alone'], Object.entries(warm).map(([kind, { ours, earlier, documented, alone, requests }]) => [
      { refresh: 'refresh', machine: 'client_credentials', code: 'code exchange' }[kind],
      Math.round(typical(ours, 'perSecond')), Math.round(typical(ours, 'cpuMicros')),
      ...['perSecond', 'cpuMicros'].flatMap((measure) => [earlier, documented].map((others) => compared(ours, others, measure))),
      compared(alone, documented, 'cpuMicros'), requests.length === 0 ? '' : compared(requests, documented, 'cpuMicros'),
    ])),
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const directory = await mkdtemp(join(tmpdir(), 'bench-oauth-'));
  try {
    console.log(describeOAuth(await measureOAuth(directory)));
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
