import { type Duplex, Readable } from 'node:stream';
import type { RuntimeListener } from './runtime-api';
import { frozenTime } from '../runtimes/node/clock.mjs';
import { type FrameHead, FrameReader, frameOf } from '../runtimes/node/frames.mjs';

/** A streamed answer. */
interface Streamed {
  readonly requestId: string;
  readonly contentType: string;
  /** What has come of it before anybody read it. */
  readonly chunks: Buffer[];
  /** Who reads it. */
  body?: Readable;
}

/**
 * Speaks with a runtime of ours over a pipe that only its process has: a frame for an event and one for an answer cost a sixth of what the requests of the
 * Runtime API do.
 */
export function serveRuntimePipe(pipe: Duplex, listener: RuntimeListener): void {
  const reader = new FrameReader();
  let streamed: Streamed | undefined;

  const deliver = async () => {
    const { event: { payload, ...event }, deadline } = await listener.next();
    if (!pipe.destroyed) {
      pipe.write(frameOf({ ...event, deadline, frozenTime: frozenTime() }, payload));
    }
  };
  const open = ({ requestId, contentType, chunks }: Streamed): Readable => {
    // The function waits for who reads slowly.
    const body = new Readable({ read: () => void pipe.resume() }).on('error', () => undefined).once('close', () => pipe.resume());
    chunks.forEach((chunk) => body.push(chunk));
    listener.responseStarted(requestId, { streaming: true, contentType, body });
    return body;
  };
  const end = ({ requestId, contentType, chunks, body }: Streamed, errorType: unknown, payload: Buffer) => {
    const failure = errorType === undefined ? undefined : { errorType: String(errorType), payload };
    if (failure === undefined && body === undefined) {
      listener.responseStarted(requestId, { streaming: true, contentType, body: Buffer.concat(chunks) });
    } else {
      (body ?? open({ requestId, contentType, chunks })).push(null);
    }
    listener.responseEnded(requestId, failure);
  };
  const receive = (head: FrameHead, bytes: Buffer) => {
    const requestId = String(head.requestId);
    switch (head.type) {
      case 'next': return void deliver();
      case 'response':
        listener.responseStarted(requestId, { streaming: false, contentType: 'application/json', body: bytes });
        return listener.responseEnded(requestId, undefined);
      case 'error': return listener.failed(requestId, { errorType: String(head.errorType), payload: bytes });
      case 'initError': return listener.initFailed({ errorType: String(head.errorType), payload: bytes });
      case 'begin':
        streamed = { requestId, contentType: String(head.contentType), chunks: [] };
        return undefined;
      case 'chunk':
        if (streamed?.body === undefined) {
          streamed?.chunks.push(bytes);
        } else if (!streamed.body.push(bytes) && !streamed.body.destroyed) {
          pipe.pause();
        }
        return undefined;
      case 'end':
        if (streamed !== undefined) {
          end(streamed, head.errorType, bytes);
          streamed = undefined;
          // Nothing asks for more of a stream that has ended.
          pipe.resume();
        }
    }
  };
  pipe.on('data', (part: Buffer) => {
    try {
      reader.read(part).forEach(([head, bytes]) => receive(head, bytes));
    } catch {
      // The function wrote there what is no frame.
      pipe.destroy();
    }
    if (streamed !== undefined) {
      streamed.body ??= open(streamed);
    }
  });
  pipe.on('error', () => undefined);
  pipe.on('close', () => streamed?.body?.destroy(new Error('the process of the function ended')));
}
