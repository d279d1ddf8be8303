import { request, type ClientRequest } from 'node:http';
import { connect } from 'node:net';
import { PassThrough, Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { Handled } from '../../../local/gateway/gateway';
import { GatewayServer } from '../../../local/gateway/http-server';

let server: GatewayServer;
let port: number;
let reported: (handled: Handled) => void;
let stderr: jest.Spied<typeof process.stderr.write>;

beforeEach(async () => {
  server = new GatewayServer((_, handled) => reported(handled));
  port = await server.listen(0);
  stderr = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
});
afterEach(() => server.close());

const written = () => stderr.mock.calls.map(([text]) => String(text));

/** Answers a client that is gone when the answer is ready. @returns how often that was reported, and as what */
async function answerNobody(body: Buffer | Readable): Promise<readonly Handled[]> {
  const seen: Handled[] = [];
  const done = new Promise<void>((resolve) => (reported = (handled) => {
    seen.push(handled); resolve();
  }));
  let client: ClientRequest | undefined;
  void server.serve({
    handle: async () => {
      const gone = new Promise((resolve) => client!.once('close', resolve));
      client!.destroy();
      await gone;
      // The server hears of it some turns later.
      for (let turn = 0; turn < 50; turn++) {
        await setImmediate();
      }
      return { reply: { status: 200, headers: [], body }, route: '/slow' };
    },
  });
  client = request({ host: '127.0.0.1', port, path: '/slow' }).on('error', () => undefined);
  client.end();
  await done;
  return seen;
}

test.each<[string, () => Buffer | Readable]>([
  ['a buffered answer', () => Buffer.from('too late')],
  ['a streamed answer', () => new PassThrough().end('too late')],
  ['a stream that never ends', () => new PassThrough()],
])('a client that hangs up before %s leaves one line, and no stack', async (_, body) => {
  const seen = await answerNobody(body());

  expect(seen.map(({ route, reason }) => [route, reason])).toEqual([['/slow', 'the client hung up']]);
  expect(written()).toEqual([]);
});

test('a stream that breaks is not the client\'s fault', async () => {
  const seen = new Promise<Handled>((resolve) => (reported = resolve));
  const body = new PassThrough().on('error', () => undefined);
  void server.serve({ handle: () => Promise.resolve({ reply: { status: 200, headers: [], body } }) });
  request({ host: '127.0.0.1', port, path: '/' }, (response) => {
    response.on('error', () => undefined).resume();
    body.destroy(new Error('idle'));
  }).on('error', () => undefined).end();

  expect((await seen).reason).toBe('the answer broke off: idle');
});

test('a client that hangs up in the middle of its request leaves one line, and no stack', async () => {
  const line = new Promise<string>((resolve) => stderr.mockImplementation((text) => {
    resolve(String(text)); return true;
  }));
  void server.serve({ handle: () => Promise.reject(new Error('the request is not complete')) });
  const socket = connect(port, '127.0.0.1', () => socket.write('POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf', () => socket.destroy()));

  expect(await line).toMatch(/^POST \/mcp: the client hung up after \d+ ms\n$/);
  expect(written()).toHaveLength(1);
});
