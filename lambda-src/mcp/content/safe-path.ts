const MAX_DECODINGS = 32;

/**
 * Whether whatever takes the value for a path, or decodes it once more, stays where it is: it has no dot segment and no control character, at any
 * depth of decoding. Only whole segments count: `v1..v2` is fine.
 */
export function isSafePath(value: string): boolean {
  let text = value;
  for (let depth = 0; depth < MAX_DECODINGS; depth++) {
    if (/\p{Cc}/u.test(text) || text.split(/[/\\]/).some((segment) => segment === '.' || segment === '..')) {
      return false;
    }
    // Leniently: what is no encoding to one decoder does not stop another.
    const decoded = text.replace(/%([0-7][0-9a-f])/gi, (_encoded, hex: string) => String.fromCharCode(parseInt(hex, 16)));
    if (decoded === text) {
      return true;
    }
    text = decoded;
  }
  return false;
}
