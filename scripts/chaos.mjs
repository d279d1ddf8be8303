// Breaks what the functions stand on, at every request of every step that people and clients go through, and judges what they are answered.
//
//   npm run chaos -- [--short] [--only SCENARIO]… [--write]
//
// --short takes a minute: samples, and nothing under load. SCENARIO is a function of test/chaos/scenarios.ts. --write puts the results into docs/resilience.md; with --only, in the place of theirs, or at the end. Exits with 1 where a promise of that page is broken.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DAMAGES, KEY_STATES } from '../test/chaos/damage.ts';
import * as scenarios from '../test/chaos/scenarios.ts';
import { World } from '../test/chaos/world.ts';
import { synthesize } from '../test/clients/local-server.ts';

const { values } = parseArgs({ options: { short: { type: 'boolean', default: false }, write: { type: 'boolean', default: false }, only: { type: 'string', multiple: true } } });
const PAGE = join(import.meta.dirname, '..', 'docs', 'resilience.md');
const damages = Object.keys(DAMAGES);
const SIGNED_BY_KMS = { CHAOS_SIGNING: 'kms' };
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
    yield* signing(world);
    return;
  }
  yield ['hangUps', () => scenarios.hangUps(world, stride)];
  yield ['outages', () => scenarios.outages(world, 'dynamodb', 'slow', { lasting: true, stride: 4 })];
  yield ['kills', () => scenarios.kills(world)];
  yield ['deployments', () => scenarios.deployments(world, apps)];
  yield ['rotation', () => scenarios.rotation(world)];
  yield* signing(world);
}

/** With a key in KMS, which is another deployment of the server. */
function* signing(world) {
  const states = Object.keys(KEY_STATES);
  for (const damage of values.short ? ['pending deletion'] : [...damages, ...states]) {
    yield ['signing', () => scenarios.signing(world, damage, { lasting: true }), SIGNED_BY_KMS];
  }
  for (const damage of values.short ? [] : quick) {
    yield ['signing', () => scenarios.signing(world, damage, { lasting: false }), SIGNED_BY_KMS];
  }
  for (const damage of values.short ? ['throttled'] : [...damages, ...states]) {
    yield ['signingKeyAtColdStart', () => scenarios.signingKeyAtColdStart(world, damage), SIGNED_BY_KMS];
  }
}

const directory = mkdtempSync(join(tmpdir(), 'chaos-'));
let world;
try {
  const clock = join(directory, 'clock');
  const app = (name, env) => synthesize('test/chaos/app.ts', join(directory, name), { CHAOS_CLOCK: clock, ...env });
  const apps = await Promise.all(['1.0.0', '2.0.0'].map((version) => app(version, { CHAOS_VERSION: version })));
  let deployed;
  world = await World.start({ app: apps[0], clock });
  const rows = [];
  for (const [name, scenario, env] of every(world, apps)) {
    if (values.only?.includes(name) === false) continue;
    if (env !== deployed) {
      await world.deploy(await app('signed', env));
      deployed = env;
    }
    const row = await scenario();
    rows.push(row);
    console.log(`${row.problems.length === 0 ? 'ok  ' : 'FAIL'} ${row.what}: ${row.journeys} journeys, ${row.repeated} requests repeated, ${row.unknown} calls of unknown outcome, ${row.signedInAgain} signed in again`);
    for (const problem of row.problems.slice(0, 10)) console.error(`     ${problem.slice(0, 400)}`);
  }
  const problems = rows.flatMap((row) => row.problems);
  console.log(problems.length === 0 ? 'ok' : `${problems.length} problems`);
  process.exitCode = problems.length === 0 ? 0 : 1;
  if (values.write && problems.length === 0) {
    const page = readFileSync(PAGE, 'utf8');
    const [all, begin, before, end] = /(<!-- chaos -->\n)([^]*?)(<!-- \/chaos -->)/.exec(page);
    const known = values.only === undefined ? [] : before.trim().split('\n').slice(2).map((line) => [line.split(' | ')[0].slice(2), line]);
    const tried = rows.map(({ what, journeys, repeated, unknown, signedInAgain }) => [what, `| ${what} | ${journeys} | ${repeated} | ${unknown} | ${signedInAgain} |`]);
    const table = ['| What happened | Journeys | Requests sent again | Calls of unknown outcome | Signed in again |', '|---|---|---|---|---|', ...new Map([...known, ...tried]).values()].join('\n');
    writeFileSync(PAGE, page.replace(all, () => `${begin}${table}\n${end}`));
  }
} finally {
  await world?.stop();
  rmSync(directory, { recursive: true, force: true });
}
