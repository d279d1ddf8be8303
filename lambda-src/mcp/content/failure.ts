import type { ReadContext } from './reading';
import type { InvocationOutcome, QuestionFailure } from '../invoke/invoker';
import { ERROR_CODES } from '../protocol/error-codes';
import type { RpcError } from '../protocol/json-rpc';
import { internalError } from '../protocol/outcome';
import { isJsonObject, MalformedAnswer } from '../results/rule';

type Refusal = { readonly error: RpcError };

/** The reason goes to the log, the caller gets a reference to it. */
export function failed(what: string, reason: { readonly detail: string; readonly [name: string]: unknown }, { log, requestId }: ReadContext): Refusal {
  log('error', `${what} failed`, { requestId, ...reason });
  return { error: internalError(requestId) };
}

/** What the caller may know of questions that found no answer. */
const QUESTION_MESSAGES: { readonly [failure in QuestionFailure]?: string } = {
  not_askable: 'An answer of the user or the client is needed, and this client cannot be asked',
  unanswered: 'An answer of the user or the client is needed, and there was none in time',
};

/**
 * Reads the answer of a function.
 *
 * @param read throws MalformedAnswer
 */
export function answerOf<T>(what: string, outcome: InvocationOutcome, context: ReadContext, read: (answer: unknown) => T): T | Refusal {
  if ('failure' in outcome) {
    const refusal = failed(what, { failure: outcome.failure, code: outcome.code, detail: outcome.detail }, context);
    const message = QUESTION_MESSAGES[outcome.failure as QuestionFailure];
    return message === undefined ? refusal : { error: { code: ERROR_CODES.invalidRequest, message: `${message} (reference: ${context.requestId})` } };
  }
  try {
    const answer: unknown = outcome.answer === '' ? null : JSON.parse(outcome.answer);
    const message = refusalIn(answer);
    return message === undefined ? read(answer) : { error: { code: ERROR_CODES.invalidParams, message } };
  } catch (error) {
    if (error instanceof MalformedAnswer) {
      return failed(what, { failure: 'malformed_answer', detail: error.message }, context);
    }
    if (error instanceof SyntaxError) {
      return failed(what, { failure: 'not_json', detail: 'it is not JSON' }, context);
    }
    throw error;
  }
}

/** `{ "error": "why" }`: what is wrong with the request, in words for the caller. */
function refusalIn(answer: unknown): string | undefined {
  return isJsonObject(answer) && Object.keys(answer).length === 1 && typeof answer.error === 'string' ? answer.error : undefined;
}
