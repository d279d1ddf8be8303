import type { Readable } from 'node:stream';

/** Where a line ends: a carriage return at the end of what has come may be the first half of an end. */
const ENDS = /\r\n|\n|\r(?=[^\n])/;

/** Calls back with each line that a process writes. `node:readline` does the same, for whoever types: at five times the cost. */
export function onLines(stream: Readable, write: (line: string) => void): void {
  // In pieces: a long line is not searched again with each of them.
  let begun: string[] = [];
  let carried = '';
  const end = (last: string) => {
    write([...begun, last].join(''));
    begun = [];
  };
  stream.setEncoding('utf8').on('data', (text: string) => {
    const lines = `${carried}${text}`.split(ENDS);
    const rest = lines.pop()!;
    lines.forEach(end);
    carried = rest.endsWith('\r') ? '\r' : '';
    begun.push(rest.slice(0, rest.length - carried.length));
  });
  stream.once('end', () => {
    if (carried !== '' || begun.some((piece) => piece !== '')) {
      end('');
    }
  });
}
