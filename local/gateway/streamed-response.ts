import { PassThrough, Readable } from 'node:stream';
import { readHead } from './proxy-response';
import { Reply } from './reply';
import { isObject } from '../cloud-assembly/template';
import { RunningInvocation } from '../functions/invocation';

const DELIMITER = Buffer.alloc(8);
/** Bytes within which the delimiter must come. */
const METADATA_MAX_BYTES = 16 * 1024;
/** Bytes that are sent as fast as they come; the rest goes at a fixed rate. */
const UNTHROTTLED_BYTES = 10 * 1024 * 1024;
const THROTTLED_BYTES_PER_MILLISECOND = 2 * 1024 * 1024 / 1000;

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Sends the rest of a stream on. The function is read to its end even when the client is gone. */
async function pump(rest: AsyncIterable<Buffer>, invocation: RunningInvocation, client: PassThrough, idleTimeout: number): Promise<void> {
  let sent = 0;
  let idle = setTimeout(() => client.destroy(new Error('idle')), idleTimeout);
  try {
    for await (const chunk of rest) {
      clearTimeout(idle);
      if (!client.destroyed && !client.write(chunk)) {
        await Promise.race([new Promise((resolve) => client.once('drain', resolve)), new Promise((resolve) => client.once('close', resolve))]);
      }
      sent += chunk.length;
      if (sent > UNTHROTTLED_BYTES && !client.destroyed) {
        await pause(chunk.length / THROTTLED_BYTES_PER_MILLISECOND);
      }
      idle = setTimeout(() => client.destroy(new Error('idle')), idleTimeout);
    }
    const failure = await invocation.finished;
    if (failure === undefined) {
      client.end();
    } else {
      client.destroy(new Error(failure.errorType));
    }
  } catch (error) {
    client.destroy(error as Error);
  } finally {
    clearTimeout(idle);
  }
}

async function* continued(first: Buffer, iterator: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  if (first.length > 0) {
    yield first;
  }
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) {
    yield next.value;
  }
}

function readMetadata(json: string): ReturnType<typeof readHead> {
  try {
    const metadata: unknown = JSON.parse(json);
    return isObject(metadata) ? readHead(metadata, 200) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Reads a streamed response that has already come to its end.
 *
 * @returns undefined without valid metadata and delimiter
 */
export function readWholeStream(body: Buffer): Reply | undefined {
  const at = body.indexOf(DELIMITER);
  const head = at < 0 ? undefined : readMetadata(body.toString('utf8', 0, at));
  return head && { ...head, body: body.subarray(at + DELIMITER.length), isStream: true };
}

/**
 * Waits for the metadata of a streamed response and starts to pass its body on.
 *
 * @param idleTimeout milliseconds without data after which the connection is closed
 * @returns undefined where no valid metadata and delimiter came
 */
export async function readStreamedResponse(body: Readable, invocation: RunningInvocation, idleTimeout: number): Promise<Reply | undefined> {
  const iterator = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let head = Buffer.alloc(0);
  try {
    while (head.indexOf(DELIMITER) < 0) {
      const next = await iterator.next();
      if (next.done || head.length > METADATA_MAX_BYTES) {
        body.resume();
        return undefined;
      }
      head = Buffer.concat([head, next.value]);
    }
  } catch {
    return undefined;
  }
  const end = head.indexOf(DELIMITER);
  const metadata = readMetadata(head.toString('utf8', 0, end));
  if (metadata === undefined) {
    body.resume();
    return undefined;
  }
  // If the client disconnects or the function fails, the connection ends without an error message.
  const client = new PassThrough().on('error', () => undefined);
  void pump(continued(head.subarray(end + DELIMITER.length), iterator), invocation, client, idleTimeout);
  return { ...metadata, body: client };
}
