import { ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';
import { buffered, isFailure, newRequestId, readFailure, RunningInvocation } from '../../functions/invocation';

/** Type of a header's value: a text. */
const TEXT = 7;

/** One message of `application/vnd.amazon.eventstream`. */
function frame(eventType: string, contentType: string, payload: Buffer): Buffer {
  const headers = Buffer.concat(Object.entries({ ':message-type': 'event', ':event-type': eventType, ':content-type': contentType }).flatMap(([name, value]) => {
    const length = Buffer.alloc(3);
    length.writeUInt8(TEXT);
    length.writeUInt16BE(Buffer.byteLength(value), 1);
    return [Buffer.from([Buffer.byteLength(name)]), Buffer.from(name), length, Buffer.from(value)];
  }));
  const prelude = Buffer.alloc(8);
  prelude.writeUInt32BE(16 + headers.length + payload.length);
  prelude.writeUInt32BE(headers.length, 4);
  const message = Buffer.concat([prelude, checksum(prelude), headers, payload]);
  return Buffer.concat([message, checksum(message)]);
}

function checksum(bytes: Buffer): Buffer {
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return sum;
}

/** Sends what a function answers as it comes, as InvokeWithResponseStream does; of a buffered function all at once. */
export async function streamResponse(invocation: RunningInvocation, response: ServerResponse, headers: { readonly [name: string]: string }): Promise<void> {
  response.writeHead(200, { ...headers, 'Content-Type': 'application/vnd.amazon.eventstream' });
  const started = await invocation.started;
  const complete = (errorPayload?: Buffer) => response.end(frame('InvokeComplete', 'application/json', Buffer.from(JSON.stringify(
    errorPayload === undefined ? {} : { ErrorCode: readFailure(errorPayload).errorType ?? 'Unhandled', ErrorDetails: errorPayload.toString() },
  ))));
  if (isFailure(started)) {
    complete(started.payload);
    return;
  }
  if (!started.streaming) {
    const { payload, failed } = await buffered(invocation, newRequestId());
    if (!failed) {
      response.write(frame('PayloadChunk', 'application/octet-stream', payload));
    }
    complete(failed ? payload : undefined);
    return;
  }
  try {
    for await (const chunk of Buffer.isBuffer(started.body) ? [started.body] : started.body) {
      response.write(frame('PayloadChunk', 'application/octet-stream', chunk as Buffer));
    }
  } catch {
    // The process died or was stopped: `finished` says why.
  }
  complete((await invocation.finished)?.payload);
}
