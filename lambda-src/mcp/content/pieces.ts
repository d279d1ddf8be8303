/** Bytes as base64, piece by piece. */
export async function* base64Pieces(parts: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const part of parts) {
    const bytes = rest.length === 0 ? part : Buffer.concat([rest, part]);
    // Three bytes are four characters, wherever S3 cuts.
    const whole = bytes.length - bytes.length % 3;
    yield bytes.toString('base64', 0, whole);
    rest = bytes.subarray(whole);
  }
  yield rest.toString('base64');
}

/** UTF-8 as the inside of a string of JSON, piece by piece. What is none, and was not seen at the start, is U+FFFD. */
export async function* textPieces(parts: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  for await (const part of parts) {
    yield inString(decoder.decode(part, { stream: true }));
  }
  yield inString(decoder.decode());
}

export async function* enclosed(start: string, pieces: AsyncIterable<string>, end: string): AsyncGenerator<string> {
  yield start;
  yield* pieces;
  yield end;
}

/** Whether bytes are UTF-8, where the last character may be cut. */
export function isTextStart(bytes: Buffer): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}

function inString(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}
