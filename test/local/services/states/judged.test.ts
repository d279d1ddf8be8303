import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { run } from './support/run';

interface Outcome {
  readonly status: string;
  readonly output?: unknown;
  readonly error?: string | null;
}

interface Case {
  readonly what: string;
  readonly definition: object;
  readonly input?: unknown;
  /** As moto 5.2.5 runs it: `npm run test:states` sees to that. */
  readonly moto: Outcome;
  /** As it must end here, where that is something else, and why. */
  readonly ours?: Outcome;
  readonly why?: string;
}

const CASES: readonly Case[] = JSON.parse(readFileSync(join(import.meta.dirname, 'judged', 'definitions.json'), 'utf8'));

test.each(CASES.map((each): [string, Case] => [each.what, each]))('%s: ends as another implementation ends it, or differs for a reason', async (_what, { definition, input, moto, ours, why }) => {
  const { status, output, error } = await run(definition, input);

  expect(status === 'SUCCEEDED' ? { status, output } : { status, error }).toEqual(ours ?? moto);
  expect([ours === undefined, why === undefined]).toEqual(ours === undefined ? [true, true] : [false, false]);
  expect(ours).not.toEqual(moto);
});
