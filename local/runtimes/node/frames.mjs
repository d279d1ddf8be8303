// What the local gateway and a Node.js runtime send each other over the pipe between them: frames of a head, which is JSON, and bytes.
const NOTHING = Buffer.alloc(0);
/** The lengths of the head and of the bytes. */
const LENGTHS_BYTES = 8;

export function frameOf(head, bytes = NOTHING) {
  const text = Buffer.from(JSON.stringify(head));
  const lengths = Buffer.alloc(LENGTHS_BYTES);
  lengths.writeUInt32BE(text.length, 0);
  lengths.writeUInt32BE(bytes.length, 4);
  return Buffer.concat([lengths, text, bytes]);
}

/** Makes frames of what arrives. */
export class FrameReader {
  #parts = [];
  #length = 0;
  /** Bytes without which there is no further frame. */
  #needed = LENGTHS_BYTES;

  /** @returns the frames that have arrived as a whole, as pairs of their heads and their bytes */
  read(part) {
    this.#parts.push(part);
    this.#length += part.length;
    const frames = [];
    if (this.#length < this.#needed) return frames;
    let rest = this.#parts.length === 1 ? part : Buffer.concat(this.#parts);
    for (this.#needed = LENGTHS_BYTES; rest.length >= LENGTHS_BYTES; this.#needed = LENGTHS_BYTES) {
      const bytesAt = LENGTHS_BYTES + rest.readUInt32BE(0);
      this.#needed = bytesAt + rest.readUInt32BE(4);
      if (rest.length < this.#needed) break;
      frames.push([JSON.parse(rest.toString('utf8', LENGTHS_BYTES, bytesAt)), rest.subarray(bytesAt, this.#needed)]);
      rest = rest.subarray(this.#needed);
    }
    this.#parts = [rest];
    this.#length = rest.length;
    return frames;
  }
}
