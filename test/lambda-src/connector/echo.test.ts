import { expect, test } from '@jest/globals';
import { get } from './support/api';
import { credentialsIn, withoutCredentials } from '../../../lambda-src/connector/egress/echo';
import type { HttpRequest } from '../../../src/contract/connector/http-operation';

const URL = 'https://api.example/items?limit=3';
const authorized = (headers: { readonly [name: string]: string }, url = URL): HttpRequest => ({ ...get(url), headers: { accept: 'application/json', ...headers } });
const REQUEST = authorized({});
const basic = Buffer.from('someone:pass:word-1').toString('base64');

test.each<[string, HttpRequest, string[]]>([
  ['a bearer token', authorized({ authorization: 'Bearer canary-key' }), ['Bearer canary-key', 'Bearer%20canary-key', 'canary-key']],
  ['a user and a password', authorized({ authorization: `Basic ${basic}` }), [basic, 'pass:word-1', 'pass%3Aword-1']],
  ['a key in the query', authorized({}, `${URL}&key=canary%2Fkey`), ['canary%2Fkey', 'canary/key']],
  ['a key in a cookie beside another', authorized({ cookie: 'a=1; key=canary-key' }), ['canary-key']],
  ['nothing', REQUEST, []],
  ['what is too short to be found again', authorized({ 'x-key': 'abc' }), []],
])('%s is what a connection put into a request', (_what, request, expected) => {
  const found = credentialsIn(request, REQUEST);

  expect(found).toEqual(expect.arrayContaining(expected));
  expect(found.filter((value) => ['application/json', 'limit=3', '3'].includes(value))).toEqual([]);
});

test('T113: an answer that repeats it has none of it, in its headers and in its body, whatever that is', () => {
  const body = Buffer.concat([Buffer.from([0xff, 0x00, 0xe9]), Buffer.from('{"key":"canary-key","all":"Bearer canary-key"}')]);

  const response = withoutCredentials({ status: 200, headers: { 'location': '/a?key=canary-key', 'content-type': 'application/json' }, body }, ['Bearer canary-key', 'canary-key']);

  expect(response.headers).toEqual({ 'location': '/a?key=[removed]', 'content-type': 'application/json' });
  expect(Buffer.from(response.body)).toEqual(Buffer.concat([Buffer.from([0xff, 0x00, 0xe9]), Buffer.from('{"key":"[removed]","all":"[removed]"}')]));
});

test.each([
  ['PHP', '{"key":"ab\\/cd+ef=="}'], ['.NET', '{"key":"ab/cd\\u002Bef=="}'], ['Python, in capitals or not', '{"key":"\\u0061b\\/cd\\u002bef\\u003D\\u003d"}'],
])('T113: an answer that repeats it as %s writes JSON has none of it', (_what, text) => {
  const response = withoutCredentials({ status: 400, headers: {}, body: Buffer.from(text) }, ['ab/cd+ef==']);

  expect(JSON.parse(Buffer.from(response.body).toString())).toEqual({ key: '[removed]' });
});

test('any other answer is as it was', () => {
  const response = { status: 200, headers: { a: 'b' }, body: Buffer.from('{"a":1}') };

  expect(withoutCredentials(response, ['canary-key'])).toBe(response);
});
