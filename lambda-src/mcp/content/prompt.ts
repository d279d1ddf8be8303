import { answerOf } from './failure';
import { type ContentFunction, invokeContent } from './invoke-content';
import type { ReadContext } from './reading';
import type { RawJson } from '../../../src/contract/mcp/catalogue';
import type { PromptInvocation } from '../../../src/contract/mcp/invocation';
import type { Revision } from '../../../src/contract/mcp/protocol-versions';
import { wellFormed } from '../json/well-formed';
import type { Params, RpcError } from '../protocol/json-rpc';
import type { Outcome } from '../protocol/outcome';
import { contentBlock } from '../results/content-block';
import { resultMeta } from '../results/result-meta';
import { isJsonObject, isNothing, listOf, MalformedAnswer, memberOf, objectOf, oneOf, type Rule, text } from '../results/rule';

/** The members of a result, without its `_meta`; or why there is none, or what the client gets instead, such as questions. */
type Prompt = { readonly members: RawJson; readonly meta?: RawJson } | { readonly error: RpcError } | { readonly instead: Outcome };

/** A content may also be a text. */
const content: Rule = (written, at, revision) => contentBlock(typeof written === 'string' ? { type: 'text', text: written } : written, at, revision);
const messages: Rule = listOf(objectOf({ role: { rule: oneOf('user', 'assistant'), required: true }, content: { rule: content, required: true } }));

/** A prompt that a function makes. */
export async function promptFrom(
  made: ContentFunction, name: string, args: { readonly [name: string]: string }, params: Params, context: ReadContext,
): Promise<Prompt> {
  const { caller: { subject, clientId, scopes }, requestId, revision, trace } = context;
  const invocation: PromptInvocation = {
    method: 'prompts/get', name, arguments: args, caller: { subject, clientId, scopes }, requestId, protocolVersion: revision, _meta: trace,
  };
  const ended = await invokeContent(made, invocation, params, context);
  return 'outcome' in ended ? { instead: ended.outcome } : answerOf<Prompt>('prompt', ended.ran, context, (answer) => promptAnswer(answer, revision));
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
