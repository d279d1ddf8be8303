import type { IncomingMessage } from 'node:http';

/**
 * Reads a message to its end; what exceeds the limit is thrown away.
 *
 * @returns undefined where it is longer
 * @throws where whoever sends it goes away before its end
 */
export function readUpTo(maxBytes: number, message: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  return new Promise((resolve, reject) => {
    message.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= maxBytes) {
        chunks.push(chunk);
      }
    });
    message.once('end', () => resolve(size > maxBytes ? undefined : chunks.length === 1 ? chunks[0] : Buffer.concat(chunks)));
    message.once('error', reject);
  });
}

/** @throws where whoever sends it goes away before its end */
export function readBody(message: IncomingMessage): Promise<Buffer> {
  return readUpTo(Infinity, message) as Promise<Buffer>;
}
