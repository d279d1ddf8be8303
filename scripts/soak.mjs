// Clients that call, run tasks and refresh for an hour, with a pause between, and what the functions' processes need of memory meanwhile.
//
//   npm run soak -- [--minutes 60] [--clients 4] [--pause 500] [--write]
//
// Exits with 1 where a request fails, something runs twice, or the memory has not stopped growing: in the last third of the time a process
// needs a quarter more than in the second one. How many there are depends on what else the machine does.
// --write puts the results into docs/resilience.md.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Journey } from '../test/chaos/journey.ts';
import { World } from '../test/chaos/world.ts';
import { synthesize } from '../test/clients/local-server.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' }, clients: { type: 'string', default: '4' }, pause: { type: 'string', default: '500' }, write: { type: 'boolean', default: false },
  },
});
const [minutes, clients, pause] = [values.minutes, values.clients, values.pause].map(Number);
const PAGE = join(import.meta.dirname, '..', 'docs', 'resilience.md');
const GROWTH = 1.25;
/** Of the looks at the memory, one in so many is said. */
const LOOKS_SAID = 60;

const sum = (numbers) => numbers.reduce((all, each) => all + each, 0);
const mean = (numbers) => sum(numbers) / numbers.length;

const directory = mkdtempSync(join(tmpdir(), 'soak-'));
let world;
try {
  const clock = join(directory, 'clock');
  world = await World.start({ app: await synthesize('test/chaos/app.ts', join(directory, 'cdk.out'), { CHAOS_CLOCK: clock }), clock });
  const began = Date.now();
  const minutesPassed = () => Math.round((Date.now() - began) / 60_000);
  // What functions wrote about it, while it is there to be read.
  const onFailure = () => {
    console.error(`a failure after ${minutesPassed()} minutes; what the functions wrote last:`);
    for (const { name, line } of world.logs.filter(({ line: each }) => !/"level":"info"|^\{"did"/.test(each)).slice(-10)) console.error(`  ${name}: ${line.slice(0, 1000)}`);
  };
  const journeys = Array.from({ length: clients }, (_, index) => new Journey(world, `soak-${index}`, { onFailure }));
  for (const journey of journeys) await journey.run(['register', 'sign in', 'code']);
  const end = Date.now() + minutes * 60_000;
  const memory = [];
  const ran = new Set();
  const ranAgain = [];
  const loads = journeys.map(async (journey) => {
    while (Date.now() < end && journey.problems.length === 0) {
      await journey.run(['call', 'refresh', 'call', 'task']);
      await delay(pause);
    }
  });
  const watch = setInterval(() => {
    memory.push(world.memory());
    for (const line of world.logs.map((each) => each.line).filter((each) => each.startsWith('{"did"'))) {
      if (ran.has(line)) ranAgain.push(`what was asked for once ran again: ${line}`);
      ran.add(line);
    }
    // What was logged is not what is measured.
    world.logs.length = 0;
    if (memory.length % LOOKS_SAID === 0) console.error(`${minutesPassed()} minutes: ${sum(journeys.map(({ answered }) => answered))} requests, ${memory.at(-1).length} processes of ${mean(memory.at(-1)).toFixed(1)} MB`);
  }, 5000);
  await Promise.all(loads);
  clearInterval(watch);
  const thirds = [0, 1, 2].map((part) => memory.slice(Math.floor(memory.length * part / 3), Math.ceil(memory.length * (part + 1) / 3)));
  const [, second, third] = thirds.map((looks) => mean(looks.map(mean)));
  const requests = sum(journeys.map(({ answered }) => answered));
  const failures = journeys.flatMap(({ failures: each }) => each);
  const problems = [...journeys.flatMap((journey) => journey.problems), ...ranAgain, ...third > second * GROWTH ? [`a process grows: ${second} MB, then ${third} MB`] : []];
  const row = `| ${minutesPassed()} | ${clients} | ${requests} | ${failures.length} | ${thirds.map((looks) => Math.round(mean(looks.map(({ length }) => length)))).join(', ')} | ${thirds.map((looks) => mean(looks.map(mean)).toFixed(1)).join(', ')} |`;
  console.log(row);
  for (const problem of problems) console.error(problem);
  for (const failure of failures.slice(0, 10)) console.error(JSON.stringify(failure));
  process.exitCode = problems.length + failures.length === 0 ? 0 : 1;
  if (values.write && process.exitCode === 0) {
    const table = ['| Minutes | Clients | Requests | Failed | Processes, by thirds of the time | Memory of one, MB |', '|---|---|---|---|---|---|', row].join('\n');
    writeFileSync(PAGE, readFileSync(PAGE, 'utf8').replace(/(<!-- soak -->\n)[^]*?(<!-- \/soak -->)/, (_all, begin, close) => `${begin}${table}\n${close}`));
  }
} finally {
  await world?.stop();
  rmSync(directory, { recursive: true, force: true });
}
