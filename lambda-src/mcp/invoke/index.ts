import type { Invoke, Invoker } from './invoker';
import type { InvocationTarget, TargetKind, Wiring } from '../../../src/contract/mcp/layer';

export type Env = { readonly [name: string]: string | undefined };

type TargetOf<K extends TargetKind> = Extract<InvocationTarget, { readonly kind: K }>;

/**
 * How each kind of target is invoked. Each is a file of its own in the bundle, too (scripts/bundle.mjs): what signs and sends requests costs
 * milliseconds to load, and only the first call of its kind pays for it.
 */
const INVOKERS: { readonly [K in TargetKind]: (env: Env) => Promise<Invoker<TargetOf<K>>> } = {
  function: (env) => import('./function').then(({ functionInvoker }) => functionInvoker(env)),
};

/** Finds the target that the catalogue names in the wiring, and what invokes its kind. */
export function invokeBy(wiring: Wiring, env: Env): Invoke {
  const targets = new Map(Object.entries(wiring.targets));
  const invokers = new Map<TargetKind, Promise<Invoker>>();
  const invokerOf = (kind: TargetKind): Promise<Invoker> => {
    let invoker = invokers.get(kind);
    if (invoker === undefined) {
      invoker = INVOKERS[kind](env);
      invokers.set(kind, invoker);
    }
    return invoker;
  };
  return async ({ kind, id }, invocation, call) => {
    const target = targets.get(id);
    if (target?.kind !== kind) {
      return { failure: 'refused', detail: `the wiring has no ${kind} '${id}'` };
    }
    return (await invokerOf(kind))(target, invocation, call);
  };
}
