import { expect, test } from '@jest/globals';
import { bodyOf } from '../../../lambda-src/platform/http';

test.each([
  ['{}', false, '{}'],
  ['w7w=', true, 'ü'],
  [null, false, ''],
  [null, true, ''],
])('the body %j, base64: %s, is %j', (body, isBase64Encoded, text) => {
  expect(bodyOf({ body, isBase64Encoded })).toBe(text);
});
