/** What a header may hold as it is; the rest, and what would be read as encoded, is encoded. */
const PLAIN = /^(?!=\?base64\?)(?:[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?)?$/;

/** @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#value-encoding */
export function encodedHeaderValue(text: string): string {
  if (PLAIN.test(text)) {
    return text;
  }
  const bytes = new TextEncoder().encode(text);
  return `=?base64?${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}?=`;
}
