import { answerOf } from './failure';
import type { ReadContext } from './reading';
import type { RawJson } from '../../../src/contract/mcp/catalogue';
import type { PromptInvocation } from '../../../src/contract/mcp/invocation';
import type { TargetReference } from '../../../src/contract/mcp/layer';
import type { Revision } from '../../../src/contract/mcp/protocol-versions';
import { silentCall } from '../invoke/silent-call';
import { wellFormed } from '../json/well-formed';
import type { RpcError } from '../protocol/json-rpc';
import { contentBlock } from '../results/content-block';
import { resultMeta } from '../results/result-meta';
import { isJsonObject, isNothing, listOf, MalformedAnswer, memberOf, objectOf, oneOf, type Rule, text } from '../results/rule';

/** The members of a result, without its `_meta`; or why there is none. */
type Prompt = { readonly members: RawJson; readonly meta?: RawJson } | { readonly error: RpcError };

/** A content may also be a text. */
const content: Rule = (written, at, revision) => contentBlock(typeof written === 'string' ? { type: 'text', text: written } : written, at, revision);
const messages: Rule = listOf(objectOf({ role: { rule: oneOf('user', 'assistant'), required: true }, content: { rule: content, required: true } }));

/** A prompt that a function makes. */
export async function promptFrom(target: TargetReference, name: string, args: { readonly [name: string]: string }, context: ReadContext): Promise<Prompt> {
  const { caller: { subject, clientId, scopes }, requestId, revision } = context;
  const invocation: PromptInvocation = {
    method: 'prompts/get', name, arguments: args, caller: { subject, clientId, scopes }, requestId, protocolVersion: revision,
  };
  const outcome = await context.invoke(target, invocation, silentCall(context));
  return answerOf<Prompt>('prompt', outcome, context, (answer) => promptAnswer(answer, revision));
}

function promptAnswer(answer: unknown, revision: Revision): Prompt {
  if (typeof answer === 'string') {
    return { members: membersOf({ messages: [{ role: 'user', content: { type: 'text', text: answer } }] }) };
  }
  if (!isJsonObject(answer)) {
    throw new MalformedAnswer('it', 'is neither an object nor a text');
  }
  const description = memberOf(answer, 'description');
  const meta = memberOf(answer, '_meta');
  return {
    members: membersOf({
      description: isNothing(description) ? undefined : text(description, 'description', revision),
      messages: messages(answer.messages, 'messages', revision),
    }),
    meta: isNothing(meta) ? undefined : wellFormed(JSON.stringify(resultMeta(meta, '_meta', revision))),
  };
}

function membersOf(result: object): RawJson {
  return wellFormed(JSON.stringify(result)).slice(1, -1);
}
