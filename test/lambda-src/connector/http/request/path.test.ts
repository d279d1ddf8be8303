import { describe, expect, test } from '@jest/globals';
import { buildRequest } from '../../../../../lambda-src/connector/http/request/build-request';
import type { HttpPathPart } from '../../../../../src/contract/connector/http-operation';
import { BASE_URL, operation, variable } from '../operation-fixture';

function urlOf(path: readonly HttpPathPart[], values: { [name: string]: unknown }): string {
  return buildRequest(operation({ path }), values, BASE_URL).url;
}

const encoded = (text: string, times: number): string => (times === 0 ? text : encoded(text.replace(/%/g, '%25'), times - 1));

describe('the path of a request', () => {
  test.each<[readonly HttpPathPart[], { [name: string]: unknown }, string]>([
    [['/items/', variable('id')], { id: 7 }, '/items/7'],
    [['/items/', variable('id'), '/parts'], { id: 'a b/c?d#e%f' }, '/items/a%20b%2Fc%3Fd%23e%25f/parts'],
    [['/repos/', variable('owner'), '/', variable('repo')], { owner: 'octo', repo: '.github' }, '/repos/octo/.github'],
    [['/compare/', variable('from'), '...', variable('to')], { from: 'v1', to: 'v2' }, '/compare/v1...v2'],
    [['/', variable('from'), '.', variable('to')], { from: '', to: 'x' }, '/.x'],
    [['/items/', variable('id')], { id: 'http://evil.example/' }, '/items/http%3A%2F%2Fevil.example%2F'],
    [['/items/', variable('id')], { id: '\\\\evil' }, '/items/%5C%5Cevil'],
    [['/items/', variable('id')], { id: '\ud83d\ude00\ud800' }, '/items/%F0%9F%98%80%EF%BF%BD'],
    [['/items/', variable('id')], { id: '...' }, '/items/...'],
    [['/items/', variable('id')], { id: 'a..b' }, '/items/a..b'],
    [['/items/', variable('id', { allowReserved: true })], { id: 'a:b,c;d=e/f?g#h%20' }, '/items/a:b,c;d=e%2Ff%3Fg%23h%20'],
    [['/contents/', variable('path', { slashes: true })], { path: 'src/a b.ts' }, '/contents/src/a%20b.ts'],
    [['/contents/', variable('path', { slashes: true })], { path: 'src/' + 'x?y#z' }, '/contents/src/x%3Fy%23z'],
    [[], {}, ''],
  ])('%#: encodes what an argument holds', (path, values, expected) => {
    expect(urlOf(path, values)).toBe(`${BASE_URL}${expected}`);
  });

  describe('T70: is not changed by an argument', () => {
    test.each([
      '.', '..', '../admin', '..\\admin', 'a/../b', 'a/..', './a', '%2e%2e', '%2E.', '.%2e/x', '%252e%252e%252fadmin', 'a%2f%2e%2e%2fb', '..;x', '..;', '..%3bx/a', '.. ', '..%00', '%09..',
      encoded('%2e%2e', 20), encoded('..%2f', 31), encoded('%61', 40),
    ])('%s', (id) => {
      expect(() => urlOf(['/items/', variable('id'), '/parts'], { id })).toThrow(/^The argument "id" is part of the URL and /);
      expect(() => urlOf(['/items/', variable('id', { allowReserved: true })], { id })).toThrow(/^The argument "id" is part of the URL and /);
      expect(() => urlOf(['/items/', variable('id', { slashes: true })], { id })).toThrow(/^The argument "id" is part of the URL and /);
    });

    test.each([
      [['/', variable('a'), variable('b')], { a: '.', b: '.' }],
      [['/', variable('a'), '.'], { a: '.' }],
      [['/', variable('a'), '%2e'], { a: '' }],
      [['/x/', variable('a', { style: 'label' })], { a: '.' }],
      [['/x/', variable('a', { style: 'label', explode: true })], { a: ['', ''] }],
    ] as [readonly HttpPathPart[], { [name: string]: unknown }][])('%#: nor by two that make a dot segment together', (path, values) => {
      expect(() => urlOf(path, values)).toThrow(/must not hold "\." or "\.\."/);
    });

    test.each(['', null, undefined, [], {}])('nor emptied by %j', (id) => {
      expect(() => urlOf(['/items/', variable('id')], { id })).toThrow(/must (not be empty|be given)/);
    });

    test.each(['/etc', 'a//b', 'a//'])('nor given empty segments by %s', (path) => {
      expect(() => urlOf(['/contents/', variable('path', { slashes: true })], { path })).toThrow(/nor hold an empty part/);
    });
  });

  test('follows the server of the operation, or the base URL with its path and its query', () => {
    const values = { id: 1 };
    const path = ['/items/', variable('id')];

    expect(buildRequest(operation({ path }), values, 'https://api.example.com/').url).toBe('https://api.example.com/items/1');
    expect(buildRequest(operation({ path }), values, 'https://api.example.com:8443/a/?version=2').url).toBe('https://api.example.com:8443/a/items/1?version=2');
    expect(buildRequest(operation({ path, server: 'https://uploads.example.com/u' }), values, BASE_URL).url).toBe('https://uploads.example.com/u/items/1');
    expect(buildRequest(operation({ path: [] }), values, 'https://api.example.com').url).toBe('https://api.example.com/');
  });
});
