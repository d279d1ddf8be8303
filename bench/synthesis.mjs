// By the number of tools with distinct schemas: what synthesis takes, beside an empty stack and beside the same resources written by hand, what it makes, and
// what a call costs then, cold and warm.
//
//   node bench/synthesis.mjs [--tools 1,10,100,300,1000,3000] [--samples 3]
import { execFile } from 'node:child_process';
import { glob, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { readDeployment } from './deployment.mjs';
import { startFakeAws } from './fake-aws.mjs';
import { measureCold, measureWarm } from './measure.mjs';
import { EXPECTED_TEXT, toolsCall } from './request.mjs';
import { ratio, table, typical } from './statistics.mjs';

const ROOT = join(import.meta.dirname, '..');
const TIMEOUT_MS = 300_000;
const COLD_SAMPLES = 9;
const WARM_ROUNDS = 9;
const EMPTY = 'an empty stack';
const BY_HAND = 'the resources of one, by hand';

async function synthesize(app, args, outdir) {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', join(import.meta.dirname, app), ...args], {
    cwd: ROOT, timeout: TIMEOUT_MS, env: { ...process.env, CDK_OUTDIR: outdir, JSII_DEPRECATED: 'quiet' },
  });
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1));
}

async function whatItMade(outdir) {
  const template = await readFile(join(outdir, 'Bench.template.json'), 'utf8');
  const bytes = async (pattern) => (await Promise.all((await Array.fromAsync(glob(join(outdir, pattern), { withFileTypes: false }))).map((path) => stat(path))))
    .filter((found) => found.isFile()).map(({ size }) => size);
  const lists = await bytes('asset.*/nodejs/node_modules/remote-mcp-server/pages/*.json');
  return {
    template: Buffer.byteLength(template),
    types: Object.values(JSON.parse(template).Resources ?? {}).map(({ Type }) => Type).sort(),
    layer: (await bytes('asset.*/nodejs/**')).reduce((sum, size) => sum + size, 0),
    // The same list in each form of the protocol.
    list: Math.max(0, ...lists),
  };
}

/** One of the tools is called, in a Lambda function behind a canned loopback API. */
async function measureCalls(outdirs) {
  const aws = await startFakeAws({ publishedKeys: {}, toolAnswer: { content: [{ type: 'text', text: EXPECTED_TEXT }] } });
  try {
    const subjects = await Promise.all([...outdirs].map(async ([name, outdir]) => {
      const { handler, environment } = await readDeployment(outdir);
      return {
        group: 'tools', name, handler, event: toolsCall(),
        env: { ...environment, AWS_REGION: 'eu-west-1', AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE', AWS_SECRET_ACCESS_KEY: 'example', AWS_ENDPOINT_URL: aws.url },
      };
    }));
    return { cold: await measureCold(subjects, COLD_SAMPLES), warm: await measureWarm(subjects, WARM_ROUNDS) };
  } finally {
    aws.stop();
  }
}

/**
 * @param counts of tools
 * @returns by subject what each sample took, and what was made; and what a call costs of the most tools, of one
 */
export async function measureSynthesis(counts, samples) {
  const subjects = new Map([[EMPTY, ['synthesis-app.ts', ['0']]], [BY_HAND, ['by-hand-app.ts', []]], ...counts.map((count) => [count, ['synthesis-app.ts', [String(count)]]])]);
  const directory = await mkdtemp(join(tmpdir(), 'bench-synthesis-'));
  const took = new Map([...subjects.keys()].map((name) => [name, []]));
  const made = new Map();
  const servers = new Map();
  try {
    for (let i = 0; i < samples; i += 1) {
      for (const [name, [app, args]] of subjects) {
        const outdir = join(directory, `${args}-${i}`);
        took.get(name).push(await synthesize(app, args, outdir));
        if (made.has(name)) {
          await rm(outdir, { recursive: true });
        } else {
          made.set(name, await whatItMade(outdir));
          if (counts.includes(name)) servers.set(name, outdir);
        }
      }
    }
    if (made.has(1) && JSON.stringify(made.get(1).types) !== JSON.stringify(made.get(BY_HAND).types)) {
      throw new Error(`${BY_HAND} are others than those of a server with one tool: make bench/by-hand-app.ts like it again`);
    }
    return { took, made, ...await measureCalls(servers) };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** What must not grow, of a server with the most tools, and of one with a single tool. */
export function growth({ took, cold, warm }) {
  const most = Math.max(...Object.keys(cold).map(Number));
  return { ofByHand: ratio(took.get(1), took.get(BY_HAND), 'cpu'), most, cold: ratio(cold[most], cold[1], 'cpu'), warm: ratio(warm[most], warm[1], 'cpuMicros') };
}

export function describeSynthesis({ took, made, cold, warm }) {
  const kb = (bytes) => (bytes / 1000).toFixed(0);
  const [fewest] = Object.keys(cold);
  const call = (name) => (name in cold ? [ratio(cold[name], cold[fewest], 'cpu'), ratio(warm[name], warm[fewest], 'cpuMicros')].map((times) => times.toPrecision(3)) : ['', '']);
  return table(
    ['Synthesis, by tools', 'CPU ms', '×empty', '×by hand', 'peak MB', 'template KB', 'resources', 'layer KB', 'tools/list KB', 'cold start', 'call'],
    [...took].map(([name, samples]) => [
      name, typical(samples, 'cpu').toFixed(0), ...[EMPTY, BY_HAND].map((other) => ratio(samples, took.get(other), 'cpu').toPrecision(3)),
      typical(samples, 'peak').toFixed(0), kb(made.get(name).template), made.get(name).types.length, kb(made.get(name).layer), kb(made.get(name).list), ...call(name),
    ]),
  );
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { tools: { type: 'string', default: '1,10,100,300,1000' }, samples: { type: 'string', default: '3' } } });
  console.log(describeSynthesis(await measureSynthesis(values.tools.split(',').map(Number), Number(values.samples))));
}
