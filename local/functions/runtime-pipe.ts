import { type Duplex, Readable } from 'node:stream';
import type { RuntimeListener } from './runtime-api';
import { frozenTime } from '../runtimes/node/clock.mjs';
import { type FrameHead, FrameReader, frameOf } from '../runtimes/node/frames.mjs';

/**
 * Speaks with a runtime of ours over a pipe that only its process has: a frame for an event and one for an answer cost a sixth of what the requests of the
 * Runtime API do.
 */
export function serveRuntimePipe(pipe: Duplex, listener: RuntimeListener): void {
  const reader = new FrameReader();
  let streamed: Readable | undefined;

  const next = () => listener.next(({ requestId, functionArn, traceId, payload }, deadline) => {
    if (!pipe.destroyed) {
      pipe.write(frameOf([requestId, functionArn, traceId, deadline, frozenTime()], payload));
    }
  });
  const receive = ([type, id, detail, asks]: FrameHead, bytes: Buffer) => {
    const requestId = String(id);
    const failure = () => ({ errorType: String(detail), payload: bytes });
    switch (type) {
      case 'next': return next();
      case 'response':
        listener.responseStarted(requestId, { streaming: typeof detail === 'string', contentType: String(detail ?? 'application/json'), body: bytes });
        listener.responseEnded(requestId, undefined);
        return asks === true ? next() : undefined;
      case 'error': return listener.failed(requestId, failure());
      case 'initError': return listener.initFailed(failure());
      case 'begin': {
        // The function waits for who reads slowly.
        const body = new Readable({ read: () => void pipe.resume() }).on('error', () => undefined).once('close', () => pipe.resume());
        streamed = body;
        return listener.responseStarted(requestId, { streaming: true, contentType: String(detail), body });
      }
      case 'chunk':
        if (streamed !== undefined && !streamed.push(bytes) && !streamed.destroyed) {
          pipe.pause();
        }
        return undefined;
      case 'end':
        streamed?.push(null);
        streamed = undefined;
        listener.responseEnded(requestId, typeof detail === 'string' ? failure() : undefined);
        // Nothing asks for more of a stream that has ended.
        pipe.resume();
    }
  };
  pipe.on('data', (part: Buffer) => {
    try {
      reader.read(part).forEach(([head, bytes]) => receive(head, bytes));
    } catch {
      // The function wrote there what is no frame.
      pipe.destroy();
    }
  });
  pipe.on('error', () => undefined);
  pipe.on('close', () => streamed?.destroy(new Error('the process of the function ended')));
}
