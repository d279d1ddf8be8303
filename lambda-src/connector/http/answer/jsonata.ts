import jsonata from 'jsonata';
import { JSONATA_DEPTH_MAX, JSONATA_ITEMS_MAX, JSONATA_TIMEOUT_MILLIS } from '../../../../src/contract/connector/http-operation';

const BOUNDS = { timeout: JSONATA_TIMEOUT_MILLIS, stack: JSONATA_DEPTH_MAX, sequence: JSONATA_ITEMS_MAX };

/** Synthesis calls this, in the bundle of the function: what it accepts is what runs. */
export function problemOf(expression: string): string | undefined {
  try {
    jsonata(expression);
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

/**
 * @returns undefined where the expression selects nothing
 * @throws Error with a message that holds nothing of the value
 */
export async function evaluate(expression: string, value: unknown): Promise<unknown> {
  try {
    const text = JSON.stringify(await jsonata(expression, BOUNDS).evaluate(value));
    return text === undefined ? undefined : JSON.parse(text);
  } catch (error) {
    throw new Error(codeOf(error));
  }
}

function messageOf(error: unknown): string {
  const { message, position } = error as { readonly message?: string; readonly position?: number };
  return position === undefined ? message ?? String(error) : `${message} (at character ${position})`;
}

/** Messages of the evaluation quote the value. */
function codeOf(error: unknown): string {
  const { code, position } = error as { readonly code?: string; readonly position?: number };
  return code === undefined ? 'it failed' : `JSONata ${code}${position === undefined ? '' : ` at character ${position}`}`;
}
