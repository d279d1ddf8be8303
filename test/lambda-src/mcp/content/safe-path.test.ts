import { expect, test } from '@jest/globals';
import { isSafePath } from '../../../../lambda-src/mcp/content/safe-path';

test.each([
  '..', '.', '../a', 'a/..', 'a/../b', './a', 'a/./b', '..\\a', 'a\\..\\b', '%2e%2e/a', '%2E%2E%2Fa', '..%2Fa', '..%5ca', '%252e%252e%252fa', '%25252e%25252e/a', '.%2e/a', '%2e./a',
  'a\0', 'a%00', 'a%2500', 'a\nb', 'a%0d%0ab', '\u0085', '100%/%2e%2e/a', '%zz%2e%2e%2f/..', '%'.padEnd(200, '25') + '2e',
])('T80 %j is refused', (value) => {
  expect(isSafePath(value)).toBe(false);
});

test.each(['a', 'a/b', '..a', 'a..', 'v1..v2', '...', 'a/.../b', '.well-known/x', '100%', 'a%20b', 'größe', 'a\\b', 'https://evil.example/', '%2Fetc', 'a&b?c#d', ''])('%j is fine', (value) => {
  expect(isSafePath(value)).toBe(true);
});

test('a value of a megabyte is judged at once', () => {
  expect(isSafePath(`%${'25'.repeat(500_000)}`)).toBe(false);
  expect(isSafePath('a/'.repeat(500_000))).toBe(true);
});
