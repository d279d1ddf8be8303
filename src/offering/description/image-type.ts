type IconType = 'image/png' | 'image/jpeg' | 'image/webp' | 'image/svg+xml';

const PNG = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
/** The first chunk of a PNG is its header: length, type, width, height. */
const PNG_HEADER_END = 24;
const JPEG = Buffer.from([0xff, 0xd8, 0xff]);

/**
 * The media type of an image, by its content: clients judge by that, too.
 *
 * @returns undefined where it is none that clients show as an icon
 */
export function imageTypeOf(bytes: Buffer): IconType | undefined {
  if (startsWith(bytes, PNG) && bytes.length >= PNG_HEADER_END) {
    return 'image/png';
  }
  if (startsWith(bytes, JPEG)) {
    return 'image/jpeg';
  }
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') {
    return 'image/webp';
  }
  // Before the root there may be a declaration, a doctype and comments.
  return /^\uFEFF?\s*(<\?[^>]*\?>\s*|<!--[^]*?-->\s*|<!DOCTYPE[^>]*>\s*)*<svg[\s>]/i.test(bytes.toString('utf8')) ? 'image/svg+xml' : undefined;
}

/** Width and height, as clients get them. */
export function pngSize(bytes: Buffer): string {
  return `${bytes.readUInt32BE(16)}x${bytes.readUInt32BE(20)}`;
}

function startsWith(bytes: Buffer, signature: Buffer): boolean {
  return bytes.subarray(0, signature.length).equals(signature);
}
