import { randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { isSealedBy, open, seal } from '../../../lambda-src/platform/sealing';

const [key, otherKey] = [randomBytes(32), randomBytes(32)];

describe('a seal', () => {
  const sealed = seal('the secret', 'client-1', key);

  test('opens with its key, among others', () => {
    expect(open(sealed, 'client-1', [otherKey, key])).toBe('the secret');
  });

  test('hides what it seals, and is different every time', () => {
    expect(sealed).not.toContain('the secret');
    expect(sealed).not.toContain(Buffer.from('the secret').toString('base64url'));
    expect(seal('the secret', 'client-1', key)).not.toBe(sealed);
  });

  test('knows its key', () => {
    expect([isSealedBy(sealed, key), isSealedBy(sealed, otherKey)]).toEqual([true, false]);
  });

  test.each([
    ['another client', sealed, 'client-2', [key]],
    ['another key', sealed, 'client-1', [otherKey]],
    ['a changed text', sealed.replace(/.(?=.$)/, (last) => (last === 'A' ? 'B' : 'A')), 'client-1', [key]],
    ['another version', sealed.replace('v1', 'v2'), 'client-1', [key]],
    ['nothing', '', 'client-1', [key]],
  ])('does not open with %s', (_name, text, context, keys) => {
    expect(open(text, context, keys)).toBeUndefined();
  });
});
