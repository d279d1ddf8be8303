// Loses a Region of examples/two-regions in the middle of everything, several times, and says how long it takes until the other one serves.
//
//   npm run regions -- [--runs 5] [--write]
//
// Exits with 1 where something does not go on as it is said. --write puts the table into docs/two-regions.md. Needs the bundles (npm run bundle).
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { synthesize } from '../test/clients/local-server.ts';
import { LOSSES, loseRegion } from '../test/regions/losses.ts';
import { TwoRegions } from '../test/regions/world.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '5' }, write: { type: 'boolean', default: false } } });
const PAGE = join(import.meta.dirname, '..', 'docs', 'two-regions.md');

const seconds = (milliseconds) => (milliseconds / 1000).toFixed(1);

const directory = mkdtempSync(join(tmpdir(), 'regions-'));
try {
  const app = await synthesize('examples/two-regions/bin/two-regions.ts', join(directory, 'cdk.out'), { TSX_TSCONFIG_PATH: 'examples/two-regions/tsconfig.json' });
  const outcomes = [];
  for (let run = 0; run < Number(values.runs); run += 1) {
    const world = await TwoRegions.start(app);
    try {
      outcomes.push(...await loseRegion(world));
    } finally {
      await world.stop();
    }
  }
  const problems = outcomes.filter(({ problem }) => problem !== undefined);
  for (const { loss, problem } of problems) console.error(`${loss.middleOf}: ${problem}`);
  const rows = LOSSES.map(({ middleOf, happens, again = 'nothing' }) => {
    const times = outcomes.filter(({ loss }) => loss.middleOf === middleOf).map(({ servedAfter }) => servedAfter).sort((one, other) => one - other);
    return `| ${middleOf} | ${happens} | ${again} | ${seconds(times[Math.floor(times.length / 2)])} to ${seconds(times.at(-1))} |`;
  });
  const table = ['| Lost in the middle of | What happens in the other Region | Lost: to be done again | Served again after seconds: median to longest |', '|---|---|---|---|', ...rows].join('\n');
  console.log(table);
  process.exitCode = problems.length === 0 ? 0 : 1;
  if (values.write && problems.length === 0) {
    writeFileSync(PAGE, readFileSync(PAGE, 'utf8').replace(/(<!-- regions -->\n)[^]*?(<!-- \/regions -->)/, (_all, begin, close) => `${begin}${table}\n${close}`));
  }
} finally {
  rmSync(directory, { recursive: true, force: true });
}
