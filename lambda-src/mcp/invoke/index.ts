import type { Invoke, Invoker } from './invoker';
import type { InvocationTarget, TargetKind, Wiring } from '../../../src/contract/mcp/layer';

export type Env = { readonly [name: string]: string | undefined };

type TargetOf<K extends TargetKind> = Extract<InvocationTarget, { readonly kind: K }>;

/**
 * How each kind of target is invoked. Each is a file of its own in the bundle, too (scripts/bundle.mjs): what signs and sends requests costs
 * milliseconds to load, and only a server that has targets of its kind pays for it.
 */
const INVOKERS: { readonly [K in TargetKind]: (env: Env, targets: readonly TargetOf<K>[]) => Promise<Invoker<TargetOf<K>>> } = {
  function: (env, targets) => import('./function').then(({ functionInvoker }) => functionInvoker(env, targets)),
};

/**
 * Finds the target that the catalogue names in the wiring, and what invokes its kind. That is loaded at once: while a function initializes,
 * Lambda gives it more of the processor than later, and nobody may be waiting yet.
 */
export function invokeBy(wiring: Wiring, env: Env): Invoke {
  const targets = new Map(Object.entries(wiring.targets));
  const invokers = new Map<TargetKind, Promise<Invoker>>();
  for (const kind of new Set(Object.values(wiring.targets).map((target) => target.kind))) {
    const invoker = INVOKERS[kind](env, Object.values(wiring.targets).filter((target) => target.kind === kind));
    // Whoever calls a tool gets to know it. Lists are answered without.
    invoker.catch(() => undefined);
    invokers.set(kind, invoker);
  }
  return async ({ kind, id }, invocation, call) => {
    const target = targets.get(id);
    if (target?.kind !== kind) {
      return { failure: 'refused', detail: `the wiring has no ${kind} "${id}"` };
    }
    return (await invokers.get(kind)!)(target, invocation, call);
  };
}
