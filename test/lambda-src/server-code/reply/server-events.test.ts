import { expect, test } from '@jest/globals';
import { type ServerEvent, serverEvents } from '../../../../lambda-src/server-code/reply/server-events';

async function read(pieces: Iterable<string>): Promise<ServerEvent[]> {
  const events: ServerEvent[] = [];
  for await (const event of serverEvents((async function* () {
    for (const piece of pieces) {
      yield Buffer.from(piece, 'latin1');
    }
  })())) {
    events.push(event);
  }
  return events;
}

const utf8 = (text: string) => Buffer.from(text).toString('latin1');

test.each(['\n', '\r', '\r\n'])('wherever they are cut, events are the same, with lines that end by %j', async (end) => {
  const stream = utf8([': alive', 'data: "ü', 'data:€"', '', 'event: other', 'data: 1', '', 'id: 7', 'event: message', 'data: 2', '', 'data:', '', 'data: cut', ''].join(end));
  const expected = [{ comment: true }, { data: '"ü\n€"' }, { data: '2' }];
  for (let at = 0; at < stream.length; at += 1) {
    expect(await read([stream.slice(0, at), stream.slice(at)])).toEqual(expected);
  }
  expect(await read(stream)).toEqual(expected);
});

test('a line of megabytes in small pieces is put together once', async () => {
  const before = process.cpuUsage();
  const piece = 'x'.repeat(1024);
  const events = await read(['data: ', ...Array.from({ length: 20_000 }, () => piece), '\n\n']);
  expect(events.map((event) => 'data' in event && event.data.length)).toEqual([20_000 * 1024]);
  // A quarter of a minute at least, if it were with every piece. Jest's limit does not end what computes.
  expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
});

test('an event without end is refused, in one line or in many', async () => {
  const piece = 'x'.repeat(1024 * 1024);
  await expect(read(Array.from({ length: 40 }, () => piece))).rejects.toThrow('an event of more than');
  await expect(read(Array.from({ length: 40 }, () => `data: ${piece}\n`))).rejects.toThrow('an event of more than');
});
