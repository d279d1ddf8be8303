import { Socket } from 'node:net';
import { FrameReader, frameOf } from './frames.mjs';

/** The pipe to the gateway, which nobody else has: the file descriptor after the standard ones. */
const pipe = new Socket({ fd: 3, readable: true, writable: true });
const reader = new FrameReader();
let take;
/** The answer of this turn, as its head and its bytes: the question for the next event goes with it. */
let held;

// When the gateway is gone, this process is no longer needed.
pipe.on('close', () => process.exit(1)).on('error', () => undefined);
pipe.on('data', (part) => reader.read(part).forEach(([[requestId, functionArn, traceId, deadline, frozenTime], payload]) => {
  take({ requestId, functionArn, traceId, deadline, frozenTime: frozenTime ?? undefined, payload: payload.toString('utf8') });
}));
// A handler that waits for nothing ends its process.
pipe.unref();

/** @param sent called when the gateway can read it, also if this process ends */
export function send(head, bytes = undefined, sent = undefined) {
  release();
  if (pipe.writableCorked === 0) {
    // What follows in this turn goes with it.
    pipe.cork();
    setImmediate(() => pipe.uncork());
  }
  return pipe.write(frameOf(head, bytes), sent);
}

/** Sends a whole answer. @param contentType of one that was streamed */
export function sendAnswer(requestId, bytes, contentType = undefined) {
  held = [['response', requestId, contentType], bytes];
  setImmediate(() => release());
}

function release(asks = false) {
  if (held === undefined) return;
  const [head, bytes] = held;
  held = undefined;
  pipe.write(frameOf([...head, asks], bytes));
}

/** Resolves when the gateway can read all that was sent. */
export const allSent = () => new Promise((resolve) => {
  release();
  pipe.write(Buffer.alloc(0), resolve);
});

/** Calls back when more can be sent. */
export const onDrained = (callback) => pipe.once('drain', callback);

export function getNext() {
  if (held === undefined) send(['next']);
  else release(true);
  pipe.ref();
  return new Promise((resolve) => {
    take = (event) => {
      pipe.unref();
      resolve(event);
    };
  });
}

const posted = (head, error) => new Promise((resolve) => {
  send([...head, error.errorType], Buffer.from(JSON.stringify(error)), resolve);
});

export const postError = (requestId, error) => posted(['error', requestId], error);
export const postInitError = (error) => posted(['initError', null], error);
