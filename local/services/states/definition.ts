import { isValueObject, type Value, type ValueObject } from './value';

export type QueryLanguage = 'JSONPath' | 'JSONata';

/** A state machine in the States Language, or a part of one that runs like one. */
export interface Machine {
  readonly StartAt: string;
  readonly States: { readonly [name: string]: State };
  readonly QueryLanguage?: QueryLanguage;
  readonly TimeoutSeconds?: number;
}

export interface State extends ValueObject {
  readonly Type: string;
}

/** The machine inside a Map state; `Iterator` is its former name. */
export function itemProcessorOf(state: State): Machine {
  return (state.ItemProcessor ?? state.Iterator) as unknown as Machine;
}

export function branchesOf(state: State): readonly Machine[] {
  return state.Branches as unknown as readonly Machine[];
}

/** Every state, those inside others too. */
export function* statesOf(machine: Machine): Generator<readonly [name: string, state: State]> {
  for (const [name, state] of Object.entries(machine.States)) {
    yield [name, state];
    if (state.Type === 'Map') {
      yield* statesOf(itemProcessorOf(state));
    } else if (state.Type === 'Parallel') {
      for (const branch of branchesOf(state)) {
        yield* statesOf(branch);
      }
    }
  }
}

const LAMBDA_INVOKE = /^arn:aws[a-z-]*:states:::lambda:invoke$/;
const FUNCTION = /^arn:aws[a-z-]*:lambda:[^:]+:\d{12}:function:/;

/** How a Task state calls a function: by the integration with Lambda, or directly by its ARN. */
export function functionCallOf(resource: Value | undefined): 'invoke' | 'direct' | undefined {
  const text = String(resource);
  return LAMBDA_INVOKE.test(text) ? 'invoke' : FUNCTION.test(text) ? 'direct' : undefined;
}

/** Why the state does not run here, if it does not. */
export function unsupported(state: State): string | undefined {
  if (state.Type === 'Task') {
    return functionCallOf(state.Resource) === undefined
      ? `it uses ${String(state.Resource)}; only Lambda functions run here, by their ARN or arn:aws:states:::lambda:invoke`
      : state.Credentials === undefined ? undefined : 'it assumes a role (Credentials)';
  }
  if (state.Type === 'Map') {
    const { ProcessorConfig } = itemProcessorOf(state) as { readonly ProcessorConfig?: ValueObject };
    const isDistributed = ['ItemReader', 'ItemBatcher', 'ResultWriter'].find((name) => name in state)
      ?? (isValueObject(ProcessorConfig) && ProcessorConfig.Mode === 'DISTRIBUTED' ? 'Mode DISTRIBUTED' : undefined);
    return isDistributed === undefined ? undefined : `it is a distributed Map (${isDistributed}); only inline ones run here`;
  }
  return undefined;
}
