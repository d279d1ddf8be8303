import { expect, test } from '@jest/globals';
import { bodyOf, headersOf } from '../../../lambda-src/platform/http';

test('headers are found in any case', () => {
  const headers = headersOf({ headers: {}, multiValueHeaders: { 'Content-TYPE': ['application/json'], 'origin': ['https://a.example'] } });

  expect([headers.get('content-type'), headers.get('origin'), headers.get('accept')]).toEqual(['application/json', 'https://a.example', undefined]);
});

test('a header that came more than once is one list', () => {
  const headers = headersOf({ headers: { accept: 'b' }, multiValueHeaders: { accept: ['a', 'b'], Accept: ['c'] } });

  expect(headers.get('accept')).toBe('a, b, c');
});

test('an event without multi-value headers has its plain ones', () => {
  expect(headersOf({ headers: { Accept: 'a' }, multiValueHeaders: null as never }).get('accept')).toBe('a');
  expect(headersOf({ headers: null as never, multiValueHeaders: null as never }).get('accept')).toBeUndefined();
});

test('names of JavaScript are no headers', () => {
  const headers = headersOf({ headers: {}, multiValueHeaders: {} });

  expect([headers.get('constructor'), headers.get('__proto__')]).toEqual([undefined, undefined]);
});

test.each([
  ['{}', false, '{}'],
  ['w7w=', true, 'ü'],
  [null, false, ''],
  [null, true, ''],
])('the body %j, base64: %s, is %j', (body, isBase64Encoded, text) => {
  expect(bodyOf({ body, isBase64Encoded })).toBe(text);
});
