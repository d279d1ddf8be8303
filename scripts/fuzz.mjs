// Sends requests of every method and both eras, mutated, to the endpoint as deployed, and judges each answer by the schemas of the specification.
//
//   npm run fuzz -- [--seed N] [--minutes M]
//
// Exits with 1, and prints what was sent, where there is a 5xx, no end, what is no JSON-RPC, something of another caller, or a secret in a log.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesize } from '../test/clients/local-server.ts';
import { startFleet } from '../test/fleet/fleet.ts';
import { fuzz } from '../test/fuzz/fuzz.ts';

const { values } = parseArgs({ options: { seed: { type: 'string', default: String(Date.now() % 1_000_000) }, minutes: { type: 'string', default: '10' } } });
const seed = Number(values.seed);
const end = Date.now() + Number(values.minutes) * 60_000;
const directory = mkdtempSync(join(tmpdir(), 'fuzz-'));
let fleet;
try {
  const app = await synthesize('test/fuzz/app.ts', join(directory, 'cdk.out'));
  fleet = await startFleet({ app });
  const { problems, requests, outcomes } = await fuzz(fleet, seed, () => Date.now() < end);
  console.log(`seed ${seed}: ${requests} requests`);
  for (const [outcome, count] of [...outcomes].sort()) console.log(`${String(count).padStart(8)} × ${outcome}`);
  for (const problem of problems.slice(0, 50)) console.error(problem);
  console.log(problems.length === 0 ? 'ok' : `${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await fleet?.stop();
  rmSync(directory, { recursive: true, force: true });
}
