import { PassThrough, type Writable } from 'node:stream';
import type { Context, StreamifyHandler } from 'aws-lambda';
import { keptWarm, streamKeptWarm } from '../../../lambda-src/platform/keep-warm';
import { KEEP_WARM_EVENT } from '../../../src/contract/keep-warm';

type Output = Parameters<StreamifyHandler>[1];

const CONTEXT = {} as Context;

test('the event of the schedule is answered without the handler', async () => {
  const handler = keptWarm(() => Promise.reject(new Error('called')));

  await expect(handler(KEEP_WARM_EVENT)).resolves.toBeUndefined();
});

test('of a function that streams, too: its response ends', async () => {
  const output = new PassThrough();

  await streamKeptWarm(() => Promise.reject(new Error('called')))(KEEP_WARM_EVENT, output as Writable as Output, CONTEXT);
  expect(output.writableEnded).toBe(true);
});

test.each<[string, object]>([
  ['a request', { httpMethod: 'POST', headers: {}, body: '{"keepWarm":true}' }],
  ['a header of that name', { httpMethod: 'POST', headers: { keepWarm: 'true' }, body: null }],
  ['an event that only looks like it', { keepWarm: 'true' }],
])('%s reaches the handler', async (_what, event) => {
  await expect(keptWarm((received: object) => Promise.resolve(received))(event)).resolves.toBe(event);
  const seen: object[] = [];
  await streamKeptWarm(async (received: object) => {
    seen.push(received);
  })(event, new PassThrough() as Writable as Output, CONTEXT);
  expect(seen).toEqual([event]);
});
