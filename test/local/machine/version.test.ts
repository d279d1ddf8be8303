import { expect, test } from '@jest/globals';
import { isSame, nearest, Version } from '../../../local/machine/version';

const candidates = (...versions: Version[]) => versions.map((version) => ({ version }));

test.each<[string, Version, Version[], Version | undefined]>([
  ['itself, where it is there', [3, 13], [[3, 14], [3, 13], [3, 12]], [3, 13]],
  ['the next newer, not the newest', [3, 11], [[3, 14], [3, 10], [3, 12]], [3, 12]],
  ['the newest older, where nothing newer is there', [3, 14], [[3, 9], [3, 12], [3, 10]], [3, 12]],
  ['3.9 as older than 3.13', [3, 13], [[3, 9]], [3, 9]],
  ['by as many numbers as are declared', [22], [[20, 19, 1], [24, 1, 0], [22, 3, 1]], [22, 3, 1]],
  ['nothing that is too old for our bootstrap', [3, 13], [[2, 7], [3, 7]], undefined],
  ['nothing, where nothing is there', [3, 13], [], undefined],
])('the nearest version is %s', (_what, declared, versions, expected) => {
  expect(nearest(declared, candidates(...versions), declared.length === 1 ? [18] : [3, 8])?.version).toEqual(expected);
});

test('of equals the first is taken, which is what the user would get', () => {
  const [first, second] = [{ version: [3, 12], command: 'of the PATH' }, { version: [3, 12], command: 'of pyenv' }];
  expect(nearest([3, 12], [first, second], [3, 8])).toBe(first);
});

test('versions are the same as far as both are known', () => {
  expect([isSame([24], [24, 1, 0]), isSame([3, 13], [3, 12]), isSame([22], [24])]).toEqual([true, false, false]);
});
