import type { IncomingMessage } from 'node:http';
import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, type Zlib } from 'node:zlib';

export const ACCEPTED_ENCODINGS = 'gzip, deflate, br';

const DECODERS: ReadonlyMap<string, () => Transform & Zlib> = new Map([
  ['gzip', createGunzip], ['x-gzip', createGunzip], ['deflate', createInflate], ['br', createBrotliDecompress],
]);

export interface ReadBody {
  readonly body: Uint8Array;
  /** Whether there was more. */
  readonly truncated?: true;
}

/**
 * Reads a body, decompressed, up to a size: what is beyond it is not even decompressed.
 *
 * @param isEnough whether nothing is needed of what follows a piece, for answers that do not end
 * @throws the error of the connection, or where the body is not encoded as its header says
 */
export async function readBody(response: IncomingMessage, maxBytes: number, isEnough?: (piece: Uint8Array) => boolean): Promise<ReadBody> {
  const encodings = (response.headers['content-encoding'] ?? '').toLowerCase().split(',').map((name) => name.trim()).filter((name) => name !== '' && name !== 'identity');
  const decoders = encodings.map((name) => DECODERS.get(name)?.());
  if (decoders.length > 1 || decoders.includes(undefined)) {
    throw new Error(`the content encoding ${encodings.join(', ').slice(0, 80)} was not asked for`);
  }
  const [decoder] = decoders;
  // Errors before the end of the message would be lost in a pipe.
  const source = decoder === undefined ? response : response.on('error', (error) => decoder.destroy(error)).on('aborted', () => decoder.destroy(new Error('aborted'))).pipe(decoder);
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      chunks.push(chunk.subarray(0, maxBytes - length));
      length += chunk.length;
      if (length > maxBytes) {
        return { body: Buffer.concat(chunks), truncated: true };
      }
      if (isEnough?.(chunk)) {
        break;
      }
    }
    return { body: Buffer.concat(chunks) };
  } catch (error) {
    // Also an answer without a body may say how it would be encoded: to HEAD, or with the status 204.
    if (decoder?.bytesWritten === 0 && response.complete) {
      return { body: Buffer.alloc(0) };
    }
    throw error;
  } finally {
    // A connection with an unread rest cannot be used again.
    if (!response.complete) {
      response.destroy();
    }
    decoder?.destroy();
  }
}
