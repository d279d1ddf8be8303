import { describe, expect, test } from '@jest/globals';
import { buildRequest } from '../../../../../lambda-src/connector/http/request/build-request';
import { parseExactly } from '../../../../../lambda-src/connector/json/exact-json';
import { parameterHeaders } from '../../../../../lambda-src/connector/remote/parameter-headers';
import type { HttpOperation } from '../../../../../src/contract/connector/http-operation';
import type { JsonObject } from '../../../../../src/contract/remote/json';
import { BASE_URL, operation, posting, query, serialization, variable } from '../operation-fixture';

const ID = '9223372036854775807';
const args = (text: string) => parseExactly(text) as JsonObject;
const built = (changes: Partial<HttpOperation>, text: string) => buildRequest(operation(changes), args(text), BASE_URL);
const bodyOf = (changes: HttpOperation, text: string) => Buffer.from(buildRequest(changes, args(text), BASE_URL).body!).toString();

describe('a number of more digits than JavaScript keeps is sent as it was written', () => {
  test('in a path, in queries of each style, in a header and in a cookie', () => {
    const { url, headers } = built({
      path: ['/items/', variable('id')],
      query: [
        query('id'), query('ids'), query('of'), query('deep', { style: 'deepObject' }), query('piped', { ...serialization('pipeDelimited', false) }),
        query('json', { content: 'application/json' }),
      ],
      headers: [{ name: 'x-id', argument: ['id'], ...serialization('simple', false) }],
      cookies: [{ name: 'c', argument: ['id'], ...serialization('form', true) }],
    }, `{"id":${ID},"ids":[${ID},1],"of":{"member":${ID}},"deep":{"a":{"b":${ID}}},"piped":[${ID},2],"json":{"id":${ID}}}`);

    expect(decodeURIComponent(url)).toBe(
      `${BASE_URL}/items/${ID}?id=${ID}&ids=${ID}&ids=1&member=${ID}&deep[a][b]=${ID}&piped=${ID}|2&json={"id":${ID}}`,
    );
    expect(headers).toMatchObject({ 'x-id': ID, 'cookie': `c=${ID}` });
  });

  test.each<[string, Parameters<typeof posting>[0], string]>([
    ['JSON', { kind: 'json', mediaType: 'application/json' }, `{"id":${ID},"list":[${ID}]}`],
    ['a form', { kind: 'form', mediaType: 'application/x-www-form-urlencoded' }, `id=${ID}&list=${ID}`],
    ['a multipart form', { kind: 'multipart', mediaType: 'multipart/form-data' }, `name="id"\r\n\r\n${ID}\r\n`],
  ])('in a body that is %s', (_what, body, expected) => {
    expect(bodyOf(posting(body), `{"body":{"id":${ID},"list":[${ID}]}}`)).toContain(expected);
  });

  test('in a body that is a text', () => {
    expect(bodyOf(posting({ kind: 'raw', mediaType: 'text/plain', value: 'text' } as Parameters<typeof posting>[0]), `{"body":${ID}}`)).toBe(ID);
  });

  test('in a header that mirrors an argument of a remote tool', () => {
    const declared = { parameterHeaders: [{ header: 'mcp-param-id', path: ['id'], type: 'integer' }] } as unknown as Parameters<typeof parameterHeaders>[0];

    expect(parameterHeaders(declared, args(`{"id":${ID}}`))).toEqual({ 'mcp-param-id': ID });
  });
});

test.each(['-9223372036854775808', '0.1234567890123456789', '1e400', '1E-400', '12345678901234567890e2', '100000000000000000000000'])('%s is kept', (number) => {
  expect(JSON.stringify(parseExactly(`{"n":[${number}]}`))).toBe(`{"n":[${number}]}`);
});

test.each([['5.0', '5'], ['1e3', '1000'], ['0.10', '0.1'], ['-0', '0'], ['"12345678901234567890"', '"12345678901234567890"'], ['"1e400"', '"1e400"']])('%s is %s: no digit is lost', (number, expected) => {
  expect(JSON.stringify(parseExactly(`[${number}]`))).toBe(`[${expected}]`);
});

test('a whole number beyond 2^53 that JavaScript has read already is a tool error: it may have been another', () => {
  expect(() => buildRequest(operation({ query: [query('id')] }), { id: [1, 2 ** 53] }, BASE_URL)).toThrow('The argument "id.1" is a whole number beyond 9007199254740991');
});
