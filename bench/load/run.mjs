// npm run load: many clients at once against the real functions and, beside them, the same server on the official SDK.
//
//   npm run load -- [--clients 50,200,1000] [--requests 200000] [--seconds 30] [--instances 2]
//
// Each client has a token of its own and waits for its answer before it asks again; 70 of 100 requests call a tool in a Lambda function, 20 list, 10
// refresh. An instance answers one request at a time, as Lambda's do. Nothing leaves the machine. Fails if a request did, or memory grows.
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { deploy } from '../deployment.mjs';
import { table } from '../statistics.mjs';
import { bundle } from '../subjects.mjs';
import { worker } from '../worker.mjs';

const { values } = parseArgs({
  options: {
    clients: { type: 'string', default: '50,200,1000' },
    requests: { type: 'string', default: '200000' },
    seconds: { type: 'string', default: '30' },
    instances: { type: 'string', default: String(availableParallelism()) },
  },
});
/** How much more memory the last three quarters of the requests may need. */
const GROWTH = 1.25;

const instances = Number(values.instances);
const ROOT = join(import.meta.dirname, '..', '..');
const asset = (name) => join(ROOT, 'assets', 'functions', name, 'index.js');

const percentile = (sorted, share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] / 1000;

/** @returns a row of the table, and what failed */
async function measure({ name, env, ...subject }, services, count) {
  const clients = await services.ask({ count });
  const args = [JSON.stringify(subject)];
  const started = await Promise.all(Array.from({ length: instances }, () => worker(join(import.meta.dirname, 'instance.mjs'), args, { env, execArgv: ['--expose-gc'] })));
  try {
    const shares = started.map((_, index) => clients.filter((__, each) => each % instances === index));
    const results = await Promise.all(started.map(({ ask }, index) => ask({
      clients: shares[index], requests: Math.floor(Number(values.requests) / instances), deadlineMillis: Number(values.seconds) * 1000,
    })));
    const done = results.reduce((sum, result) => sum + result.done, 0);
    const perSecond = results.reduce((sum, result) => sum + result.done * 1000 / result.elapsed, 0);
    const of = (kind) => results.flatMap(({ micros }) => micros[kind]).sort((a, b) => a - b);
    const times = (kind) => of(kind).length === 0 ? ['', ''] : [0.5, 0.99].map((share) => percentile(of(kind), share).toFixed(2));
    const megabytes = (kind, at) => Math.max(...results.map(({ memory }) => memory.at(at)[kind])) / 1e6;
    const [early, late] = [1, -1].map((at) => megabytes('heap', at));
    return {
      row: [name, count, done, Math.round(perSecond), (count / perSecond * 1000).toFixed(0), ...['tools/call', 'tools/list', 'refresh'].flatMap(times), Math.round(megabytes('rss', -1)), early.toFixed(1), late.toFixed(1)],
      failed: [...results.flatMap(({ failed }) => failed), ...late > early * GROWTH ? [`its heap has grown from ${early.toFixed(1)} to ${late.toFixed(1)} MB`] : []],
    };
  } finally {
    for (const { stop } of started) stop();
  }
}

const directory = await mkdtemp(join(tmpdir(), 'load-'));
const services = await worker(join(import.meta.dirname, 'services.mjs'), [], { execArgv: ['--import', 'tsx'] });
try {
  const [deployed, sdk] = await Promise.all([deploy(directory), bundle(directory, 'sdk-v2-deployed')]);
  const env = {
    PATH: process.env.PATH, HOME: process.env.HOME, ...deployed.environment, ...services.first, BENCH_TOOL_FUNCTION: 'get_forecast', BENCH_CLIENT_TTL_MS: '30000',
  };
  const subjects = [
    { name: 'this package', env, handler: deployed.handler, authorizer: asset('authorizer'), oauth: asset('oauth') },
    { name: 'SDK v2, no refreshes', env, handler: sdk },
  ];
  const rows = [];
  const failed = [];
  for (const count of values.clients.split(',').map(Number)) {
    for (const subject of subjects) {
      const result = await measure(subject, services, count);
      rows.push(result.row);
      failed.push(...result.failed.map((what) => `${subject.name}, ${count} clients: ${what}`));
    }
  }
  console.log(`Node.js ${process.version}, ${availableParallelism()} cores, ${instances} instances that answer one request at a time. Milliseconds; the mean time is that of a client, with its wait for a turn`);
  console.log(table(['', 'clients', 'requests', 'req/s', 'mean', 'call p50', 'p99', 'list p50', 'p99', 'refresh p50', 'p99', 'MB', 'heap after a quarter', 'at the end'], rows));
  console.log(failed.length === 0 ? 'No request failed.' : `${failed.length} requests failed, such as:\n${failed.slice(0, 5).join('\n')}`);
  process.exitCode = failed.length === 0 ? 0 : 1;
} finally {
  services.stop();
  await rm(directory, { recursive: true, force: true });
}
