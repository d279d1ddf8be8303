import type { Ended } from './conversation';
import type { Conversations } from './conversations';
import type { Session } from './session';
import { type CallContext, ToolCall } from './tool-call';
import type { Caller } from '../../../src/contract/authorizer/caller';
import type { PromptInvocation, ResourceInvocation } from '../../../src/contract/mcp/invocation';
import type { TargetReference } from '../../../src/contract/mcp/layer';
import type { CatalogueReader } from '../catalogue/catalogue-reader';
import type { Invoke } from '../invoke/invoker';
import type { Params } from '../protocol/json-rpc';

export interface AskingContext extends CallContext {
  readonly caller: Caller;
  readonly session?: Session;
  readonly conversations?: () => Promise<Conversations>;
  readonly invoke: Invoke;
  readonly catalogue: CatalogueReader;
}

/** Runs a function that makes a prompt, or reads a resource, and may ask for what it needs. */
export async function runAsking(
  target: TargetReference, invocation: PromptInvocation | ResourceInvocation, params: Params, context: AskingContext,
): Promise<Ended> {
  const { revision, caller, session, invoke, catalogue } = context;
  const { method, name, arguments: args } = invocation;
  const call = new ToolCall(params, context);
  try {
    const conversations = await context.conversations!();
    const conversation = await conversations.begin({
      method,
      // One function may read a family of resources: a state belongs to the one that is read.
      name: 'uri' in invocation ? invocation.uri : name,
      arguments: args,
      params,
      revision,
      caller,
      session,
      confirmation: undefined,
      once: false,
      resultMeta: catalogue.index.resultMeta,
    }, call);
    return await conversation.run((told) => invoke(target, { ...invocation, ...told }, call));
  } finally {
    call.end();
  }
}
