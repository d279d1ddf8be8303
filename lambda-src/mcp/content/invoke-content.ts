import type { ReadContext } from './reading';
import type { PromptInvocation, ResourceInvocation } from '../../../src/contract/mcp/invocation';
import type { TargetReference } from '../../../src/contract/mcp/layer';
import { silentCall } from '../invoke/silent-call';
import type { Params } from '../protocol/json-rpc';
import type { Ended } from '../talk/conversation';

/** The function that makes a prompt or reads a resource, and whether it may ask. */
export interface ContentFunction {
  readonly target: TargetReference;
  readonly asks?: true;
}

/** Invokes it, again after each round of answers. */
export function invokeContent(
  { target, asks }: ContentFunction, invocation: PromptInvocation | ResourceInvocation, params: Params, context: ReadContext,
): Promise<Ended> {
  if (asks) {
    return import('../talk/asking-content').then(({ runAsking }) => runAsking(target, invocation, params, context));
  }
  return context.invoke(target, invocation, silentCall(context)).then((ran) => ({ ran }));
}
