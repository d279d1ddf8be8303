/** A frame of `application/vnd.amazon.eventstream`. */
export interface Frame {
  /** Text headers only: others say nothing that is needed. */
  readonly headers: ReadonlyMap<string, string>;
  readonly payload: Buffer;
}

const PRELUDE_BYTES = 12;
const CHECKSUM_BYTES = 4;
/** Lambda's frames are far smaller. */
const FRAME_MAX_BYTES = 16 * 1024 * 1024;

/** Bytes of a header's value, by its type; text and bytes (6 and 7) say their length. */
const VALUE_BYTES: ReadonlyMap<number, number> = new Map([[0, 0], [1, 0], [2, 1], [3, 2], [4, 4], [5, 8], [8, 8], [9, 16]]);
const TEXT = 7;

/**
 * Reads the frames of a stream, as they come. Their checksums are not verified: TLS does that.
 *
 * @throws RangeError where it is no stream of frames
 * @see https://smithy.io/2.0/aws/amazon-eventstream.html
 */
export async function* frames(body: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of body) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= PRELUDE_BYTES) {
      const length = rest.readUInt32BE(0);
      const headersLength = rest.readUInt32BE(4);
      if (length > FRAME_MAX_BYTES || length < PRELUDE_BYTES + headersLength + CHECKSUM_BYTES) {
        throw new RangeError(`no frame of an event stream: ${length} bytes, of them ${headersLength} of headers`);
      }
      if (rest.length < length) {
        break;
      }
      const afterHeaders = PRELUDE_BYTES + headersLength;
      yield { headers: headersIn(rest.subarray(PRELUDE_BYTES, afterHeaders)), payload: rest.subarray(afterHeaders, length - CHECKSUM_BYTES) };
      rest = rest.subarray(length);
    }
  }
  if (rest.length > 0) {
    throw new RangeError('the stream ended within a frame');
  }
}

function headersIn(bytes: Buffer): ReadonlyMap<string, string> {
  const headers = new Map<string, string>();
  for (let at = 0; at < bytes.length;) {
    const nameEnd = at + 1 + bytes.readUInt8(at);
    const name = bytes.toString('utf8', at + 1, nameEnd);
    const type = bytes.readUInt8(nameEnd);
    const fixed = VALUE_BYTES.get(type);
    const start = nameEnd + (fixed === undefined ? 3 : 1);
    const end = start + (fixed ?? bytes.readUInt16BE(nameEnd + 1));
    if (type === TEXT) {
      headers.set(name, bytes.toString('utf8', start, end));
    }
    at = end;
  }
  return headers;
}
