export type JsonObject = { readonly [name: string]: unknown };

/** @throws SyntaxError */
export type ParseJson = (text: string) => unknown;

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Deeper than any description of a tool. */
const MAX_DEPTH = 128;

/**
 * JSON with the members of objects in the order of their names.
 *
 * @throws RangeError where it is nested too deeply
 */
export function sortedJson(value: unknown, depth = 0): unknown {
  if (depth > MAX_DEPTH) {
    throw new RangeError('it is nested too deeply');
  }
  if (Array.isArray(value)) {
    return value.map((item) => sortedJson(item, depth + 1));
  }
  if (!isJsonObject(value)) {
    return value;
  }
  const names = Object.keys(value).sort();
  return Object.fromEntries(names.map((name) => [name, sortedJson(value[name], depth + 1)]));
}
