import { parentPort, workerData } from 'node:worker_threads';
import jsonata from 'jsonata';
import { type Evaluation, type EvaluationOutcome, EVALUATOR_THREAD } from './evaluation';
import { JSONATA_DEPTH_MAX, JSONATA_ITEMS_MAX, JSONATA_TIMEOUT_MILLIS } from '../../../../src/contract/connector/http-operation';
import { parseWithLongNumbersAsTexts } from '../../json/exact-json';

/** Between the steps of an expression. Within one, such as a sort or a regular expression, nothing looks at the time: that is why this is a thread. */
const BOUNDS = { timeout: JSONATA_TIMEOUT_MILLIS, stack: JSONATA_DEPTH_MAX, sequence: JSONATA_ITEMS_MAX };

/** Synthesis calls this, in the bundle of the function: what it accepts is what runs. */
export function problemOf(expression: string): string | undefined {
  try {
    jsonata(expression);
    return undefined;
  } catch (error) {
    const { message, position } = error as { readonly message?: string; readonly position?: number };
    return position === undefined ? message ?? String(error) : `${message} (at character ${position})`;
  }
}

if (parentPort !== null && workerData === EVALUATOR_THREAD) {
  const port = parentPort;
  port.on('message', (evaluation: Evaluation) => void outcomeOf(evaluation).then((outcome) => port.postMessage(outcome)));
  port.postMessage(EVALUATOR_THREAD);
}

async function outcomeOf({ expression, text }: Evaluation): Promise<EvaluationOutcome> {
  let value: unknown;
  try {
    value = parseWithLongNumbersAsTexts(text);
  } catch {
    return { isJson: false };
  }
  try {
    return { json: JSON.stringify(await jsonata(expression, BOUNDS).evaluate(value)) };
  } catch (error) {
    return { problem: problemIn(error) };
  }
}

/** Messages of the evaluation quote the value. */
function problemIn(error: unknown): string {
  const { code, position } = error as { readonly code?: string; readonly position?: number };
  if (code === undefined) {
    return error instanceof RangeError && /call stack/.test(error.message) ? 'it is nested too deeply' : 'it failed';
  }
  return `JSONata ${code}${position === undefined ? '' : ` at character ${position}`}`;
}
