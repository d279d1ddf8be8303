import { expect, test } from '@jest/globals';
import { Listeners } from '../../../local/listening/listeners';
import { assignPorts } from '../../../local/listening/ports';

test.each([
  ['in the order of the assembly', {}, ['a', 'b'], { a: 0, b: 1 }],
  ['again the one that it had', { b: 0, a: 1 }, ['a', 'b', 'c'], { b: 0, a: 1, c: 2 }],
  ['one whose server is gone', { gone: 0, b: 1 }, ['new', 'b'], { b: 1, new: 0 }],
])('each API gets a port, %s', (_which, had, ids, assigned) => {
  expect(Object.fromEntries(assignPorts(new Map(Object.entries(had)), ids))).toEqual(assigned);
});

test('a server that is there again finds its port, also where another comes before it by now', async () => {
  const documents: { [name: string]: unknown } = {};
  const kept = { read: (name: string) => documents[name], write: (name: string, document: unknown) => void (documents[name] = document), directory: () => '' };
  for (const [ids, ports] of [[['b'], { b: 0 }], [['a', 'b'], { b: 0, a: 1 }]] as const) {
    const listeners = new Listeners(0, { onHandled: () => undefined }, kept);
    (await listeners.prepare(ids)).adopt();
    listeners.closeAll();
    expect(documents).toEqual({ ports });
  }
});
