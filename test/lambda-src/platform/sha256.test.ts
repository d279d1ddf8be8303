import { expect, test } from '@jest/globals';
import { equalInConstantTime, sha256 } from '../../../lambda-src/platform/sha256';

test('a hash is 43 characters of a key-safe alphabet, whatever was hashed', () => {
  expect(sha256(`https://example.com/${'x'.repeat(3000)}`)).toMatch(/^[\w-]{43}$/);
});

test.each([['secret', 'secret', true], ['secret', 'Secret', false], ['secret', 'secret ', false], ['', '', true], ['', 'x', false]])(
  'compares %j with %j', (left, right, equal) => {
    expect(equalInConstantTime(left, right)).toBe(equal);
  },
);
