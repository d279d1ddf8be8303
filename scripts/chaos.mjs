// Breaks what the functions stand on, at every request of every step that people and clients go through, and judges what they are answered.
//
//   npm run chaos -- [--short] [--only SCENARIO]… [--write]
//
// --short takes a minute: samples, and nothing under load. SCENARIO is a function of test/chaos/scenarios.ts. --write puts the results into docs/resilience.md. Exits with 1 where a promise of that page is broken.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DAMAGES } from '../test/chaos/damage.ts';
import * as scenarios from '../test/chaos/scenarios.ts';
import { World } from '../test/chaos/world.ts';
import { synthesize } from '../test/clients/local-server.ts';

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false }, write: { type: 'boolean', default: false }, only: { type: 'string', multiple: true } } });
const PAGE = join(import.meta.dirname, '..', 'docs', 'resilience.md');
const damages = Object.keys(DAMAGES);
const quick = damages.filter((damage) => damage !== 'slow');

/** What takes seconds at each request is tried at fewer of them. */
function* every(world, apps) {
  const stride = values.short ? 9 : 1;
  const shorter = ['failing', 'lost'];
  for (const damage of values.short ? shorter : quick) {
    yield ['outages', () => scenarios.outages(world, 'dynamodb', damage, { lasting: true, stride })];
  }
  for (const damage of values.short ? ['cut'] : quick) {
    yield ['outages', () => scenarios.outages(world, 'dynamodb', damage, { lasting: false, stride })];
  }
  for (const damage of values.short ? shorter : damages) {
    yield ['secretsAtColdStart', () => scenarios.secretsAtColdStart(world, damage)];
  }
  for (const damage of values.short ? ['throttled'] : quick) {
    yield ['secretsAtRefresh', () => scenarios.secretsAtRefresh(world, damage, 360, { silent: true })];
    yield ['secretsAtRefresh', () => scenarios.secretsAtRefresh(world, damage, 1200, {})];
  }
  for (const damage of values.short ? shorter : damages) {
    yield ['brokenTools', () => scenarios.brokenTools(world, damage)];
  }
  yield ['wrongClocks', () => scenarios.wrongClocks(world)];
  yield ['restarts', () => scenarios.restarts(world)];
  if (values.short) {
    return;
  }
  yield ['hangUps', () => scenarios.hangUps(world, stride)];
  yield ['outages', () => scenarios.outages(world, 'dynamodb', 'slow', { lasting: true, stride: 4 })];
  yield ['kills', () => scenarios.kills(world)];
  yield ['deployments', () => scenarios.deployments(world, apps)];
  yield ['rotation', () => scenarios.rotation(world)];
}

const directory = mkdtempSync(join(tmpdir(), 'chaos-'));
let world;
try {
  const clock = join(directory, 'clock');
  const apps = await Promise.all(['1.0.0', '2.0.0'].map((version) => synthesize('test/chaos/app.ts', join(directory, version), { CHAOS_CLOCK: clock, CHAOS_VERSION: version })));
  world = await World.start({ app: apps[0], clock });
  const rows = [];
  for (const [name, scenario] of every(world, apps)) {
    if (values.only?.includes(name) === false) continue;
    const row = await scenario();
    rows.push(row);
    console.log(`${row.problems.length === 0 ? 'ok  ' : 'FAIL'} ${row.what}: ${row.journeys} journeys, ${row.repeated} requests repeated, ${row.unknown} calls of unknown outcome, ${row.signedInAgain} signed in again`);
    for (const problem of row.problems.slice(0, 10)) console.error(`     ${problem.slice(0, 400)}`);
  }
  const problems = rows.flatMap((row) => row.problems);
  console.log(problems.length === 0 ? 'ok' : `${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
  if (values.write && values.only === undefined && problems.length === 0) {
    const table = ['| What happened | Journeys | Requests sent again | Calls of unknown outcome | Signed in again |', '|---|---|---|---|---|', ...rows.map(({ what, journeys, repeated, unknown, signedInAgain }) => `| ${what} | ${journeys} | ${repeated} | ${unknown} | ${signedInAgain} |`)].join('\n');
    writeFileSync(PAGE, readFileSync(PAGE, 'utf8').replace(/(<!-- chaos -->\n)[^]*?(<!-- \/chaos -->)/, (_all, begin, end) => `${begin}${table}\n${end}`));
  }
} finally {
  await world?.stop();
  rmSync(directory, { recursive: true, force: true });
}
