import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { onLines } from '../../../local/functions/lines';

const WRITTEN = Buffer.from('one\ntwö\r\n\rthree\r\rfour €\n\nlast\r');

test('lines are the same wherever they are cut', async () => {
  for (let size = 1; size <= WRITTEN.length; size += 1) {
    const stream = new PassThrough();
    const lines: string[] = [];
    onLines(stream, (line) => lines.push(line));
    for (let at = 0; at < WRITTEN.length; at += size) {
      stream.write(WRITTEN.subarray(at, at + size));
    }
    stream.end();
    await once(stream, 'end');
    expect(lines).toEqual(['one', 'twö', '', 'three', '', 'four €', '', 'last']);
  }
});
