import type { ArgumentPath } from '../../../../src/contract/connector/http-operation';

export type Arguments = { readonly [name: string]: unknown };

/** @returns undefined where it is not given */
export function argumentAt(values: Arguments, path: ArgumentPath): unknown {
  let value: unknown = values;
  for (const member of path) {
    if (!isObject(value) || !Object.hasOwn(value, member)) {
      return undefined;
    }
    value = value[member];
  }
  return value;
}

export function isObject(value: unknown): value is { readonly [name: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !JSON.isRawJSON(value);
}

/** Whether a value is a list or an object, and not a number that is kept as it was written. */
export function isComposite(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !JSON.isRawJSON(value);
}
