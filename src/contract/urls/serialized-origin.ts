/** A private-use scheme has no host syntax: the host is compared byte for byte, and used in headers and templates. */
const OTHER_SCHEME = /^[a-z][a-z0-9+.-]*:\/\/(\[[0-9a-f:.]+\]|[A-Za-z0-9._~-]+)(:[0-9]{1,5})?$/;

/**
 * Why a text is not an origin as browsers, extensions and apps with web views send it; undefined for one that is.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6454#section-6.2
 */
export function serializedOriginProblem(text: string): string | undefined {
  if (text === 'null') {
    return 'every sandboxed frame and every local file sends';
  }
  return isTupleOrigin(text) && !text.includes('*') ? undefined : 'no browser sends';
}

function isTupleOrigin(text: string): boolean {
  if (!URL.canParse(text)) {
    return false;
  }
  const { origin, protocol } = new URL(text);
  // Of schemes that it does not know, such as "chrome-extension:", Node.js knows no origin; browsers do.
  return origin === text || (origin === 'null' && protocol !== 'file:' && OTHER_SCHEME.test(text));
}
