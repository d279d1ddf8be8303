import { Socket } from 'node:net';
import { FrameReader, frameOf } from './frames.mjs';

/** The pipe to the gateway, which nobody else has: the file descriptor after the standard ones. */
const pipe = new Socket({ fd: 3, readable: true, writable: true });
const reader = new FrameReader();
let take;

// When the gateway is gone, this process is no longer needed.
pipe.on('close', () => process.exit(1)).on('error', () => undefined);
pipe.on('data', (part) => reader.read(part).forEach(([event, payload]) => take({ ...event, payload: payload.toString('utf8') })));
// A handler that waits for nothing ends its process.
pipe.unref();

/** @param sent called when the gateway can read it, also if this process ends */
export function send(head, bytes = undefined, sent = undefined) {
  if (pipe.writableCorked === 0) {
    // What follows in this turn goes with it.
    pipe.cork();
    setImmediate(() => pipe.uncork());
  }
  return pipe.write(frameOf(head, bytes), sent);
}

/** Resolves when the gateway can read all that was sent. */
export const allSent = () => new Promise((resolve) => {
  pipe.write(Buffer.alloc(0), resolve);
});

/** Calls back when more can be sent. */
export const onDrained = (callback) => pipe.once('drain', callback);

export function getNext() {
  send({ type: 'next' });
  pipe.ref();
  return new Promise((resolve) => {
    take = (event) => {
      pipe.unref();
      resolve(event);
    };
  });
}

export const postResponse = (requestId, body) => send({ type: 'response', requestId }, Buffer.from(body));

const posted = (head, error) => new Promise((resolve) => {
  send({ ...head, errorType: error.errorType }, Buffer.from(JSON.stringify(error)), resolve);
});

export const postError = (requestId, error) => posted({ type: 'error', requestId }, error);
export const postInitError = (error) => posted({ type: 'initError' }, error);
