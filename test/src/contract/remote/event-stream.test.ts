import { EventStream } from '../../../../src/contract/remote/event-stream';

const messages = (pieces: readonly Uint8Array[]) => {
  const stream = new EventStream();
  return [...pieces.flatMap((piece) => stream.push(piece)), ...stream.end()];
};

test.each(['\n', '\r', '\r\n'])('wherever a stream is cut, its messages are the same, with lines that end by %j', (end) => {
  const bytes = Buffer.from([': alive', 'data: {"a":', 'data:"ü€"}', '', 'event: other', 'data: {"b":1}', '', 'id: 7', 'data: {"c":1}'].join(end));
  for (let at = 0; at <= bytes.length; at += 1) {
    expect(messages([bytes.subarray(0, at), bytes.subarray(at)])).toEqual([{ a: 'ü€' }, { c: 1 }]);
  }
});

test('a line of megabytes in small pieces is put together once', () => {
  const before = process.cpuUsage();
  const piece = Buffer.from('x'.repeat(1024));
  const [message] = messages([Buffer.from('data: {"a":"'), ...Array.from({ length: 20_000 }, () => piece), Buffer.from('"}\n\n')]);
  expect(String(message.a)).toHaveLength(20_000 * 1024);
  // A quarter of a minute at least, if it were with every piece. Jest's limit does not end what computes.
  expect(process.cpuUsage(before).user).toBeLessThan(5_000_000);
});

test('half a character after the end of a line keeps no message back', () => {
  const stream = new EventStream();
  const [half, rest] = [Buffer.from('ü').subarray(0, 1), Buffer.from('ü').subarray(1)];
  expect([Buffer.from('data: {"a":1}\r\r'), half, rest].flatMap((piece) => stream.push(piece))).toEqual([{ a: 1 }]);
});
