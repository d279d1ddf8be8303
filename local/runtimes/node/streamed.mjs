import { Writable } from 'node:stream';
import { formatError, logError } from './errors.mjs';
import { onDrained, send } from './runtime-client.mjs';

/** The stream that a handler writes its answer to. */
function openStream(requestId) {
  let contentType = 'application/octet-stream';
  let failure;
  let begun = false;
  let ended = false;
  const begin = () => {
    if (!begun) send({ type: 'begin', requestId, contentType });
    begun = true;
  };
  const end = () => {
    begin();
    if (!ended) send({ type: 'end', requestId, errorType: failure?.errorType }, failure && Buffer.from(JSON.stringify(failure)));
    ended = true;
  };
  const stream = new Writable({
    write(chunk, _encoding, done) {
      begin();
      if (send({ type: 'chunk' }, chunk)) done();
      else onDrained(done);
    },
    final(done) {
      end();
      done();
    },
    destroy(error, done) {
      if (!ended) failure ??= formatError(error ?? new Error('the handler destroyed the stream of its response'));
      end();
      done(error);
    },
  });
  const done = new Promise((resolve) => {
    stream.once('close', resolve);
  });
  stream.setContentType = (type) => {
    if (begun) throw new Error('Cannot set content-type, too late.');
    contentType = type;
  };
  const write = stream.write.bind(stream);
  let written = false;
  stream.write = (chunk, ...rest) => {
    if (!written) {
      written = true;
      stream._onBeforeFirstWrite?.((part) => write(part));
    }
    const writable = typeof chunk === 'string' || chunk instanceof Uint8Array;
    return write(writable ? chunk : JSON.stringify(chunk), ...rest);
  };
  /** Ends the stream in the middle, and says why. */
  const fail = (error) => {
    if (stream.writableEnded) return;
    failure = formatError(error);
    stream.end();
  };
  return { stream, done, fail };
}

export async function runStreamed(handler, event, context) {
  const { stream, done, fail } = openStream(context.awsRequestId);
  try {
    const result = handler(event, stream, context);
    if (typeof result?.then !== 'function') throw new Error('Streaming does not support non-async handlers.');
    await result;
  } catch (error) {
    logError(error);
    fail(error);
  }
  await done;
}
