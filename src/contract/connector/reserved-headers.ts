/**
 * Headers that no argument may set. They say where a request goes, where it ends, or who sends it; or they would tell the API to read
 * another method, path or host than the one that was declared.
 */
const RESERVED: ReadonlySet<string> = new Set([
  'accept', 'accept-charset', 'accept-encoding', 'authorization', 'connection', 'content-encoding', 'content-length', 'content-type', 'cookie', 'date',
  'expect', 'forwarded', 'host', 'http2-settings', 'keep-alive', 'max-forwards', 'origin', 'referer', 'set-cookie', 'te', 'trailer', 'transfer-encoding',
  'upgrade', 'via', 'x-forwarded', 'x-http-method', 'x-http-method-override', 'x-method-override', 'x-original-url', 'x-real-ip', 'x-rewrite-url',
]);

const RESERVED_PREFIXES: readonly string[] = ['proxy-', 'x-forwarded-', 'sec-'];

/** What the author may set to a constant all the same. */
const CONSTANT: ReadonlySet<string> = new Set(['accept', 'origin', 'referer']);

/** A field name of HTTP: `1*tchar`. */
const FIELD_NAME = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Without control characters and beyond ASCII: not every server agrees on what follows, and a line break would end the header. */
const FIELD_VALUE = /^[\t\x20-\x7e]*$/;

export function isFieldName(name: string): boolean {
  return FIELD_NAME.test(name);
}

export function isFieldValue(value: string): boolean {
  return FIELD_VALUE.test(value);
}

/** Whether an argument must not set this header. */
export function isReservedHeader(name: string): boolean {
  const lower = name.toLowerCase();
  return RESERVED.has(lower) || RESERVED_PREFIXES.some((prefix) => lower.startsWith(prefix));
}

/** Whether the author must not set this header: credentials are the connection's, the body has its own type, and the rest is HTTP's. */
export function isReservedConstantHeader(name: string): boolean {
  return isReservedHeader(name) && !CONSTANT.has(name.toLowerCase());
}
