import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Caller } from './caller';
import { type Fleet, startFleet } from './fleet';
import { callersOf, perform } from './run';
import { STORIES } from './stories';
import { synthesize } from '../clients/local-server';
import { temporaryDirectory } from '../support/temporary-directory';

const SEED = 1;
const ROUNDS = 5;

let fleet: Fleet;
let callers: readonly Caller[];
let close: () => void;
beforeAll(async () => {
  const app = join(temporaryDirectory('fleet'), 'cdk.out');
  await synthesize('test/fleet/app.ts', app);
  fleet = await startFleet({ app });
  ({ callers, close } = await callersOf(fleet));
}, 120_000);
afterAll(async () => {
  close?.();
  await fleet?.stop();
});

test('three instances that ask at the same time hear each its own answer, whichever of them it reaches first', async () => {
  const asked = await Promise.all(callers.map(async (caller, index) => {
    const session = (await caller.initialize()).headers['mcp-session-id'];
    const exchange = await caller.legacy({ id: 0, method: 'tools/call', params: { name: 'plan', arguments: { call: `at-once-${index}`, canary: caller.canary } } }, session);
    return { caller, session, exchange, question: (await exchange.next())! };
  }));
  expect(new Set(asked.map(({ question }) => / in \d+\./.exec(question.params.message)?.[0])).size).toBe(3);
  for (const { caller, session, question } of asked.toReversed()) {
    const { status } = await caller.legacy({ id: question.id, result: { action: 'accept', content: { word: caller.canary } } }, session);
    expect(status).toBe(202);
  }

  for (const [index, { caller, exchange }] of asked.entries()) {
    expect((await exchange.next())?.result.content[0].text).toBe(`${caller.canary} at-once-${index} ${caller.canary}`);
    expect(await exchange.ended).toMatchObject({ isBroken: false, hung: false });
  }
});

test('whichever instance is killed, a question is answered once or fails, a cancellation arrives, and nobody receives what is another\'s', async () => {
  const names = Object.keys(STORIES);
  const { problems, told } = await perform(fleet, callers, SEED, (index) => index < ROUNDS * names.length);

  expect(problems).toEqual([]);
  expect([...told]).toEqual(expect.arrayContaining(names.map((name) => [name, ROUNDS])));
  expect(fleet.killed).toBeGreaterThan(0);
}, 180_000);
