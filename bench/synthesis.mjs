// What synthesis takes beside an empty stack, and what it makes, by the number of tools with distinct schemas.
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
const { values } = parseArgs({ options: { tools: { type: 'string', default: '1,10,100,300,1000' }, samples: { type: 'string', default: '3' } } });
const counts = [0, ...values.tools.split(',').map(Number)];

async function synthesize(count, outdir) {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'synthesis-app.ts'), String(count)], {
    cwd: ROOT, timeout: TIMEOUT_MS, env: { ...process.env, CDK_OUTDIR: outdir, JSII_DEPRECATED: 'quiet' },
  });
  return JSON.parse(stdout.slice(stdout.lastIndexOf('\n') + 1));
}

async function sizes(outdir) {
  const template = await readFile(join(outdir, 'Bench.template.json'), 'utf8');
  const bytes = async (pattern) => (await Promise.all((await Array.fromAsync(glob(join(outdir, pattern), { withFileTypes: false }))).map((path) => stat(path))))
    .filter((found) => found.isFile()).map(({ size }) => size);
  const lists = await bytes('asset.*/nodejs/node_modules/remote-mcp-server/pages/*.json');
  return {
    template: Buffer.byteLength(template),
    resources: Object.keys(JSON.parse(template).Resources ?? {}).length,
    layer: (await bytes('asset.*/nodejs/**')).reduce((sum, size) => sum + size, 0),
    // The same list in each form of the protocol.
    list: Math.max(0, ...lists),
  };
}

const directory = await mkdtemp(join(tmpdir(), 'bench-synthesis-'));
try {
  const samples = Object.fromEntries(counts.map((count) => [count, []]));
  const made = {};
  for (let i = 0; i < Number(values.samples); i += 1) {
    for (const count of counts) {
      const outdir = join(directory, `${count}-${i}`);
      samples[count].push(await synthesize(count, outdir));
      made[count] ??= await sizes(outdir);
      await rm(outdir, { recursive: true });
    }
  }
  const kb = (bytes) => (bytes / 1000).toFixed(0);
  console.log(table(
    ['tools', 'CPU ms', '×empty', 'peak MB', 'template KB', 'resources', 'layer KB', 'tools/list KB'],
    counts.map((count) => [
      count === 0 ? 'an empty stack' : count, typical(samples[count], 'cpu').toFixed(0), ratio(samples[count], samples[0], 'cpu').toPrecision(3),
      typical(samples[count], 'peak').toFixed(0), kb(made[count].template), made[count].resources, kb(made[count].layer), kb(made[count].list),
    ]),
  ));
} finally {
  await rm(directory, { recursive: true, force: true });
}
