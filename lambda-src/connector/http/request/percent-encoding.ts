/** A lone surrogate has no bytes in UTF-8. */
export function wellFormed(text: string): string {
  return Buffer.from(text).toString();
}

/** Everything but the unreserved characters of RFC 3986 is encoded. */
export function encodeComponent(text: string): string {
  return encodeURIComponent(wellFormed(text)).replace(/[!'()*]/g, hex);
}

/**
 * As the reserved expansion of RFC 6570 encodes: reserved characters and triplets stay, except what would end the place.
 *
 * @param kept the reserved characters that stay
 */
export function encodeReserved(text: string, kept: string): string {
  return wellFormed(text).replace(/%[0-9A-Fa-f]{2}|[^A-Za-z0-9\-._~]/gu, (match) => (/^%../.test(match) || kept.includes(match) ? match : encodeComponent(match)));
}

function hex(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
