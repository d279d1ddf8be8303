import { describe, expect, test } from '@jest/globals';
import { buildRequest } from '../../../../../lambda-src/connector/http/request/build-request';
import type { HttpStyle } from '../../../../../src/contract/connector/http-operation';
import { BASE_URL, operation, query, variable } from '../operation-fixture';

const COLORS = { empty: '', string: 'blue', array: ['blue', 'black', 'brown'], object: { R: 100, G: 200, B: 150 } };

function pathOf(style: HttpStyle, explode: boolean, color: unknown, allowReserved = false): string {
  return buildRequest(operation({ path: ['/', variable('color', { style, explode, allowReserved }), '-'] }), { color }, 'https://a.example').url.slice('https://a.example/'.length, -1);
}

function queryOf(style: HttpStyle, explode: boolean, color: unknown, name = 'color', allowReserved = false): string | undefined {
  const { url } = buildRequest(operation({ query: [query(name, { argument: ['color'], style, explode, allowReserved })] }), { color }, BASE_URL);
  return url.includes('?') ? url.slice(url.indexOf('?') + 1) : undefined;
}

describe('the style examples of OpenAPI 3.2', () => {
  test.each<[HttpStyle, boolean, string, string, string, string]>([
    ['matrix', false, ';color', ';color=blue', ';color=blue,black,brown', ';color=R,100,G,200,B,150'],
    ['matrix', true, ';color', ';color=blue', ';color=blue;color=black;color=brown', ';R=100;G=200;B=150'],
    ['label', false, '.', '.blue', '.blue,black,brown', '.R,100,G,200,B,150'],
    ['label', true, '.', '.blue', '.blue.black.brown', '.R=100.G=200.B=150'],
    ['simple', false, '', 'blue', 'blue,black,brown', 'R,100,G,200,B,150'],
    ['simple', true, '', 'blue', 'blue,black,brown', 'R=100,G=200,B=150'],
  ])('%s in paths, exploded: %s', (style, explode, ...expected) => {
    expect(Object.values(COLORS).map((color) => pathOf(style, explode, color))).toEqual(expected);
  });

  test.each<[HttpStyle, boolean, string, string, string, string]>([
    ['form', false, 'color=', 'color=blue', 'color=blue,black,brown', 'color=R,100,G,200,B,150'],
    ['form', true, 'color=', 'color=blue', 'color=blue&color=black&color=brown', 'R=100&G=200&B=150'],
    ['spaceDelimited', false, 'color=', 'color=blue', 'color=blue%20black%20brown', 'color=R%20100%20G%20200%20B%20150'],
    ['spaceDelimited', true, 'color=', 'color=blue', 'color=blue&color=black&color=brown', 'R=100&G=200&B=150'],
    ['pipeDelimited', false, 'color=', 'color=blue', 'color=blue%7Cblack%7Cbrown', 'color=R%7C100%7CG%7C200%7CB%7C150'],
    ['pipeDelimited', true, 'color=', 'color=blue', 'color=blue&color=black&color=brown', 'R=100&G=200&B=150'],
    ['deepObject', true, 'color=', 'color=blue', 'color%5B0%5D=blue&color%5B1%5D=black&color%5B2%5D=brown', 'color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150'],
  ])('%s in queries, exploded: %s', (style, explode, ...expected) => {
    expect(Object.values(COLORS).map((color) => queryOf(style, explode, color))).toEqual(expected);
  });

  test.each<[HttpStyle, boolean, string, string, string, string]>([
    ['cookie', false, 'color=', 'color=blue', 'color=blue,black,brown', 'color=R,100,G,200,B,150'],
    ['cookie', true, 'color=', 'color=blue', 'color=blue; color=black; color=brown', 'R=100; G=200; B=150'],
    ['form', false, 'color=', 'color=blue', 'color=blue,black,brown', 'color=R,100,G,200,B,150'],
    ['form', true, 'color=', 'color=blue', 'color=blue; color=black; color=brown', 'R=100; G=200; B=150'],
  ])('%s in cookies, exploded: %s', (style, explode, ...expected) => {
    const cookieOf = (color: unknown) => buildRequest(operation({ cookies: [query('color', { style, explode })] }), { color }, BASE_URL).headers.cookie;

    expect(Object.values(COLORS).map(cookieOf)).toEqual(expected);
  });

  test.each<[boolean, string, string, string, string]>([
    [false, '', 'blue', 'blue,black,brown', 'R,100,G,200,B,150'],
    [true, '', 'blue', 'blue,black,brown', 'R=100,G=200,B=150'],
  ])('simple in headers, exploded: %s', (explode, ...expected) => {
    const headerOf = (color: unknown) => buildRequest(operation({ headers: [query('X-Color', { argument: ['color'], style: 'simple', explode })] }), { color }, BASE_URL).headers['x-color'];

    expect(Object.values(COLORS).map(headerOf)).toEqual(expected);
  });
});

