import type { Invoke, Invoker } from './invoker';
import type { InvocationTarget, TargetKind, Wiring } from '../../../src/contract/mcp/layer';

export type Env = { readonly [name: string]: string | undefined };

/** What code in this process can do besides, where the server has subscriptions. */
export interface Publisher {
  publish(uri: string): Promise<void>;
}

type TargetOf<K extends TargetKind> = Extract<InvocationTarget, { readonly kind: K }>;

/**
 * How each kind of target is invoked. Each is a separate file in the bundle (scripts/bundle.mjs): the code that signs and sends requests takes
 * milliseconds to load, and only a server with targets of that kind needs it.
 */
const INVOKERS: {
  readonly [K in TargetKind]: (env: Env, targets: readonly TargetOf<K>[], publisher?: () => Promise<Publisher>) => Promise<Invoker<TargetOf<K>>>;
} = {
  'function': (env, targets) => import('./function').then(({ functionInvoker }) => functionInvoker(env, targets)),
  'reporting-function': (env, targets) => import('./reporting-function').then(({ reportingFunctionInvoker }) => reportingFunctionInvoker(env, targets)),
  'code': (_env, _targets, publisher) => import('./code').then(({ codeInvoker }) => codeInvoker({ publisher })),
  'state-machine': (env, targets) => import('./state-machine').then(({ stateMachineInvoker }) => stateMachineInvoker(env, targets)),
};

function invokerOf<K extends TargetKind>(
  kind: K, env: Env, targets: readonly InvocationTarget[], publisher?: () => Promise<Publisher>,
): Promise<Invoker<TargetOf<K>>> {
  return INVOKERS[kind](env, targets.filter((target): target is TargetOf<K> => target.kind === kind), publisher);
}

/**
 * Finds the target in the wiring by its id, and the invoker for its kind. The invoker is loaded immediately: during initialization,
 * Lambda provides more CPU than later, and possibly no request is waiting yet.
 */
export function invokeBy(wiring: Wiring, env: Env, publisher?: () => Promise<Publisher>): Invoke {
  const targets = new Map(Object.entries(wiring.targets));
  const invokers = new Map<TargetKind, Promise<Invoker<never>>>();
  for (const kind of new Set(Object.values(wiring.targets).map((target) => target.kind))) {
    const invoker = invokerOf(kind, env, Object.values(wiring.targets), publisher);
    // A loading error surfaces when a tool is called. Lists work without it.
    invoker.catch(() => undefined);
    invokers.set(kind, invoker);
  }
  return async ({ kind, id }, invocation, call) => {
    const target = targets.get(id);
    if (target?.kind !== kind) {
      return { failure: 'refused', detail: `the wiring has no ${kind} "${id}"` };
    }
    // The invoker of the kind that the target is.
    return (await invokers.get(kind)!)(target as never, invocation, call);
  };
}
