import type { InvocationOutcome } from './invoker';
import { LAMBDA_PAYLOAD_MAX_BYTES } from '../../../src/contract/limits';

/** What a tool returned, as a Lambda function would have answered it. */
export function writeAnswer(value: unknown): InvocationOutcome {
  if (isIterating(value)) {
    return { failure: 'not_json', detail: 'the tool returned a generator or a stream: collect it, up to a limit' };
  }
  let answer: string | undefined;
  try {
    answer = value === undefined ? 'null' : JSON.stringify(value);
  } catch (error) {
    // A cycle, a BigInt, a toJSON() that throws; or more than a string can hold.
    return error instanceof RangeError && /string length/.test(error.message)
      ? { failure: 'answer_too_large', detail: error.message }
      : { failure: 'not_json', detail: `the tool returned what JSON cannot hold: ${String((error as { readonly message?: unknown } | null)?.message ?? error)}` };
  }
  if (answer === undefined) {
    return { failure: 'not_json', detail: `the tool returned a ${typeof value}` };
  }
  const bytes = Buffer.byteLength(answer);
  return bytes > LAMBDA_PAYLOAD_MAX_BYTES ? { failure: 'answer_too_large', detail: `${bytes} bytes, at most ${LAMBDA_PAYLOAD_MAX_BYTES}` } : { answer };
}

/** JSON.stringify() writes them as an empty object, without reading them. */
function isIterating(value: unknown): boolean {
  return typeof value === 'object' && value !== null && (Symbol.asyncIterator in value || (Symbol.iterator in value && 'next' in value));
}

/** The answer whose text the model reads as the reason of a failure. */
export function errorAnswer(message: string): InvocationOutcome {
  return { answer: JSON.stringify({ content: [{ type: 'text', text: message }], isError: true }) };
}
