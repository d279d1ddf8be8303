import { expect, test } from '@jest/globals';
import { machineOf } from './support/run';
import { VirtualClock } from './support/virtual-clock';
import type { Machine } from '../../../../local/services/states/definition';
import { StateError } from '../../../../local/services/states/errors';
import { Execution, type KeptExecution } from '../../../../local/services/states/execution';
import type { Value } from '../../../../local/services/states/value';

const ARN = 'arn:aws:states:us-east-1:000000000000:stateMachine:m';
const IDENTITY = { arn: ARN.replace('stateMachine:m', 'execution:m:e'), name: 'e', input: '{"a":1}' };
const TASK = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f' };

/** Runs until nothing happens any more but what takes time, or until a function is called that never answers. */
async function interrupted(definition: object): Promise<{ readonly kept: KeptExecution; readonly clock: VirtualClock }> {
  const clock = new VirtualClock();
  const machine = { arn: ARN, name: 'm', type: 'STANDARD', definition: definition as Machine } as const;
  const execution = new Execution(IDENTITY, machine, clock, () => new Promise(() => undefined));
  await new Promise((resolve) => setImmediate(resolve));
  execution.suspend();
  await execution.ended;
  // As it is read from a file.
  return { kept: JSON.parse(JSON.stringify(execution.kept())) as KeptExecution, clock };
}

async function resumed(kept: KeptExecution, clock: VirtualClock, invoke: () => Value = () => 'answered'): Promise<Execution> {
  const again = new Execution(kept.identity, kept.machine, clock, async () => invoke(), kept);
  await clock.until(again.ended);
  return again;
}

test('a state that waits ends when it would have ended', async () => {
  const { kept, clock } = await interrupted(machineOf({ W: { Type: 'Wait', Seconds: 100, Next: 'P' }, P: { Type: 'Pass', End: true } }));
  expect(kept).toMatchObject({ status: 'RUNNING', checkpoint: { state: 'W', input: { a: 1 } } });
  const began = clock.now();

  const execution = await resumed(kept, clock);

  expect(execution).toMatchObject({ status: 'SUCCEEDED', output: '{"a":1}', started: kept.started, stopped: began + 100_000 });
  expect(execution.events.map(({ type }) => type)).toEqual(['ExecutionStarted', 'WaitStateEntered', 'WaitStateExited', 'PassStateEntered', 'PassStateExited', 'ExecutionSucceeded']);
  expect(execution.events.map(({ id }) => id)).toEqual([1, 2, 3, 4, 5, 6]);
});

test.each([
  ['fails, where nothing is said', {}, { status: 'FAILED', error: 'Lambda.Unknown', cause: expect.stringContaining('the local gateway ended') }],
  ['is tried again, as its Retry says', { Retry: [{ ErrorEquals: ['Lambda.Unknown'] }] }, { status: 'SUCCEEDED', output: '"answered"' }],
  ['is caught, as its Catch says', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] }, { status: 'SUCCEEDED', output: '"caught"' }],
])('a function that was called %s', async (_what, rules, outcome) => {
  const { kept, clock } = await interrupted(machineOf({ T: { ...TASK, ...rules, End: true }, Caught: { Type: 'Pass', Result: 'caught', End: true } }));

  expect(await resumed(kept, clock)).toMatchObject(outcome);
});

test('variables and data are as they were, and the time-out counts from the start', async () => {
  const { kept, clock } = await interrupted({
    ...machineOf({
      A: { Type: 'Pass', Assign: { 'b.$': '$.c' }, Result: { c: 2 }, Next: 'W' },
      W: { Type: 'Wait', Seconds: 100, Next: 'Z' },
      Z: { Type: 'Pass', Parameters: { 'b.$': '$b', 'c.$': '$.c' }, End: true },
    }),
    TimeoutSeconds: 150,
  });
  expect(await resumed(kept, clock)).toMatchObject({ status: 'SUCCEEDED', output: '{"b":2,"c":2}' });

  const late = { ...kept, started: clock.now() - 149_000 };
  expect(await resumed({ ...late, checkpoint: { ...kept.checkpoint!, enteredAt: clock.now() } }, clock)).toMatchObject({ status: 'TIMED_OUT' });
});

test('one that has ended stays as it ended', async () => {
  const clock = new VirtualClock();
  const machine = { arn: ARN, name: 'm', type: 'STANDARD', definition: machineOf({ T: { ...TASK, End: true } }) as Machine } as const;
  const failed = new Execution(IDENTITY, machine, clock, async () => {
    throw new StateError('Mine', 'why');
  });
  await clock.until(failed.ended);

  const restored = new Execution(IDENTITY, machine, clock, () => Promise.reject(new Error('called')), failed.kept());
  await restored.ended;

  expect(restored.kept()).toEqual(failed.kept());
  expect(restored).toMatchObject({ status: 'FAILED', error: 'Mine', cause: 'why' });
});
