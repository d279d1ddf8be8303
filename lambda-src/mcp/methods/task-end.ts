import { answered, type AnswerContext } from './tools';
import type { ToolEntry } from '../../../src/contract/mcp/catalogue';
import { internalError } from '../protocol/outcome';
import { NO_ABILITIES } from '../talk/abilities';
import type { RunEnd } from '../tasks/run-end';
import type { TaskChange } from '../tasks/task-table';

/** What a task becomes by the end of a run, where its result fits the item. */
export type TaskEnd = TaskChange & { readonly status: 'input_required' | 'completed' | 'failed'; readonly result?: string };

/** Makes of a run what `tasks/get` says: the result is as the call would have been answered. */
export async function taskEnd(end: RunEnd, name: string, tool: Pick<ToolEntry, 'outputValidator'>, context: AnswerContext): Promise<TaskEnd> {
  switch (end.kind) {
    case 'asks':
      return { status: 'input_required', statusMessage: null, conversation: end.conversation };
    case 'ran': {
      const outcome = await answered(name, tool, end.outcome, context);
      return 'result' in outcome ? { ...OVER, status: 'completed', result: outcome.result } : { ...OVER, status: 'failed', error: outcome.error };
    }
    case 'crashed': {
      const { failure, code, detail } = end;
      const [{ messageFor }, { remedyFor }] = await Promise.all([import('../results/failure-messages'), import('../invoke/remedies')]);
      context.log('error', 'tool call failed', { requestId: context.requestId, tool: name, failure, code, remedy: code && await remedyFor(code), detail });
      const error = internalError(context.requestId);
      return { ...OVER, status: 'failed', statusMessage: messageFor(failure), error: { ...error, message: `${messageFor(failure)} (reference: ${context.requestId})` } };
    }
    case 'refused':
      return { ...OVER, status: 'failed', statusMessage: end.error.message, error: end.error };
  }
}

/** Of a run whose result cannot be kept. */
export function lostEnd(requestId: string): TaskEnd {
  return { ...OVER, status: 'failed', error: internalError(requestId) };
}

/** What nobody needs any more, and the result would have no room beside. */
const OVER = { statusMessage: null, invocation: null, conversation: { client: NO_ABILITIES, answers: {}, questions: {} } } as const;
