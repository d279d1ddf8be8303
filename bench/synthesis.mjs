// What synthesis takes beside an empty stack and beside the same resources written by hand, and what it makes, by the number of tools with distinct schemas.
//
//   node bench/synthesis.mjs [--tools 1,10,100,300,1000,3000] [--samples 3]
import { execFile } from 'node:child_process';
import { glob, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ratio, table, typical } from './statistics.mjs';

const ROOT = join(import.meta.dirname, '..');
const TIMEOUT_MS = 300_000;
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

/**
 * @param counts of tools
 * @returns by subject what each sample took, and what was made
 */
export async function measureSynthesis(counts, samples) {
  const subjects = new Map([[EMPTY, ['synthesis-app.ts', ['0']]], [BY_HAND, ['by-hand-app.ts', []]], ...counts.map((count) => [count, ['synthesis-app.ts', [String(count)]]])]);
  const directory = await mkdtemp(join(tmpdir(), 'bench-synthesis-'));
  const took = new Map([...subjects.keys()].map((name) => [name, []]));
  const made = new Map();
  try {
    for (let i = 0; i < samples; i += 1) {
      for (const [name, [app, args]] of subjects) {
        const outdir = join(directory, String(made.size), String(i));
        took.get(name).push(await synthesize(app, args, outdir));
        if (!made.has(name)) made.set(name, await whatItMade(outdir));
        await rm(outdir, { recursive: true });
      }
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
  if (made.has(1) && JSON.stringify(made.get(1).types) !== JSON.stringify(made.get(BY_HAND).types)) {
    throw new Error(`${BY_HAND} are others than those of a server with one tool: make bench/by-hand-app.ts like it again`);
  }
  return { took, made, ofByHand: took.has(1) ? ratio(took.get(1), took.get(BY_HAND), 'cpu') : undefined };
}

export function describeSynthesis({ took, made }) {
  const kb = (bytes) => (bytes / 1000).toFixed(0);
  return table(
    ['Synthesis, by tools', 'CPU ms', '×empty', '×by hand', 'peak MB', 'template KB', 'resources', 'layer KB', 'tools/list KB'],
    [...took].map(([name, samples]) => [
      name, typical(samples, 'cpu').toFixed(0), ...[EMPTY, BY_HAND].map((other) => ratio(samples, took.get(other), 'cpu').toPrecision(3)),
      typical(samples, 'peak').toFixed(0), kb(made.get(name).template), made.get(name).types.length, kb(made.get(name).layer), kb(made.get(name).list),
    ]),
  );
}

if (process.argv[1] === import.meta.filename) {
  const { values } = parseArgs({ options: { tools: { type: 'string', default: '1,10,100,300,1000' }, samples: { type: 'string', default: '3' } } });
  console.log(describeSynthesis(await measureSynthesis(values.tools.split(',').map(Number), Number(values.samples))));
}
