import type { ToolResult } from './tool-result';
import type { InvocationFailure } from '../invoke/invoker';

export type ToolFailure = InvocationFailure | Extract<ToolResult, { readonly failure: string }>['failure'] | 'event_too_large';

/** What the model reads: whether a retry may help, and no internals. */
const MODEL_MESSAGES: { readonly [failure in ToolFailure]: string } = {
  function_error: 'The tool failed.',
  execution_failed: 'The tool failed.',
  execution_stopped: 'The tool was stopped before its end.',
  cancelled: 'The call was cancelled.',
  timeout: 'The tool did not answer in time.',
  out_of_memory: 'The tool ran out of memory. Ask for less.',
  not_runnable: 'The tool cannot run as it is deployed. Another try does not help.',
  not_ready: 'The tool is not ready yet. Try again in a minute.',
  throttled: 'The tool is busy. Try again later.',
  refused: 'The tool could not be called.',
  unreachable: 'The tool could not be reached. Try again later.',
  invocation_too_large: 'The arguments are too large.',
  answer_too_large: 'The tool ran, but answered more than can be delivered. Ask for less.',
  event_too_large: 'The tool ran, but answered more than the 1000000 bytes that can be delivered once it has reported progress. Ask for less.',
  not_askable: 'The tool needs an answer of the user or the client, and this client cannot be asked.',
  malformed_question: 'The tool asked what cannot be asked.',
  unanswered: 'The tool asked, and got no answer in time.',
  not_json: 'The tool ran, but its answer cannot be read.',
  malformed_content: 'The tool ran, but its answer is malformed and cannot be delivered.',
  output_mismatch: 'The tool ran, but its answer does not fit its own output schema.',
};

export function messageFor(failure: ToolFailure): string {
  return MODEL_MESSAGES[failure];
}
