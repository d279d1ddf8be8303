// What the local gateway and a Node.js runtime send each other over the pipe between them: frames of a head, which is a list in JSON, and bytes. The
// members of a list have no names, which JSON.parse() would have to look up one by one.
//
// The gateway sends events: [requestId, functionArn, traceId, deadline, frozenTime], and their payload. The runtime sends
//
//   ['next']                                     it asks for an event
//   ['response', requestId, contentType, asks]   a whole answer, with the content type of one that was streamed; whether it asks for the next event, too
//   ['begin', requestId, contentType]            an answer begins that is streamed,
//   ['chunk']                                    goes on,
//   ['end', requestId, errorType]                and ends; with the error, where there is one
//   ['error', requestId, errorType]              the handler failed
//   ['initError', null, errorType]               the code did not load
const NOTHING = Buffer.alloc(0);
/** The lengths of the head and of the bytes. */
const LENGTHS_BYTES = 8;

export function frameOf(head, bytes = NOTHING) {
  const text = JSON.stringify(head);
  const bytesAt = LENGTHS_BYTES + Buffer.byteLength(text);
  const frame = Buffer.allocUnsafe(bytesAt + bytes.length);
  frame.writeUInt32BE(bytesAt - LENGTHS_BYTES, 0);
  frame.writeUInt32BE(bytes.length, 4);
  frame.write(text, LENGTHS_BYTES);
  frame.set(bytes, bytesAt);
  return frame;
}

/** Makes frames of what arrives. */
export class FrameReader {
  /** Of a frame that has not arrived as a whole. */
  #parts = [];
  #length = 0;
  /** Bytes without which there is no further frame. */
  #needed = LENGTHS_BYTES;

  /** @returns the frames that have arrived as a whole, as pairs of their heads and their bytes */
  read(part) {
    const frames = [];
    let all = part;
    if (this.#length > 0) {
      this.#parts.push(part);
      this.#length += part.length;
      if (this.#length < this.#needed) return frames;
      all = Buffer.concat(this.#parts);
    }
    let at = 0;
    for (this.#needed = LENGTHS_BYTES; all.length - at >= LENGTHS_BYTES; this.#needed = LENGTHS_BYTES) {
      const bytesAt = at + LENGTHS_BYTES + all.readUInt32BE(at);
      const end = bytesAt + all.readUInt32BE(at + 4);
      if (end > all.length) {
        this.#needed = end - at;
        break;
      }
      frames.push([JSON.parse(all.toString('utf8', at + LENGTHS_BYTES, bytesAt)), all.subarray(bytesAt, end)]);
      at = end;
    }
    this.#length = all.length - at;
    this.#parts = this.#length === 0 ? [] : [all.subarray(at)];
    return frames;
  }
}
