// Frames of a length and as many bytes.
const LENGTH_BYTES = 4;

export function framed(bytes) {
  const frame = Buffer.alloc(LENGTH_BYTES + bytes, 'x');
  frame.writeUInt32BE(bytes);
  return frame;
}

/** Calls back with the bytes of each frame, of which there is one at a time. */
export function onFrames(pipe, take) {
  let all = Buffer.alloc(0);
  pipe.on('data', (part) => {
    all = all.length === 0 ? part : Buffer.concat([all, part]);
    if (all.length >= LENGTH_BYTES && all.length === LENGTH_BYTES + all.readUInt32BE()) {
      const bytes = all.subarray(LENGTH_BYTES);
      all = Buffer.alloc(0);
      take(bytes);
    }
  });
}
