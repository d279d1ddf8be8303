// Kills instances of the MCP function under questions, cancellations and reports of several users, for minutes.
//
//   npm run fleet -- [--seed N] [--minutes M]
//
// The seed decides who does what; when it happens is up to the machine. Exits with 1 where a promise of docs/talking-tools.md is broken.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesize } from '../test/clients/local-server.ts';
import { startFleet } from '../test/fleet/fleet.ts';
import { callersOf, perform } from '../test/fleet/run.ts';

const { values } = parseArgs({ options: { seed: { type: 'string', default: String(Date.now() % 1_000_000) }, minutes: { type: 'string', default: '5' } } });
const seed = Number(values.seed);
const end = Date.now() + Number(values.minutes) * 60_000;
const directory = mkdtempSync(join(tmpdir(), 'fleet-'));
let fleet;
try {
  const app = await synthesize('test/fleet/app.ts', join(directory, 'cdk.out'));
  fleet = await startFleet({ app });
  const { callers, close } = await callersOf(fleet);
  const { problems, told } = await perform(fleet, callers, seed, () => Date.now() < end, { reaper: true });
  close();
  console.log(`seed ${seed}: ${fleet.killed} instances killed`);
  for (const [name, count] of told) console.log(`${String(count).padStart(6)} × ${name}`);
  for (const problem of problems) console.error(problem);
  console.log(problems.length === 0 ? 'ok' : `${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await fleet?.stop();
  rmSync(directory, { recursive: true, force: true });
}
