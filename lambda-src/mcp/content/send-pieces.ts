import type { Writable } from 'node:stream';
import { enclosed } from './pieces';

/**
 * Writes text as fast as it is read, and no faster, so that little of it is in memory. Ends without an error where the reader has left.
 *
 * Where the pieces fail, the stream stays open: the runtime then ends it as failed, and the client does not take a part for all.
 */
export async function sendPieces(output: Writable, start: string, pieces: AsyncIterable<string>, end: string): Promise<void> {
  let hasReaderLeft = false;
  let wake: () => void = () => undefined;
  output.on('error', () => undefined).on('drain', () => wake()).on('close', () => {
    hasReaderLeft = true;
    wake();
  });
  for await (const piece of enclosed(start, pieces, end)) {
    if (!hasReaderLeft && !output.write(piece)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
    if (hasReaderLeft) {
      return;
    }
  }
  output.end();
}
