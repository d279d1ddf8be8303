import { isExecution, type Task, type TaskConversation } from './task';
import type { ClientAbilities } from '../../../src/contract/mcp/conversation';
import type { InvocationFailure, InvocationOutcome } from '../invoke/invoker';
import type { RpcError } from '../protocol/json-rpc';
import { missingCapabilities } from '../talk/missing-capability';
import { MalformedQuestion, type Question, questionsIn } from '../talk/question';
import { questionsOf } from '../talk/tool-questions';

/** Questions that a task may ask in turn: clients give up after ten. */
const ROUNDS_MAX = 9;

/** Bytes of all that was asked and answered: its item has room for that beside the call. */
export const CONVERSATION_MAX_BYTES = 150_000;

export function isTooLarge(conversation: TaskConversation): boolean {
  return Buffer.byteLength(JSON.stringify(conversation)) > CONVERSATION_MAX_BYTES;
}

/** What a run of a tool makes of its task. */
export type RunEnd =
  | { readonly kind: 'asks'; readonly conversation: TaskConversation }
  /** The call has a result. */
  | { readonly kind: 'ran'; readonly outcome: InvocationOutcome }
  /** The platform ended the run, not the tool. */
  | { readonly kind: 'crashed'; readonly failure: InvocationFailure; readonly detail: string; readonly code?: string }
  | { readonly kind: 'refused'; readonly error: RpcError };

/** Failures that no tool has had a say in. */
const CRASHES: ReadonlySet<InvocationFailure> = new Set(['timeout', 'out_of_memory', 'not_runnable', 'not_ready', 'throttled', 'refused', 'unreachable']);
const CRASH_CODE = /^(Runtime|Sandbox|Extension)\./;

/** Decides what comes of a run, by what it was told and what it returned. */
export function runEnd(outcome: InvocationOutcome, task: Pick<Task, 'conversation' | 'round' | 'deadline'>, mayAsk: boolean): RunEnd {
  const { conversation, round } = task;
  if ('failure' in outcome) {
    const { failure, code } = outcome;
    // The author of a state machine says when it times out.
    const isCrash = (CRASHES.has(failure) && !(failure === 'timeout' && isExecution(task)))
      || (failure === 'function_error' && code !== undefined && CRASH_CODE.test(code));
    return isCrash ? { kind: 'crashed', ...outcome } : { kind: 'ran', outcome };
  }
  const asked = mayAsk ? questionsOf(outcome.answer) : undefined;
  if (asked === undefined) {
    return { kind: 'ran', outcome };
  }
  try {
    return asks(asked, conversation, round);
  } catch (error) {
    if (error instanceof MalformedQuestion) {
      return { kind: 'ran', outcome: { failure: 'malformed_question', detail: error.message } };
    }
    throw error;
  }
}

function asks({ ask, state }: { readonly ask: unknown; readonly state?: unknown }, { client, answers }: TaskConversation, round: number): RunEnd {
  const open = [...questionsIn(ask)].filter(([key]) => !Object.hasOwn(answers, key));
  if (open.length === 0) {
    throw new MalformedQuestion('the tool asks again what was answered');
  }
  if (round > ROUNDS_MAX) {
    throw new MalformedQuestion(`the tool asks more than ${ROUNDS_MAX} times`);
  }
  const lacking = lackingAbilities(open.map(([, question]) => question), client);
  if (lacking.length > 0) {
    return { kind: 'refused', error: missingCapabilities(lacking) };
  }
  const conversation = { client, answers, questions: Object.fromEntries(open), state };
  if (isTooLarge(conversation)) {
    throw new MalformedQuestion(`the questions, the answers and the state have more than ${CONVERSATION_MAX_BYTES} bytes`);
  }
  return { kind: 'asks', conversation };
}

function lackingAbilities(questions: readonly Question[], client: ClientAbilities): (keyof ClientAbilities)[] {
  return [...new Set(questions.map(({ needs }) => needs))].filter((need) => !client[need]);
}