describe('the examples of RFC 6570, 3.2', () => {
  const VALUES = { hello: 'Hello World!', half: '50%', base: 'http://example.com/home/', path: '/foo/bar', list: ['red', 'green', 'blue'], keys: { semi: ';', dot: '.', comma: ',' }, v: 6 };

  test.each<[HttpStyle, boolean, boolean, keyof typeof VALUES, string]>([
    ['simple', false, false, 'hello', 'Hello%20World%21'],
    ['simple', false, false, 'half', '50%25'],
    ['simple', false, false, 'list', 'red,green,blue'],
    ['simple', false, false, 'keys', 'semi,%3B,dot,.,comma,%2C'],
    ['simple', true, false, 'keys', 'semi=%3B,dot=.,comma=%2C'],
    ['simple', false, true, 'hello', 'Hello%20World!'],
    ['simple', false, true, 'half', '50%25'],
    ['simple', false, true, 'keys', 'semi,;,dot,.,comma,,'],
    ['label', false, false, 'half', '.50%25'],
    ['label', true, false, 'list', '.red.green.blue'],
    ['label', false, false, 'keys', '.semi,%3B,dot,.,comma,%2C'],
    ['label', true, false, 'keys', '.semi=%3B.dot=..comma=%2C'],
    ['matrix', false, false, 'v', ';v=6'],
    ['matrix', false, false, 'keys', ';keys=semi,%3B,dot,.,comma,%2C'],
    ['matrix', true, false, 'keys', ';semi=%3B;dot=.;comma=%2C'],
  ])('%s, exploded: %s, reserved: %s, of %s', (style, explode, allowReserved, name, expected) => {
    const { url } = buildRequest(operation({ path: ['/', variable(name, { style, explode, allowReserved }), '-'] }), VALUES, 'https://a.example');

    expect(url).toBe(`https://a.example/${expected}-`);
  });

  test.each<[boolean, keyof typeof VALUES, string]>([
    [false, 'v', 'v=6'],
    [false, 'list', 'list=red,green,blue'],
    [true, 'list', 'list=red&list=green&list=blue'],
    [false, 'keys', 'keys=semi,%3B,dot,.,comma,%2C'],
    [true, 'keys', 'semi=%3B&dot=.&comma=%2C'],
    [false, 'base', 'base=http%3A%2F%2Fexample.com%2Fhome%2F'],
  ])('form, exploded: %s, of %s', (explode, name, expected) => {
    expect(queryOf('form', explode, VALUES[name], name)).toBe(expected);
  });
});

