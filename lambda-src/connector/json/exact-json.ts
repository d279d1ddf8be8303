declare global {
  interface JSON {
    /** @see https://tc39.es/proposal-json-parse-with-source/ */
    rawJSON(text: string): { readonly rawJSON: string };
    isRawJSON(value: unknown): value is { readonly rawJSON: string };
    parse(text: string, reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown): unknown;
  }
}

/** More digits than a double keeps for certain, or an exponent. What is in strings may look like one, which costs a slower reading. */
const UNUSUAL_NUMBER = /\d[\d.]{15}|\d[eE][+-]?\d/;

/** A double keeps this many significant digits, whatever they are. */
const DIGITS_KEPT = 15;

/**
 * Numbers of more digits than JavaScript keeps are written as they were read: they are most often ids.
 *
 * @throws SyntaxError
 */
export function parseExactly(text: string): unknown {
  return parseWith(text, (source) => JSON.rawJSON(source));
}

/**
 * For what computes with doubles: numbers of more digits are texts. An id as a text is of another type, but it is not another id.
 *
 * @throws SyntaxError
 */
export function parseWithLongNumbersAsTexts(text: string): unknown {
  return parseWith(text, (source) => source);
}

function parseWith(text: string, kept: (source: string) => unknown): unknown {
  return UNUSUAL_NUMBER.test(text)
    ? JSON.parse(text, (_key, value, { source }) => (typeof value === 'number' && source !== undefined && mayBeLost(value, source) ? kept(source) : value))
    : JSON.parse(text);
}

function mayBeLost(value: number, source: string): boolean {
  const [mantissa] = source.split(/[eE]/, 1);
  const digits = mantissa.replace(/[-.]/g, '').replace(/^0+/, '');
  return !Number.isFinite(value) || (value === 0 && digits !== '') || digits.length > DIGITS_KEPT;
}
