import type { Conversation, Ended, SingleUse, Told } from './conversation';
import type { Conversations } from './conversations';
import type { Session } from './session';
import { type CallContext, ToolCall } from './tool-call';
import type { Caller } from '../../../src/contract/authorizer/caller';
import type { TemplateText, ToolEntry } from '../../../src/contract/mcp/catalogue';
import type { ToolInvocation } from '../../../src/contract/mcp/invocation';
import type { Log } from '../../platform/log';
import type { CatalogueReader } from '../catalogue/catalogue-reader';
import type { Invoke, InvocationOutcome } from '../invoke/invoker';
import type { Params, RequestId } from '../protocol/json-rpc';

export interface TalkContext extends CallContext {
  readonly id: RequestId;
  readonly caller: Caller;
  readonly session?: Session;
  readonly conversations?: () => Promise<Conversations>;
  readonly invoke: Invoke;
  readonly catalogue: CatalogueReader;
  readonly requestId: string;
  readonly log: Log;
}

/** Characters of an argument that a confirmation shows. */
const SHOWN_LENGTH = 200;

/** Runs a tool that may talk while it runs, or whose client asked for reports. */
export async function runTalking(tool: ToolEntry, invocation: ToolInvocation, params: Params, context: TalkContext): Promise<Ended> {
  const call = new ToolCall(params, context);
  let unwatch: (() => void) | undefined;
  try {
    const conversations = tool.asks || tool.confirm || tool.cancellable ? await context.conversations?.() : undefined;
    if (tool.cancellable && context.session) {
      unwatch = conversations?.watch(context.id, context.caller, context.session, call);
    }
    return conversations && (tool.asks || tool.confirm)
      ? await converse(tool, invocation, params, context, call, conversations)
      : { ran: await context.invoke(tool.target, invocation, call) };
  } finally {
    unwatch?.();
    call.end();
  }
}

async function converse(
  tool: ToolEntry, invocation: ToolInvocation, params: Params, context: TalkContext, call: ToolCall, conversations: Conversations,
): Promise<Ended> {
  const conversation = await openConversation(tool, invocation, params, context, call, conversations);
  const { invoke } = context;
  return conversation.run((told: Told): Promise<InvocationOutcome> => invoke(tool.target, tool.asks ? { ...invocation, ...told } : invocation, call));
}

export async function openConversation(
  tool: ToolEntry, invocation: ToolInvocation, params: Params, context: TalkContext, call: ToolCall, conversations: Conversations, singleUse?: SingleUse,
): Promise<Conversation> {
  const { revision, caller, session, catalogue } = context;
  const conversation = await conversations.begin({
    method: 'tools/call',
    name: invocation.name,
    arguments: invocation.arguments,
    params,
    revision,
    caller,
    session,
    confirmation: tool.confirm && confirmationOf(tool.confirm, invocation.arguments),
    once: tool.once === true && (singleUse ?? true),
    resultMeta: catalogue.index.resultMeta,
  }, call);
  call.conversation = conversation;
  return conversation;
}

/** Arguments are shown in one line, as the model chose them: they must not look like a part of the question. */
export function confirmationOf(text: TemplateText, args: { readonly [name: string]: unknown }): string {
  return text.map((part) => typeof part === 'string' ? part : Object.hasOwn(args, part.variable) ? shown(args[part.variable]) : '–').join('');
}

function shown(argument: unknown): string {
  const text = typeof argument === 'string' ? argument : JSON.stringify(argument);
  const line = text.replace(/[\s\p{C}]+/gu, ' ').trim();
  const characters = [...line];
  return `“${characters.length > SHOWN_LENGTH ? `${characters.slice(0, SHOWN_LENGTH).join('')}…` : line}”`;
}
