declare global {
  interface JSON {
    /** @see https://tc39.es/proposal-json-parse-with-source/ */
    rawJSON(text: string): RawNumber;
    isRawJSON(value: unknown): value is RawNumber;
    parse(text: string, reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown): unknown;
  }
}

/** A number that JSON.stringify writes as it was written. */
export interface RawNumber {
  readonly rawJSON: string;
}

export function isRawNumber(value: unknown): value is RawNumber {
  return JSON.isRawJSON(value);
}

/** What a value of {@link ReadJson.written} is to a reader that takes doubles. */
export function numberIn(written: unknown): number | undefined {
  return typeof written === 'number' ? written : isRawNumber(written) ? Number(written.rawJSON) : undefined;
}
