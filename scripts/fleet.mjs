// Kills instances of the MCP function under questions, cancellations, reports and tasks of several users, for minutes; under the tasks of the last third, two
// deployments replace each other.
//
//   npm run fleet -- [--seed N] [--minutes M]
//
// The seed decides who does what; when it happens is up to the machine. Exits with 1 where a promise of docs/talking-tools.md or docs/tasks.md is broken.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesize } from '../test/clients/local-server.ts';
import { startFleet } from '../test/fleet/fleet.ts';
import { callersOf, perform } from '../test/fleet/run.ts';
import { TASK_STORIES } from '../test/fleet/task-stories.ts';

const { values } = parseArgs({ options: { seed: { type: 'string', default: String(Date.now() % 1_000_000) }, minutes: { type: 'string', default: '5' } } });
const seed = Number(values.seed);
const minutes = Number(values.minutes);
const directory = mkdtempSync(join(tmpdir(), 'fleet-'));
let fleet;
try {
  const deployments = await Promise.all(['1.0.0', '2.0.0'].map((version) => synthesize('test/fleet/app.ts', join(directory, version), { FLEET_VERSION: version })));
  fleet = await startFleet({ app: deployments[0] });
  const { callers, close } = await callersOf(fleet);
  const until = (end) => () => Date.now() < end;
  const part = minutes * 20_000;
  const first = await perform(fleet, callers, seed, until(Date.now() + 2 * part), { reaper: true });
  const second = await perform(fleet, callers, seed + 1, until(Date.now() + part), { reaper: true, names: Object.keys(TASK_STORIES), deployments });
  close();
  console.log(`seed ${seed}: ${fleet.killed} instances killed, ${fleet.killedRunners} of them runners of tasks`);
  for (const [title, { told }] of [['', first], [', under deployments', second]]) {
    for (const [name, count] of told) console.log(`${String(count).padStart(6)} × ${name}${title}`);
  }
  const problems = [...first.problems, ...second.problems];
  for (const problem of problems) console.error(problem);
  console.log(problems.length === 0 ? 'ok' : `${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  await fleet?.stop();
  rmSync(directory, { recursive: true, force: true });
}
