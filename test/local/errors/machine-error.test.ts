import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { LocalError } from '../../../local/errors/local-error';
import { asLocalError } from '../../../local/errors/machine-error';

function thrown(fail: () => unknown): unknown {
  try {
    return fail();
  } catch (error) {
    return error;
  }
}

test.each(['EACCES', 'EPERM', 'EROFS', 'ENOSPC'])('what the machine refuses is told with its path, for %s', (code) => {
  const error = Object.assign(new Error(`${code}: no, mkdir '/app/.remote-mcp'`), { code, path: '/app/.remote-mcp' });
  expect(asLocalError(error)).toMatchObject({ code: 'FileRefused', message: `${code}: no, mkdir '/app/.remote-mcp'; see that this user may read and write there, and that the disk has space` });
});

test('an error of the user stays as it is, and all others are none', () => {
  const own = new LocalError('BadUsage', 'why');
  expect(asLocalError(own)).toBe(own);
  expect(asLocalError(thrown(() => readFileSync('/nowhere/at/all')))).toBeUndefined();
  expect(asLocalError(Object.assign(new Error('listen EACCES: permission denied 0.0.0.0:80'), { code: 'EACCES' }))).toBeUndefined();
  expect(asLocalError('text')).toBeUndefined();
});
