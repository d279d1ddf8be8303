declare global {
  interface JSON {
    /** @see https://tc39.es/proposal-json-parse-with-source/ */
    rawJSON(text: string): { readonly rawJSON: string };
    isRawJSON(value: unknown): value is { readonly rawJSON: string };
    parse(text: string, reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown): unknown;
  }
}

/** More digits than a double keeps for certain. */
const LONG_NUMBER = /\d[\d.]{15}/;

/**
 * Numbers of more digits than JavaScript keeps are written as they were read: they are most often ids.
 *
 * @throws SyntaxError
 */
export function parseExactly(text: string): unknown {
  if (!LONG_NUMBER.test(text)) {
    return JSON.parse(text);
  }
  return JSON.parse(text, (_key, value, { source }) => (typeof value === 'number' && source !== undefined && LONG_NUMBER.test(source) ? JSON.rawJSON(source) : value));
}
