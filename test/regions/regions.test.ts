import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { LOSSES, loseRegion, type Outcome } from './losses';
import { TwoRegions } from './world';
import { synthesize } from '../clients/local-server';
import { temporaryDirectory } from '../support/temporary-directory';

/** The example with two Regions, of which one is lost: its process is killed. */

let world: TwoRegions;
let outcomes: readonly Outcome[];
beforeAll(async () => {
  const app = await synthesize('examples/two-regions/bin/two-regions.ts', join(temporaryDirectory('regions'), 'cdk.out'), { TSX_TSCONFIG_PATH: 'examples/two-regions/tsconfig.json' });
  world = await TwoRegions.start(app);
  outcomes = await loseRegion(world);
}, 240_000);
afterAll(() => world?.stop());

test.each(LOSSES.map((loss) => [loss.middleOf, loss] as const))('lost in the middle of %s: it goes on as the table says', (_, loss) => {
  const { problem, servedAfter } = outcomes.find((outcome) => outcome.loss === loss)!;
  expect(problem).toBeUndefined();
  expect(servedAfter).toBeLessThan(20_000);
});

test('the command says which Region is lost, and which one answers', () => {
  expect(world.log).toMatch(/Home\/Server \(eu-central-1\) is lost: its process ended \(SIGKILL\)/);
  expect(world.log).toMatch(/Home\/Server \(eu-central-1\) does not answer; Away\/Server \(eu-west-1\) does/);
});
