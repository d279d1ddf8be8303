import { once } from 'node:events';
import { Duplex, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import type { RunningResponse } from '../../../local/functions/invocation';
import type { RuntimeEvent, RuntimeListener } from '../../../local/functions/runtime-api';
import { serveRuntimePipe } from '../../../local/functions/runtime-pipe';
import { type FrameHead, FrameReader, frameOf } from '../../../local/runtimes/node/frames.mjs';

const EVENT: RuntimeEvent = { requestId: 'r', payload: Buffer.from('{"é":1}'), functionArn: 'arn', traceId: 't' };

/** Both ends of a pipe, and what the gateway was told. */
function connected() {
  const told: (readonly [string, ...unknown[]])[] = [];
  const responses: RunningResponse[] = [];
  const listener: RuntimeListener = {
    next: (give) => give(EVENT, 5),
    responseStarted: (id, response) => {
      told.push(['started', id, response.streaming, response.contentType]);
      responses.push(response);
    },
    responseEnded: (id, failure) => void told.push(['ended', id, failure?.errorType]),
    failed: (id, { errorType, payload }) => void told.push(['failed', id, errorType, payload.toString()]),
    initFailed: ({ errorType }) => void told.push(['init', errorType]),
  };
  const [gateway, runtime] = pipes();
  serveRuntimePipe(gateway, listener);
  return { runtime, told, responses };
}

function pipes(): readonly [Duplex, Duplex] {
  const ends: Duplex[] = [0, 1].map((index) => new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      ends[1 - index].push(chunk);
      done();
    },
  }));
  return [ends[0], ends[1]];
}

const written = (...frames: readonly (readonly [FrameHead, string?])[]) => Buffer.concat(frames.map(([head, bytes = '']) => frameOf(head, Buffer.from(bytes))));
/** Hears of streams only. */
const listenerOf = (bodies: Readable[]) => (
  { responseStarted: (_id: string, { body }: RunningResponse) => void bodies.push(body as Readable) } as unknown as RuntimeListener);
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('frames', () => {
  test('are read wherever they are cut', () => {
    const all = written([['é'], 'one'], [[2]], [[], '\0'.repeat(300)]);
    for (let size = 1; size <= all.length; size += 7) {
      const reader = new FrameReader();
      const read = Array.from({ length: Math.ceil(all.length / size) }, (_, index) => reader.read(all.subarray(index * size, (index + 1) * size))).flat();
      expect(read.map(([head, bytes]) => [head, bytes.toString()])).toEqual([[['é'], 'one'], [[2], ''], [[], '\0'.repeat(300)]]);
    }
  });
});

describe('over a pipe', () => {
  test('a runtime that asks gets its event', async () => {
    const { runtime } = connected();
    runtime.write(frameOf(['next']));
    const [part] = await once(runtime, 'data') as [Buffer];
    const [[head, bytes]] = new FrameReader().read(part);
    expect([head, bytes.toString()]).toEqual([['r', 'arn', 't', 5, null], '{"é":1}']);
  });

  test('an answer is whole, an error says its type, and one of the start, too', async () => {
    const { runtime, told, responses } = connected();
    runtime.write(written([['response', 'r', null, false], '[1]'], [['error', 's', 'RangeError'], '{}'], [['initError', null, 'Runtime.X']]));
    await turn();
    expect(told).toEqual([['started', 'r', false, 'application/json'], ['ended', 'r', undefined], ['failed', 's', 'RangeError', '{}'], ['init', 'Runtime.X']]);
    expect(responses[0].body.toString()).toBe('[1]');
  });

  const BEGIN = [['begin', 'r', 'text/x']] as const;

  test('a stream that came at once is whole', async () => {
    const { runtime, told, responses } = connected();
    runtime.write(written([['response', 'r', 'text/x', false], 'ab']));
    await turn();
    expect(told).toEqual([['started', 'r', true, 'text/x'], ['ended', 'r', undefined]]);
    expect(responses[0].body).toEqual(Buffer.from('ab'));
  });

  test('an answer may ask for the next event', async () => {
    const { runtime, told } = connected();
    runtime.write(written([['response', 'r', null, true], '1']));
    const [part] = await once(runtime, 'data') as [Buffer];
    expect(new FrameReader().read(part)[0][0][0]).toBe('r');
    expect(told.at(-1)).toEqual(['ended', 'r', undefined]);
  });

  test('a stream arrives as it is written', async () => {
    const { runtime, told, responses } = connected();
    runtime.write(written(BEGIN, [['chunk'], 'a']));
    await turn();
    expect(told).toEqual([['started', 'r', true, 'text/x']]);
    const read = text(responses[0].body as Readable);
    runtime.write(written([['chunk'], 'b'], [['end', 'r', null]]));
    expect(await read).toBe('ab');
    expect(told.at(-1)).toEqual(['ended', 'r', undefined]);
  });

  test('a stream that fails, and one whose process ends, say so', async () => {
    const failing = connected();
    failing.runtime.write(written(BEGIN, [['chunk'], 'a'], [['end', 'r', 'RangeError'], '{}']));
    await turn();
    expect(failing.told).toEqual([['started', 'r', true, 'text/x'], ['ended', 'r', 'RangeError']]);

    const [gateway, runtime] = pipes();
    const bodies: Readable[] = [];
    serveRuntimePipe(gateway, listenerOf(bodies));
    runtime.write(written(BEGIN, [['chunk'], 'a']));
    await turn();
    gateway.destroy();
    await expect(text(bodies[0])).rejects.toThrow('the process of the function ended');
  });

  test('a stream that nobody reads is not read on', async () => {
    const [gateway, runtime] = pipes();
    const bodies: Readable[] = [];
    serveRuntimePipe(gateway, listenerOf(bodies));
    runtime.write(written(BEGIN));
    await turn();
    runtime.write(written([['chunk'], 'x'.repeat(100_000)]));
    await turn();
    expect(gateway.isPaused()).toBe(true);
    bodies[0].resume();
    await turn();
    expect(gateway.isPaused()).toBe(false);
  });

  test('what follows a large stream is read, too', async () => {
    const { runtime, told, responses } = connected();
    runtime.write(written(BEGIN));
    await turn();
    runtime.write(written([['chunk'], 'x'.repeat(100_000)], [['end', 'r', null]]));
    await turn();
    runtime.write(written([['response', 'next', null, false], '1']));
    expect(await text(responses[0].body as Readable)).toHaveLength(100_000);
    await turn();
    expect(told.slice(-2)).toEqual([['started', 'next', false, 'application/json'], ['ended', 'next', undefined]]);
  });

  test('what is no frame ends it', async () => {
    const [gateway, runtime] = pipes();
    serveRuntimePipe(gateway, {} as RuntimeListener);
    runtime.write(Buffer.from('\0\0\0\u0001\0\0\0\0{'));
    await once(gateway, 'close');
    expect(gateway.destroyed).toBe(true);
  });
});
