import { beforeEach, expect, test } from '@jest/globals';
import { ExpiringMap } from '../../../../lambda-src/oauth/client-metadata-fetch/expiring-map';

let now: number;
let map: ExpiringMap<number>;
beforeEach(() => {
  now = 1_800_000_000;
  map = new ExpiringMap(3, () => now);
});

test('an entry is gone the second it expires, and takes no room any more', () => {
  map.set('a', 1, 10);

  now += 9;
  expect(map.get('a')).toEqual({ value: 1, expiresAt: 1_800_000_010 });
  now += 1;
  expect(map.get('a')).toBeUndefined();
  expect(map.size).toBe(0);
});

test('a full map forgets what nobody used for longest', () => {
  for (const key of ['a', 'b', 'c']) {
    map.set(key, 0, 10);
  }
  map.get('a');
  map.set('b', 1, 10);
  map.set('d', 0, 10);

  expect(['a', 'b', 'c', 'd'].filter((key) => map.get(key) !== undefined)).toEqual(['a', 'b', 'd']);
  map.set('e', 0, 10);
  expect(['a', 'b', 'd', 'e'].filter((key) => map.get(key) !== undefined)).toEqual(['b', 'd', 'e']);
  expect(map.size).toBe(3);
});

test('an entry that is set again is not counted twice', () => {
  for (let value = 0; value < 10; value += 1) {
    map.set('a', value, 10);
  }

  expect(map.get('a')?.value).toBe(9);
  expect(map.size).toBe(1);
});
