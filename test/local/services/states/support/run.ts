import { VirtualClock } from './virtual-clock';
import type { Machine } from '../../../../../local/services/states/definition';
import { StateError } from '../../../../../local/services/states/errors';
import { Execution } from '../../../../../local/services/states/execution';
import type { Value } from '../../../../../local/services/states/value';

export interface Ran {
  readonly status: string;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
  /** The states, in the order in which they were entered. */
  readonly entered: readonly string[];
  /** Virtual seconds. */
  readonly seconds: number;
}

export type Functions = (name: string, payload: any, call: number) => Value;

/** A function that fails with a type and a message. */
export function failing(errorType: string, errorMessage = 'm'): never {
  throw new StateError(errorType, JSON.stringify({ errorType, errorMessage }));
}

/** Runs a definition to its end, in virtual time. */
export async function run(definition: object, input: unknown = {}, functions: Functions = (_name, payload) => payload as Value): Promise<Ran> {
  const clock = new VirtualClock();
  const began = clock.now();
  let calls = 0;
  const machine = { arn: 'arn:aws:states:us-east-1:000000000000:stateMachine:m', name: 'm', type: 'STANDARD', definition: definition as Machine } as const;
  const identity = { arn: 'arn:aws:states:us-east-1:000000000000:execution:m:e', name: 'e', input: JSON.stringify(input) };
  const execution = new Execution(identity, machine, clock, async (name, payload) => functions(name, payload, ++calls));
  await clock.until(execution.ended);
  const { status, output, error, cause, events } = execution;
  return {
    status,
    output: output === undefined ? undefined : JSON.parse(output),
    error,
    cause,
    entered: events.flatMap(({ stateEnteredEventDetails: details }) => (details ? [(details as { name: string }).name] : [])),
    seconds: (clock.now() - began) / 1000,
  };
}

/** A machine of these states, the first of which it begins with. */
export function machineOf(states: { readonly [name: string]: object }, rest: object = {}): object {
  return { StartAt: Object.keys(states)[0], States: states, ...rest };
}
