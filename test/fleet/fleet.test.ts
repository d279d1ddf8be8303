import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Caller } from './caller';
import { type Fleet, startFleet } from './fleet';
import { callersOf, perform, type Performance } from './run';
import { TALK_STORIES } from './stories';
import { TASK_STORIES } from './task-stories';
import { synthesize } from '../clients/local-server';
import { temporaryDirectory } from '../support/temporary-directory';

const ROUNDS = 5;
/** Others take longer: npm run nightly. */
const TASK_ROUNDS = 2;
const NAMES = Object.keys(TASK_STORIES).filter((name) => name !== 'a task whose runner is killed');

let deployments: readonly string[];
let fleet: Fleet;
let callers: readonly Caller[];
let close: () => void;
let lost: Promise<Performance>;
beforeAll(async () => {
  const directory = temporaryDirectory('fleet');
  deployments = await Promise.all(['1.0.0', '2.0.0'].map((version) => synthesize('test/fleet/app.ts', join(directory, version), { FLEET_VERSION: version })));
  fleet = await startFleet({ app: deployments[0] });
  ({ callers, close } = await callersOf(fleet));
  // It takes the whole time of a runner, in which the others are told.
  lost = perform(fleet, callers, 4, (index) => index < 1, { names: ['a task whose runner is killed'] });
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

async function tell(names: readonly string[], rounds: number, seed: number, under?: { readonly deployments: readonly string[] }) {
  const { problems, told } = await perform(fleet, callers, seed, (index) => index < rounds * names.length, { names, ...under });
  expect(problems).toEqual([]);
  expect([...told].toSorted()).toEqual(names.map((name) => [name, rounds]).toSorted());
  expect(fleet.killed).toBeGreaterThan(0);
}

test('whichever instance is killed, a question is answered once or fails, a cancellation arrives, and nobody receives what is another\'s', async () => {
  await tell(Object.keys(TALK_STORIES), ROUNDS, 1);
}, 180_000);

test('whichever instance is killed, no task is lost, and none runs twice', async () => {
  await tell(NAMES, TASK_ROUNDS, 2);
}, 180_000);

test('under deployments that replace each other, tasks go on: none is lost, and none runs twice', async () => {
  await tell(NAMES, 1, 3, { deployments });
}, 180_000);

test('a task whose runner was killed has failed once its time is over, and did not run twice', async () => {
  const { problems, told } = await lost;
  expect(problems).toEqual([]);
  expect([...told]).toEqual([['a task whose runner is killed', 1]]);
  expect(fleet.killedRunners).toBeGreaterThan(0);
}, 60_000);
