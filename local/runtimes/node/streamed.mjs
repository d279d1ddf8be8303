import { Writable } from 'node:stream';
import { formatError, logError } from './errors.mjs';
import { onDrained, send, sendAnswer } from './runtime-client.mjs';

/** Bytes that wait for the end of a turn. */
const HELD_MAX_BYTES = 64 * 1024;

/** The stream that a handler writes its answer to. */
function openStream(requestId) {
  let contentType = 'application/octet-stream';
  let failure;
  let begun = false;
  let ended = false;
  /** What is written in the first turn: a stream that ends in it is sent as a whole. */
  const held = [];
  let heldBytes = 0;
  /** @returns whether more can be sent */
  const begin = () => {
    if (begun || ended) return true;
    begun = true;
    return held.reduce((_, chunk) => send(['chunk'], chunk), send(['begin', requestId, contentType]));
  };
  const end = () => {
    if (ended) return;
    if (begun || failure !== undefined) {
      begin();
      send(['end', requestId, failure?.errorType], failure && Buffer.from(JSON.stringify(failure)));
    } else {
      sendAnswer(requestId, Buffer.concat(held), contentType);
    }
    ended = true;
  };
  /** @returns whether more can be sent */
  const hold = (chunk) => {
    if (held.length === 0) setImmediate(begin);
    held.push(chunk);
    heldBytes += chunk.length;
    return heldBytes <= HELD_MAX_BYTES || begin();
  };
  const stream = new Writable({
    write(chunk, _encoding, done) {
      if (begun ? send(['chunk'], chunk) : hold(chunk)) done();
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
    if (begun || held.length > 0) throw new Error('Cannot set content-type, too late.');
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
