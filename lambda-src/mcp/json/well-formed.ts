/** A backslash and what it escapes: what JSON.stringify writes of a lone half of a surrogate pair, or anything else. */
const ESCAPE = /\\(?:ud[89a-f][0-9a-f]{2}|[^])/g;
const LONE_SURROGATE_LENGTH = 6;

/**
 * Replaces lone surrogates with U+FFFD, such as in a text that was cut within an emoji: parsers in Rust, including pydantic's, reject the whole
 * message otherwise.
 *
 * @param json as JSON.stringify writes it
 */
export function wellFormed(json: string): string {
  return /\\ud[89a-f]/.test(json) ? json.replace(ESCAPE, (escape) => escape.length === LONE_SURROGATE_LENGTH ? '\ufffd' : escape) : json;
}
