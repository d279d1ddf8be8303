import { describe, expect, test } from '@jest/globals';
import { buildRequest } from '../../../../../lambda-src/connector/http/request/build-request';
import type { HttpBody, HttpOperation, HttpPart } from '../../../../../src/contract/connector/http-operation';
import { BASE_URL, operation, posting, query, serialization, variable } from '../operation-fixture';

function sent(of: HttpOperation, values: { [name: string]: unknown }): { readonly type: string | undefined; readonly text: string | undefined } {
  const { headers, body } = buildRequest(of, values, BASE_URL);
  return { type: headers['content-type'], text: body && Buffer.from(body).toString('latin1') };
}

const jsonOf = (members: readonly string[], required = false): HttpOperation => operation({
  method: 'POST', body: { kind: 'json', mediaType: 'application/json', source: { members: members.map((name) => ({ at: [name], argument: [name] })), required } },
});

describe('a JSON body', () => {
  test.each([
    [{ a: 1, b: [null] }], [[1, 'x']], ['text'], [false], [null], [{ op: 'replace', path: '/a' }],
  ])('is one argument, whatever its type: %j', (body) => {
    expect(sent(posting({ kind: 'json', mediaType: 'application/json-patch+json' }), { body })).toEqual({ type: 'application/json-patch+json', text: JSON.stringify(body) });
  });

  test('is put together from the arguments that are given', () => {
    expect(sent(jsonOf(['a', 'b', 'c']), { a: null, c: 2, d: 3 }).text).toBe('{"a":null,"c":2}');
  });

  test('is not sent where none is given, unless it is required', () => {
    expect(sent(jsonOf(['a']), {})).toEqual({});
    expect(sent(jsonOf(['a'], true), {}).text).toBe('{}');
  });

  test('has members that arguments put deeper, and members that are the same each time', () => {
    const body: HttpBody = {
      kind: 'json',
      mediaType: 'application/json',
      source: { members: [{ at: ['query'], value: '{ item(id: $id) }' }, { at: ['variables', 'id'], argument: ['id'] }, { at: ['variables', 'deep', 'x'], argument: ['filter', 'x'] }] },
    };

    expect(sent(operation({ method: 'POST', body }), { id: 7, filter: { x: true } }).text).toBe('{"query":"{ item(id: $id) }","variables":{"id":7,"deep":{"x":true}}}');
    expect(sent(operation({ method: 'POST', body }), {}).text).toBe('{"query":"{ item(id: $id) }"}');
  });

  test('keeps members with the names of an object\'s own properties apart from it', () => {
    const values = JSON.parse('{"__proto__":{"admin":true},"constructor":1}');

    expect(sent(jsonOf(['__proto__', 'constructor', 'toString']), values).text).toBe('{"__proto__":{"admin":true},"constructor":1}');
  });

  test('goes with every method, beside a path variable of the same name', () => {
    const of = operation({
      method: 'DELETE',
      path: ['/items/', variable('id', { argument: ['path_id'] })],
      query: [query('id', { argument: ['query_id'] })],
      body: { kind: 'json', mediaType: 'application/json', source: { members: [{ at: ['id'], argument: ['id'] }] } },
    });
    const { method, url } = buildRequest(of, { path_id: 1, query_id: 2, id: 3 }, BASE_URL);

    expect({ method, url, ...sent(of, { path_id: 1, query_id: 2, id: 3 }) })
      .toEqual({ method: 'DELETE', url: `${BASE_URL}/items/1?id=2`, type: 'application/json', text: '{"id":3}' });
  });

  test('is refused where it is nested deeper than it can be written', () => {
    const body = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`);

    expect(() => sent(posting({ kind: 'json', mediaType: 'application/json' }), { body })).toThrow('The arguments are nested too deeply');
  });
});

test.each([['application/jsonl', '{"a":1}\n2\n'], ['application/json-seq', '\x1e{"a":1}\n\x1e2\n']])('a list becomes %s', (mediaType, text) => {
  expect(sent(posting({ kind: 'json-sequence', mediaType }), { body: [{ a: 1 }, 2] })).toEqual({ type: mediaType, text });
  expect(() => sent(posting({ kind: 'json-sequence', mediaType }), { body: 1 })).toThrow('The argument "body" must be a list');
});

describe('a form body', () => {
  const mediaType = 'application/x-www-form-urlencoded';

  test('repeats the name of a list, writes objects as JSON and leaves null out', () => {
    expect(sent(posting({ kind: 'form', mediaType }), { body: { 'a b': 'c&d', 'list': [1, 2], 'object': { x: [1] }, 'none': null, 'yes': true } }))
      .toEqual({ type: mediaType, text: 'a%20b=c%26d&list=1&list=2&object=%7B%22x%22%3A%5B1%5D%7D&yes=true' });
  });

  test('follows the encoding of each member', () => {
    const encoding = {
      metadata: serialization('deepObject', true),
      expand: serialization('deepObject', true),
      ids: serialization('form', false),
      tags: serialization('pipeDelimited', false),
      json: serialization('form', true, { content: 'application/json' }),
      url: serialization('form', true, { allowReserved: true }),
    };
    const body = { metadata: { order: { id: 6735 } }, expand: ['customer'], ids: [1, 2], tags: ['a', 'b'], json: ['x'], url: 'https://a.example/?b&c' };

    expect(sent(posting({ kind: 'form', mediaType, encoding } as Omit<HttpBody, 'source'>), { body }).text).toBe(
      'metadata%5Border%5D%5Bid%5D=6735&expand%5B0%5D=customer&ids=1,2&tags=a%7Cb&json=%5B%22x%22%5D&url=https://a.example/?b%26c',
    );
  });

  test('T71: gets no member from a member of an object', () => {
    const of = posting({ kind: 'form', mediaType, encoding: { filter: serialization('form', true) } } as Omit<HttpBody, 'source'>);

    expect(() => sent(of, { body: { role: 'user', filter: { role: 'admin' } } })).toThrow('must not have the member "role"');
  });

  test('is an object', () => {
    expect(() => sent(posting({ kind: 'form', mediaType }), { body: ['a'] })).toThrow('The argument "body" must be an object');
  });
});

describe('a multipart body', () => {
  const partsOf = (value: unknown, encoding: { [name: string]: HttpPart } = {}, mediaType = 'multipart/form-data', more = {}): readonly string[] => {
    const { type, text } = sent(posting({ kind: 'multipart', mediaType, encoding, ...more } as Omit<HttpBody, 'source'>), { body: value });
    const [, boundary] = /; boundary=([0-9a-f]{40})$/.exec(type as string) as RegExpExecArray;
    const parts = (text as string).split(`--${boundary}`);
    expect([parts[0], parts[parts.length - 1]]).toEqual(['', '--\r\n']);
    return parts.slice(1, -1).map((part) => part.slice(2, -2));
  };

  test('has a part for each member, and for each item of a list', () => {
    expect(partsOf({ name: 'a', list: [1, 2], object: { x: 1 }, none: null })).toEqual([
      'Content-Disposition: form-data; name="name"\r\n\r\na',
      'Content-Disposition: form-data; name="list"\r\n\r\n1',
      'Content-Disposition: form-data; name="list"\r\n\r\n2',
      'Content-Disposition: form-data; name="object"\r\nContent-Type: application/json\r\n\r\n{"x":1}',
    ]);
  });

  test('carries files, from text or base64, with their name and type', () => {
    const files = { 'files[0]': { value: 'file' }, 'image': { value: 'file', mediaType: 'image/png, image/jpeg' }, 'raw': { value: 'base64' } } as const;

    expect(partsOf({ 'files[0]': { text: 'hi', filename: 'a"\r\nb.txt', mediaType: 'text/plain' }, 'image': { base64: '/9g=', mediaType: 'image/jpeg' }, 'raw': '_-8' }, files)).toEqual([
      'Content-Disposition: form-data; name="files[0]"; filename="a%22%0D%0Ab.txt"\r\nContent-Type: text/plain\r\n\r\nhi',
      'Content-Disposition: form-data; name="image"; filename="image"\r\nContent-Type: image/jpeg\r\n\r\n\xff\xd8',
      'Content-Disposition: form-data; name="raw"; filename="raw"\r\nContent-Type: application/octet-stream\r\n\r\n\xff\xef',
    ]);
  });

  test('writes parts as their media type, their style and their headers say', () => {
    expect(partsOf({ meta: ['a'], ids: [1, 2], note: 'x' }, {
      meta: { value: 'json', mediaType: 'application/json', headers: { 'X-Kind': 'meta' } }, ids: { value: 'json', serialization: serialization('form', false) }, note: { value: 'text' },
    })).toEqual([
      'Content-Disposition: form-data; name="meta"\r\nContent-Type: application/json\r\nX-Kind: meta\r\n\r\n["a"]',
      'Content-Disposition: form-data; name="ids"\r\n\r\n1,2',
      'Content-Disposition: form-data; name="note"\r\nContent-Type: text/plain\r\n\r\nx',
    ]);
  });

  test('is made from a list where it has no names (OpenAPI 3.2)', () => {
    const more = { prefixEncoding: [{ value: 'json', mediaType: 'application/json' }], itemEncoding: { value: 'file', mediaType: 'image/*' } };

    expect(partsOf([{ a: 1 }, { base64: 'AA==', mediaType: 'image/png' }], {}, 'multipart/related', more)).toEqual([
      'Content-Type: application/json\r\n\r\n{"a":1}', 'Content-Type: image/png\r\n\r\n\0',
    ]);
  });

  test('T73: has a boundary that is in none of its parts, the same for the same parts', () => {
    const first = sent(posting({ kind: 'multipart', mediaType: 'multipart/form-data' }), { body: { a: 'x' } });
    const [, boundary] = /boundary=(.*)$/.exec(first.type as string) as RegExpExecArray;

    expect(sent(posting({ kind: 'multipart', mediaType: 'multipart/form-data' }), { body: { a: 'x' } })).toEqual(first);
    expect(sent(posting({ kind: 'multipart', mediaType: 'multipart/form-data' }), { body: { a: `x\r\n--${boundary}--` } }).type).not.toContain(boundary);
  });

  test.each([
    [{}, 'either as "text" or as "base64"'], [{ text: 'a', base64: 'YQ==' }, 'either as "text" or as "base64"'], ['text', 'either as "text" or as "base64"'],
    [{ base64: 'data:image/png;base64,AA==' }, 'must be base64'], [{ base64: 'A' }, 'must be base64'], [{ base64: 7 }, 'must be base64'],
    [{ text: 'a', mediaType: 'a/b\r\nX: y' }, 'must be a media type'], [{ text: 'a', mediaType: 'text/*' }, 'must be a media type'], [{ text: 'a', mediaType: 'text/html' }, 'a media type that the API takes: image/*'],
  ])('T73: refuses the file %j', (file, message) => {
    expect(() => partsOf({ file }, { file: { value: 'file', mediaType: 'image/*' } })).toThrow(message);
  });
});

describe('a raw body', () => {
  test.each([
    [{ value: 'text', mediaType: 'text/plain' }, 'h\u00e9', 'text/plain', 'h\xc3\xa9'],
    [{ value: 'text', mediaType: 'application/xml' }, '<a/>', 'application/xml', '<a/>'],
    [{ value: 'base64', mediaType: 'application/octet-stream' }, '/9 g=\n', 'application/octet-stream', '\xff\xd8'],
    [{ value: 'file', mediaType: 'application/octet-stream' }, { base64: 'AA', mediaType: 'image/png' }, 'image/png', '\0'],
    [{ value: 'file', mediaType: 'image/*' }, { base64: 'AA', mediaType: 'image/gif' }, 'image/gif', '\0'],
    [{ value: 'file', mediaType: 'application/pdf' }, { text: 'x', mediaType: 'image/png' }, 'application/pdf', 'x'],
  ] as const)('%#: is the value itself', ({ value, mediaType }, body, type, text) => {
    expect(sent(posting({ kind: 'raw', mediaType, value } as Omit<HttpBody, 'source'>), { body })).toEqual({ type, text });
  });

  test('is not sent where it is not given', () => {
    expect(sent(posting({ kind: 'raw', mediaType: 'text/plain', value: 'text' } as Omit<HttpBody, 'source'>), {})).toEqual({});
  });
});