describe('a query', () => {
  test.each<[unknown, string | undefined]>([
    [undefined, undefined], [null, undefined], [[], undefined], [{}, undefined], [[null, 'a'], 'color=a'], [{ R: null, G: 1 }, 'G=1'], [false, 'color=false'], [0, 'color=0'],
    [['a&b', 'c=d'], 'color=a%26b&color=c%3Dd'], [[{ a: 1 }], 'color=%7B%22a%22%3A1%7D'],
  ])('of %j', (color, expected) => {
    expect(queryOf('form', true, color)).toBe(expected);
  });

  test('keeps reserved characters where the API says so, and none that would end the value or add a parameter', () => {
    expect(queryOf('form', true, 'a:b/c?d@e!$(f),*;g&h=i+j#k[l]%26', 'color', true)).toBe('color=a:b/c?d@e!$(f),*;g%26h%3Di%2Bj%23k%5Bl%5D%26');
  });

  test('names parameters as the API does', () => {
    expect(queryOf('form', true, ['a'], 'include[]')).toBe('include%5B%5D=a');
    expect(queryOf('form', true, 'a', 'DateSent<')).toBe('DateSent%3C=a');
  });

  test('nests deep objects in brackets, and lists with their index', () => {
    expect(queryOf('deepObject', true, { 'created': { gte: 1 }, 'ids': ['a', 'b'], 'x&y]': '=' }))
      .toBe('color%5Bcreated%5D%5Bgte%5D=1&color%5Bids%5D%5B0%5D=a&color%5Bids%5D%5B1%5D=b&color%5Bx%26y%5D%5D=%3D');
  });

  test('writes a parameter as the media type that it has', () => {
    const { url } = buildRequest(operation({ query: [query('filter', { content: 'application/json' })] }), { filter: { a: ['b'] } }, BASE_URL);

    expect(new URL(url).searchParams.get('filter')).toBe('{"a":["b"]}');
  });

  test('begins with what is the same each time', () => {
    const { url } = buildRequest(operation({ constants: { query: 'beta=true' }, query: [query('limit')] }), { limit: 3 }, BASE_URL);

    expect(url).toBe(`${BASE_URL}/items?beta=true&limit=3`);
  });

  test('is one argument as a whole, a form or another type (OpenAPI 3.2)', () => {
    const whole = (content: string, value: unknown) => buildRequest(operation({ queryString: { argument: ['q'], content } }), { q: value }, BASE_URL).url.split('?')[1];

    expect(whole('application/x-www-form-urlencoded', { a: 1, b: ['x', 'y'] })).toBe('a=1&b=x&b=y');
    expect(whole('application/json', { a: 1 })).toBe('%7B%22a%22%3A1%7D');
    expect(whole('text/plain', 'a&b')).toBe('a%26b');
    expect(whole('application/json', undefined)).toBeUndefined();
  });

  test.each([
    [{ query: [query('filter'), query('admin')] }, /must not have the member "admin"/],
    [{ query: [query('filter')], constants: { query: 'admin=false' } }, /must not have the member "admin"/],
    [{ cookies: [query('filter', { style: 'cookie' }), query('admin', { style: 'cookie' })] }, /must not have the member "admin"/],
  ] as const)('T71: %#: gets no parameter of the API from a member of an object', (changes, message) => {
    expect(() => buildRequest(operation(changes), { filter: { admin: 'true' } }, BASE_URL)).toThrow(message);
    expect(() => buildRequest(operation(changes), { filter: { mine: 'true' } }, BASE_URL)).not.toThrow();
  });
});

describe('headers', () => {
  const withHeader = (name: string, value: unknown) => buildRequest(operation({ headers: [query(name, { argument: ['value'], style: 'simple' })] }), { value }, BASE_URL).headers;

  test('are not encoded, and have the type that the API says', () => {
    expect(withHeader('X-Name', 'a b/c%')).toEqual({ 'x-name': 'a b/c%' });
    expect(withHeader('X-Name', undefined)).toEqual({});
    expect(buildRequest(operation({ headers: [query('X-Filter', { argument: ['value'], style: 'simple', content: 'application/json' })] }), { value: [1] }, BASE_URL).headers).toEqual({ 'x-filter': '[1]' });
  });

  test.each(['a\r\nx-admin: 1', 'a\nb', 'a\0b', 'caf\u00e9', '\u{1f600}', 'a\u007f'])('T72: hold no control characters and nothing beyond ASCII: %j', (value) => {
    expect(() => withHeader('X-Name', value)).toThrow('is sent as a header');
  });

  test.each(['Authorization', 'cookie', 'Host', 'Content-Length', 'content-type', 'Transfer-Encoding', 'Connection', 'TE', 'Upgrade', 'Proxy-Authorization', 'X-Forwarded-For', 'X-HTTP-Method-Override', 'Forwarded', 'Expect', 'bad name'])(
    'T72: %s cannot be set by an argument', (name) => {
      expect(() => withHeader(name, 'x')).toThrow('cannot be sent as the header');
    },
  );

  test.each(['a;b', 'a b', '"a"', 'a\\b', 'a\r\nb'])('T72: a cookie cannot be ended by a value that is not encoded: %j', (color) => {
    const withCookie = (style: HttpStyle) => buildRequest(operation({ cookies: [query('color', { style })] }), { color }, BASE_URL).headers.cookie;

    expect(() => withCookie('cookie')).toThrow('is sent as a cookie');
    expect(withCookie('form')).toBe(`color=${encodeURIComponent(color)}`);
  });

  test('that are the same each time are in small letters, too', () => {
    expect(buildRequest(operation({ constants: { headers: { 'Accept': 'application/json', 'X-Version': '2' } } }), {}, BASE_URL).headers).toEqual({ 'accept': 'application/json', 'x-version': '2' });
  });
});
