const SENTINEL_START = '=?base64?';
const SENTINEL_END = '?=';
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const VISIBLE = /^[\x20-\x7e\t]*$/;

/**
 * The decoded value of an MCP header: the text itself, or the content of the base64 sentinel.
 *
 * @returns undefined if it has invalid characters
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#value-encoding
 */
export function decodeHeaderValue(value: string): string | undefined {
  const trimmed = value.trim();
  if (!VISIBLE.test(trimmed)) {
    return undefined;
  }
  if (!(trimmed.startsWith(SENTINEL_START) && trimmed.endsWith(SENTINEL_END) && trimmed.length >= SENTINEL_START.length + SENTINEL_END.length)) {
    return trimmed;
  }
  const encoded = trimmed.slice(SENTINEL_START.length, -SENTINEL_END.length);
  if (!BASE64.test(encoded)) {
    return undefined;
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(encoded, 'base64'));
  } catch {
    return undefined;
  }
}
