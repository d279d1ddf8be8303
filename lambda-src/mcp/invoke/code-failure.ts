import { NoTool } from './code/tool-module';
import { errorAnswer } from './code-answer';
import type { InvocationOutcome } from './invoker';
import { TOOL_ERROR_MARK } from '../../../src/contract/mcp/tool-context';

const MARK = Symbol.for(TOOL_ERROR_MARK);
const DETAIL_MAX_LENGTH = 8_000;
const CAUSES_MAX = 5;

/** What the call of a tool ends with that threw: nobody knows what, and reading it may throw as well. */
export async function outcomeOf(thrown: unknown): Promise<InvocationOutcome> {
  try {
    if (isMarked(thrown)) {
      return errorAnswer(String(thrown.message));
    }
    const detail = await describe(thrown);
    return thrown instanceof NoTool ? { failure: 'not_runnable', detail, code: 'Tool.NoDefaultExport' } : { failure: 'function_error', detail };
  } catch {
    return { failure: 'function_error', detail: 'the tool threw what cannot be described' };
  }
}

/** What the call of a tool ends with whose module could not be loaded. */
export async function outcomeOfLoading(thrown: unknown): Promise<InvocationOutcome> {
  const outcome = await outcomeOf(thrown);
  return 'failure' in outcome && outcome.failure === 'function_error' ? { failure: 'not_runnable', detail: outcome.detail, code: 'Tool.LoadError' } : outcome;
}

/** For the log: the stacks of an error and its causes, by the lines of the sources. */
export async function describe(thrown: unknown): Promise<string> {
  const parts: string[] = [];
  for (let error: unknown = thrown; parts.length < CAUSES_MAX; error = (error as Error).cause) {
    parts.push(textOf(error));
    if (!(error instanceof Error) || error.cause === undefined) {
      break;
    }
  }
  const text = parts.join('\ncaused by: ').slice(0, DETAIL_MAX_LENGTH);
  const { inSources } = await import('./code/source-map');
  return inSources(text);
}

function textOf(thrown: unknown): string {
  if (thrown instanceof Error) {
    return String(thrown.stack ?? thrown.message);
  }
  return `${typeof thrown}, not an Error: ${typeof thrown === 'object' && thrown !== null ? JSON.stringify(thrown) : String(thrown)}`;
}

function isMarked(thrown: unknown): thrown is { readonly message: unknown } {
  return typeof thrown === 'object' && thrown !== null && (thrown as { readonly [mark: symbol]: unknown })[MARK] === true;
}
