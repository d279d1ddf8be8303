import { isObject } from './argument';
import { UnsendableArgument } from './unsendable';
import type { ArgumentPath } from '../../../../src/contract/connector/http-operation';

/**
 * Of a whole number beyond 2^53 that JavaScript has read nobody knows what it was, and an id that is another id is worse than an error. The MCP function
 * sends such arguments as a text; during a deployment it may be the one of before.
 *
 * @throws UnsendableArgument
 */
export function requireExactNumbers(value: unknown, argument: ArgumentPath = []): void {
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new UnsendableArgument(argument, `is a whole number beyond ${Number.MAX_SAFE_INTEGER}, which cannot be sent exactly`);
  }
  if (Array.isArray(value)) {
    value.forEach((item, index) => requireExactNumbers(item, [...argument, String(index)]));
  } else if (isObject(value)) {
    Object.entries(value).forEach(([name, member]) => requireExactNumbers(member, [...argument, name]));
  }
}
