import { answerOf, failed } from './failure';
import type { ReadContext } from './reading';
import { isSafePath } from './safe-path';
import { COMPLETION_MAX_VALUES, type CompletionSource, type CompletionSources } from '../../../src/contract/mcp/content';
import type { CompletionInvocation } from '../../../src/contract/mcp/invocation';
import { silentCall } from '../invoke/silent-call';
import type { RpcError } from '../protocol/json-rpc';
import { isJsonObject, isNothing, listOf, MalformedAnswer, memberOf, text } from '../results/rule';

export interface Completion {
  readonly values: readonly string[];
  /** How many there are; undefined where that is not known. */
  readonly total?: number;
  readonly hasMore: boolean;
}

export type CompletionRequest = Pick<CompletionInvocation, 'name' | 'argument' | 'arguments'>;

type Outcome = Completion | { readonly error: RpcError };

const NONE: Completion = { values: [], total: 0, hasMore: false };

/** The values that a variable or an argument may have, by what was entered so far. */
export async function completionOf(sources: CompletionSources, request: CompletionRequest, context: ReadContext): Promise<Outcome> {
  const { name, value } = request.argument;
  if (!Object.hasOwn(sources, name)) {
    return NONE;
  }
  const source = sources[name];
  switch (source.kind) {
    case 'values':
      return cut(matching(source.values, value));
    case 'bucket':
      return keysOf(source, value, context);
    case 'function': {
      const { caller: { subject, clientId, scopes }, requestId, revision, trace } = context;
      const invocation: CompletionInvocation = {
        method: 'completion/complete', ...request, caller: { subject, clientId, scopes }, requestId, protocolVersion: revision, _meta: trace,
      };
      const outcome = await context.invoke(source.target, invocation, silentCall(context));
      return answerOf<Outcome>('completion', outcome, context, (answer) => completionAnswer(answer, context));
    }
  }
}

/** First what begins with the entered text, then what contains it. */
function matching(values: readonly string[], entered: string): readonly string[] {
  const sought = entered.toLowerCase();
  const ranked = values.map((value) => [value, value.toLowerCase().indexOf(sought)] as const);
  return [...ranked.filter(([, at]) => at === 0), ...ranked.filter(([, at]) => at > 0)].map(([value]) => value);
}

async function keysOf({ bucket: id, prefix, isFlat }: Extract<CompletionSource, { readonly kind: 'bucket' }>, entered: string, context: ReadContext): Promise<Outcome> {
  if (entered.startsWith('/') || (isFlat && entered.includes('/')) || !isSafePath(entered)) {
    return NONE;
  }
  const bucket = await context.bucket!(id);
  const listing = await bucket.list(prefix + entered, { isFlat, max: COMPLETION_MAX_VALUES, remainingMillis: context.remainingMillis });
  if ('missing' in listing) {
    return failed('completion', { failure: 'bucket', detail: listing.detail }, context);
  }
  const values = listing.keys.map((key) => key.slice(prefix.length)).filter((key) => key !== '' && !key.endsWith('/') && !key.startsWith('/') && isSafePath(key));
  return { values, total: listing.isTruncated ? undefined : values.length, hasMore: listing.isTruncated };
}

function completionAnswer(answer: unknown, { revision }: ReadContext): Completion {
  if (answer === null) {
    return NONE;
  }
  if (!isJsonObject(answer)) {
    return cut(listOf(text)(answer, 'values', revision) as readonly string[]);
  }
  const values = listOf(text)(answer.values, 'values', revision) as readonly string[];
  const [total, hasMore] = [answer.total, memberOf(answer, 'hasMore')];
  if (!isNothing(total) && !(Number.isSafeInteger(total) && (total as number) >= 0)) {
    throw new MalformedAnswer('total', 'is not a number of values');
  }
  if (!isNothing(hasMore) && typeof hasMore !== 'boolean') {
    throw new MalformedAnswer('hasMore', 'is neither true nor false');
  }
  const known = isNothing(total) ? undefined : total as number;
  const isCut = values.length > COMPLETION_MAX_VALUES;
  return {
    values: values.slice(0, COMPLETION_MAX_VALUES),
    total: known ?? (hasMore === true ? undefined : values.length),
    hasMore: isCut || (hasMore ?? (known !== undefined && known > values.length)),
  };
}

function cut(values: readonly string[]): Completion {
  return { values: values.slice(0, COMPLETION_MAX_VALUES), total: values.length, hasMore: values.length > COMPLETION_MAX_VALUES };
}
