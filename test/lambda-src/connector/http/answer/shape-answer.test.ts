import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { evaluatorIn } from '../../../../../lambda-src/connector/http/answer/evaluator';
import { shapeAnswer } from '../../../../../lambda-src/connector/http/answer/shape-answer';
import type { HttpAnswer, HttpResponse } from '../../../../../src/contract/connector/http-operation';
import type { ToolAnswer } from '../../../../../src/contract/mcp/invocation';
import { BASE_URL, operation, query } from '../operation-fixture';

/** The bundle: a thread loads what Node.js can read. */
const EVALUATOR = join(import.meta.dirname, '..', '..', '..', '..', '..', 'assets', 'functions', 'connector', 'http', 'answer', 'jsonata.js');
const CONTEXT = { url: 'https://api.example.com/v1/items?limit=3', requestId: 'r-1', evaluate: evaluatorIn(EVALUATOR) };
const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };

function shape(body: unknown, answer: Partial<HttpAnswer> = {}, response: Partial<HttpResponse> = {}): Promise<ToolAnswer> {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  return shapeAnswer(operation({ answer: { maxBytes: 2000, ...answer } }), { status: 200, headers: JSON_TYPE, body: bytes, ...response }, CONTEXT);
}

const textOf = ({ content }: ToolAnswer, index = 0): string => String(content?.[index].text);
const html = (text: string) => ({ status: 502, headers: { 'content-type': 'text/html' }, body: Buffer.from(text) });

describe('JSON', () => {
  test('is a text, and structured content where the tool has an output schema', async () => {
    expect(await shape('{ "a": [1] }')).toEqual({ content: [{ type: 'text', text: '{"a":[1]}' }] });
    expect(await shape({ a: [1] }, { structured: true })).toEqual({ structuredContent: { a: [1] } });
    expect(await shape([1], { structured: true, member: 'items' })).toEqual({ structuredContent: { items: [1] } });
    expect(await shape('"just text"')).toEqual({ content: [{ type: 'text', text: 'just text' }] });
  });

  test.each(['application/problem+json', 'application/vnd.api+json;charset=UTF-8', 'text/json', '', 'audio/../../x', undefined])('has the media type %s', async (type) => {
    expect(textOf(await shape({ a: 1 }, { selection: { kind: 'pointer', pointer: '/a' } }, { headers: type === undefined ? {} : { 'content-type': type } }))).toBe('1');
  });

  test('keeps the digits of large numbers', async () => {
    const body = '{"id":12345678901234567890,"price":0.1234567890123456789,"n":1.5}';

    expect(textOf(await shape(body))).toBe(body);
    expect(JSON.stringify((await shape(body, { structured: true })).structuredContent)).toBe(body);
    expect(textOf(await shape(body, { selection: { kind: 'pointer', pointer: '/id' } }))).toBe('12345678901234567890');
    expect(textOf(await shape(body, { selection: { kind: 'jsonata', expression: '{ "id": id, "double": n * 2 }' } }))).toBe('{"id":"12345678901234567890","double":3}');
    expect(textOf(await shape(body, {}, { status: 404 }))).toContain('{"id":12345678901234567890');
  });

  test('that is none is an error where it must be, and a text elsewhere', async () => {
    expect(textOf(await shape('{"a":'))).toBe('{"a":');
    expect(await shape('{"a":', { structured: true })).toMatchObject({ isError: true });
    expect(textOf(await shape('<!doctype html><p>Sign in', { structured: true }, { headers: { 'content-type': 'text/html' } })))
      .toBe('The API answered 200 OK with a page of HTML that is not JSON, as this tool expects.\nRequest id: r-1');
    expect(textOf(await shape(Buffer.from([1, 2]), { structured: true }, { headers: { 'content-type': 'image/png' } }))).toContain('with image/png, and this tool expects JSON');
  });
});

describe('the next page of a Link header', () => {
  const OPERATION = operation({ query: [query('page'), query('per_page', { argument: ['per', 'page'] })] });
  const link = async (header: string, body = '[1]', answer: Partial<HttpAnswer> = {}) => (
    (await shapeAnswer({ ...OPERATION, answer: { ...OPERATION.answer, ...answer } }, {
      status: 200, headers: { 'content-type': 'application/json', 'link': header }, body: Buffer.from(body),
    }, { url: `${BASE_URL}/items?per_page=2`, requestId: 'r-1', evaluate: CONTEXT.evaluate })).content?.map(({ text }) => text)
  );

  test.each([
    [`<${BASE_URL}/items?per_page=2&page=2>; rel="next", <${BASE_URL}/items?page=9>; rel="last"`, ['[1]', '[There are more results: call the tool again with "page" = "2".]']],
    [`<${BASE_URL}/items?page=9>; rel=last, </v1/items?page=2&per_page=5&key=canary>; title="a, b"; rel="prefetch next"`,
      ['[1]', '[There are more results: call the tool again with "page" = "2", "per.page" = "5".]']],
    [`<${BASE_URL}/items?page=1>; rel="prev"`, ['[1]']], [`<${BASE_URL}/items?per_page=2>; rel="next"`, ['[1]']], ['<https://evil.example/?page=2>; rel="next"', ['[1]']],
    [`<${BASE_URL}/items?cursor=x>; rel="next"`, ['[1]']], ['<:>; rel="next"', ['[1]']], [`${'<'.repeat(20_000)}; rel="next"`, ['[1]']],
  ])('%s', async (header, expected) => {
    expect(await link(header)).toEqual(expected);
  });

  test('is not said beside structured content, which holds all that the output schema describes', async () => {
    expect(await link(`<${BASE_URL}/items?page=2>; rel="next"`, '{"a":1}', { structured: true })).toBeUndefined();
  });
});

test.each([
  [{ 'retry-after': '30' }, 'Try again in 30 seconds.'], [{ 'retry-after': 'Wed, 01 Jul 2026 10:00:30 GMT', 'date': 'Wed, 01 Jul 2026 10:00:00 GMT' }, 'Try again in 30 seconds.'],
  [{ 'retry-after': 'Wed, 01 Jul 2026 10:00:30 GMT' }, undefined], [{ 'retry-after': 'soon' }, undefined], [{ 'retry-after': '-1' }, undefined], [{}, undefined],
])('a busy API that says %j', async (headers, expected) => {
  const { content } = await shapeAnswer(operation(), { status: 429, headers: headers as { [name: string]: string }, body: Buffer.alloc(0) }, { url: BASE_URL, requestId: 'r-1', evaluate: CONTEXT.evaluate });

  expect(/Try again[^\n]*/.exec(String(content![0].text))?.[0]).toBe(expected);
});

describe('a selection', () => {
  const BODY = { 'data': { items: [{ id: 1, name: 'a' }, { id: 2, name: 'b' }] }, 'a/b': { 'm~n': 0 }, '': 7, 'none': null };

  test.each<[string, string]>([
    ['', JSON.stringify(BODY)], ['/data/items/1/name', 'b'], ['/a~1b/m~0n', '0'], ['/', '7'], ['/none', 'null'], ['/data/items', '[{"id":1,"name":"a"},{"id":2,"name":"b"}]'],
  ])('by the JSON Pointer "%s"', async (pointer, expected) => {
    expect(textOf(await shape(BODY, { selection: { kind: 'pointer', pointer } }))).toBe(expected);
  });

  test.each<[string, string]>([
    ['data.items.name', '["a","b"]'], ['data.items[id=2].name', 'b'], ['{ "names": data.items.name, "n": $count(data.items) }', '{"names":["a","b"],"n":2}'], ['$sum(data.items.id)', '3'],
  ])('by the JSONata expression %s', async (expression, expected) => {
    expect(textOf(await shape(BODY, { selection: { kind: 'jsonata', expression } }))).toBe(expected);
  });

  test.each(['/data/item', '/data/items/2', '/data/items/-', '/data/items/01', '/constructor', '/data/items/length', '/none/x'])('says so where there is nothing at %s', async (pointer) => {
    expect(await shape(BODY, { selection: { kind: 'pointer', pointer } })).toEqual({ content: [{ type: 'text', text: `The API answered 200 OK, and the answer has nothing at "${pointer}".` }] });
    expect(await shape(BODY, { selection: { kind: 'pointer', pointer }, structured: true })).toMatchObject({ isError: true });
  });

  test('by an expression that finds nothing says so, too', async () => {
    expect(textOf(await shape(BODY, { selection: { kind: 'jsonata', expression: 'nothing' } }))).toBe('The API answered 200 OK, and the answer has nothing that its selection chooses.');
  });

  test.each([
    ['without an end', '($f := function($n) { $f($n + 1) + 1 }; $f(0))', 'U1001|D1011'], ['in lists', '[1..9000000]', 'D201'], ['on the wrong type', '$number(data)', 'T0410'],
  ])('is bounded, and its error quotes nothing: %s', async (_what, expression, code) => {
    const answer = await shape({ data: 'secret' }, { selection: { kind: 'jsonata', expression } });

    expect(answer).toMatchObject({ isError: true });
    expect(textOf(answer)).toMatch(new RegExp(`^The answer of the API could not be read by the selection of this tool: JSONata (${code}\\d*|[A-Z]\\d+)`));
    expect(textOf(answer)).not.toContain('secret');
  });

  const names = (count: number) => ({ items: Array.from({ length: count }, (_, index) => ({ name: `n${index}` })) });
  const nested = (levels: number) => `${'{"c":'.repeat(levels)}1${'}'.repeat(levels)}`;

  test.each<[string, string, unknown, RegExp]>([
    ['each item is compared with all others', '$distinct(items.name)', names(90_000), /takes too long/],
    ['a list is copied for each item', '$reduce(items.name, $append)', names(90_000), /takes too long|D2014|D101\d/],
    ['a regular expression tries every part of a text', '$match(text, /^(a+)+$/)', { text: `${'a'.repeat(40)}!` }, /takes too long/],
    ['the answer is nested', '**.name', nested(50_000), /nested too deeply/],
    ['each item is joined with all others', 'items.(name & $join($$.items.name))', names(20_000), /D1012|takes too long/],
    ['a text doubles with each item', '$reduce(items.name, function($a, $b) { $a & $a & $b })', names(60), /it failed|memory/],
    ['a list doubles with each item', '$reduce(items.name, function($a, $b) { $append($a, $a) })', names(60), /D201[45]|D101\d|memory|takes too long/],
    ['the answer is an expression', '$eval(text)', { text: '($f := function($n) { $f($n) }; $f(0))' }, /D3121|D1012|takes too long/],
  ])('T130: ends where %s, and the next call is answered', async (_what, expression, body, problem) => {
    const answer = await shape(body, { selection: { kind: 'jsonata', expression } });

    expect(answer).toMatchObject({ isError: true, content: [{ text: expect.stringMatching(problem) }] });
    expect(textOf(await shape({ a: 1 }, { selection: { kind: 'jsonata', expression: 'a' } }))).toBe('1');
  });

  test('T130: an expression in an answer sees nothing of the process', async () => {
    const answer = await shape({ text: '[$type($process), $type($require), $type($globalThis)]' }, { selection: { kind: 'jsonata', expression: '$eval(text)' } });

    expect(textOf(answer)).toBe('[]');
  });

  test('applies to answers that succeed', async () => {
    expect(textOf(await shape({ message: 'no' }, { selection: { kind: 'pointer', pointer: '/data' } }, { status: 404 }))).toContain('404 Not Found: {"message":"no"}');
  });
});

describe('an answer that is too large', () => {
  const items = Array.from({ length: 375 }, (_, id) => ({ id, name: `item ${id}` }));

  test('stays JSON: lists lose their ends, everything else remains, and a note says how to ask for less', async () => {
    const answer = await shape({ items, next: 'cursor-2', total: 375 }, { narrowedBy: ['limit', 'fields'] });
    const cut = JSON.parse(textOf(answer));

    expect(Buffer.byteLength(textOf(answer))).toBeLessThanOrEqual(2000);
    expect(Buffer.byteLength(textOf(answer))).toBeGreaterThan(1800);
    expect(cut).toMatchObject({ next: 'cursor-2', total: 375 });
    expect(cut.items.slice(0, 8)).toEqual(items.slice(0, 8));
    expect(cut.items[cut.items.length - 1]).toBe(`… ${375 - (cut.items.length - 1)} more items`);
    expect(textOf(answer, 1)).toBe('[The answer was cut: 10 KB were received, and this tool returns at most 2000 bytes. Call the tool again and ask for less, with "limit", "fields".]');
  });

  test.each<[string, unknown]>([
    ['one long text', { text: 'x'.repeat(50_000), id: 1 }], ['long texts in a list', { list: items.map(({ id }) => ({ id, text: 'y'.repeat(5000) })), id: 1 }],
    ['many members', { ...Object.fromEntries(items.map(({ id }) => [`k${id}`, 'z'.repeat(100)])) }], ['deep', { a: { b: { c: { d: { e: { f: items } } } } }, id: 1 }],
    ['a list of lists', items.map(() => items)],
  ])('stays JSON and within its size: %s', async (_what, body) => {
    const answer = await shape(body);

    expect(Buffer.byteLength(textOf(answer))).toBeLessThanOrEqual(2000);
    expect(textOf(answer).length).toBeGreaterThan(300);
    expect(() => JSON.parse(textOf(answer))).not.toThrow();
    expect(textOf(answer, 1)).toContain('The answer was cut');
  });

  test('keeps whole lines and whole characters of a text', async () => {
    const lines = await shape('line of text\n'.repeat(500), {}, { headers: { 'content-type': 'text/plain' } });
    const wide = await shape('\u{1f600}'.repeat(1000), { maxBytes: 2001 }, { headers: { 'content-type': 'text/plain' } });

    expect(textOf(lines)).toMatch(/^(line of text\n)+line of text$/);
    expect(textOf(wide)).toBe('\u{1f600}'.repeat(500));
  });

  test('is an error with a part of it where the tool has an output schema', async () => {
    const answer = await shape({ items }, { structured: true, narrowedBy: ['limit'] });

    expect(answer).toMatchObject({ isError: true });
    expect(textOf(answer)).toBe('The answer has 10 KB, and this tool returns at most 2000 bytes. Call the tool again and ask for less, with "limit". A part of it follows.\nRequest id: r-1');
    expect(JSON.parse(textOf(answer, 1)).items[0]).toEqual({ id: 0, name: 'item 0' });
  });

  test('for what is read of it shows its beginning, or is an error where a whole is needed', async () => {
    const body = JSON.stringify(items).slice(0, 5000);
    const shown = await shape(body, {}, { truncated: true });

    expect(body.startsWith(textOf(shown))).toBe(true);
    expect(textOf(shown, 1)).toContain('more than 5000 bytes were received');
    expect(textOf(await shape(body, { structured: true }, { truncated: true }))).toContain('larger than the 5000 bytes that are read of it');
    expect(textOf(await shape(body, { selection: { kind: 'pointer', pointer: '' } }, { truncated: true }))).toContain('larger than');
  });
});

describe('other media types', () => {
  test.each(['text/csv', 'text/html', 'application/xml', 'application/atom+xml', 'application/yaml', 'application/x-ndjson', 'image/svg+xml'])('%s is a text', async (type) => {
    expect(await shape('<a>1</a>', {}, { headers: { 'content-type': type } })).toEqual({ content: [{ type: 'text', text: '<a>1</a>' }] });
  });

  test('a text is read in its encoding', async () => {
    expect(textOf(await shape(Buffer.from([0x63, 0x61, 0x66, 0xe9]), {}, { headers: { 'content-type': 'text/plain; charset="ISO-8859-1"' } }))).toBe('caf\u00e9');
    expect(textOf(await shape('x', {}, { headers: { 'content-type': 'text/plain; charset=klingon' } }))).toBe('x');
  });

  test.each([['image/png', 'image'], ['image/jpeg', 'image'], ['audio/mpeg', 'audio']])('%s is content of its own', async (mimeType, type) => {
    expect(await shape(Buffer.from([1, 2]), {}, { headers: { 'content-type': mimeType } })).toEqual({ content: [{ type, data: 'AQI=', mimeType }] });
  });

  test.each([
    ['application/pdf', 'attachment; filename="../a b.pdf"', 'attachment:///a%20b.pdf', 'application/pdf'], ['image/tiff', undefined, 'attachment:///answer', 'image/tiff'],
    ['', undefined, 'attachment:///answer', 'application/octet-stream'],
  ])('%s is an embedded resource', async (type, disposition, uri, mimeType) => {
    const headers = { 'content-type': type, ...disposition && { 'content-disposition': disposition } };

    expect(await shape(Buffer.from([0xff, 0xfe, 0x80]), {}, { headers })).toEqual({ content: [{ type: 'resource', resource: { uri, mimeType, blob: '//6A' } }] });
  });

  test('a file that no result holds is named with its size', async () => {
    expect(textOf(await shape(Buffer.alloc(5 * 1024 * 1024), {}, { headers: { 'content-type': 'application/zip' } })))
      .toBe('The API answered with a file of 5120 KB (application/zip), which is not shown: a result holds files of at most 4096 KB.');
  });
});

describe('a status', () => {
  test.each([[200, 'OK'], [201, 'Created'], [204, 'No Content'], [299, '']])('%s without content says so', async (status, name) => {
    expect(await shape('', {}, { status, headers: {} })).toEqual({ content: [{ type: 'text', text: `The API answered ${status}${name && ` ${name}`}, without content.` }] });
  });

  test('201 names what was made', async () => {
    expect(textOf(await shape('', {}, { status: 201, headers: { location: '/v1/items/7?key=x' } }))).toBe('The API answered 201 Created, without content. Location: /v1/items/7');
  });

  test.each([
    ['/v2/items', 'to /v2/items'], ['https://api.example.com/v2/items?api_key=s', 'to /v2/items'], ['https://files.example.net/a?token=s', 'to https://files.example.net/a'],
    ['http://10.0.0.5/a', 'to an address that is not shown'], ['http://items.svc.cluster.local:8080/', 'to an address that is not shown'], ['http://localhost/', 'to an address that is not shown'],
    ['http://[::1]/', 'to an address that is not shown'], ['javascript:alert(1)', 'to an address that is not shown'], ['http://backend/', 'to an address that is not shown'], [undefined, 'to an address that is not shown'],
  ])('302 to %s is not followed', async (location, where) => {
    expect(await shape('', {}, { status: 302, headers: location === undefined ? {} : { location } }))
      .toEqual({ content: [{ type: 'text', text: `The API answered 302 Found, a redirect ${where}. Redirects are not followed.\nRequest id: r-1` }], isError: true });
  });

  test('302 is the answer where the API declares no other', async () => {
    expect(await shape('', { redirect: true }, { status: 302, headers: { location: 'https://files.example.net/a?signature=s' } })).toEqual({ content: [{ type: 'text', text: 'https://files.example.net/a?signature=s' }] });
  });

  test('429 says when to try again, 401 whom it is about', async () => {
    expect(textOf(await shape('slow down', {}, { status: 429, headers: { 'content-type': 'text/plain', 'retry-after': '30' } })))
      .toBe('The API answered 429 Too Many Requests: slow down\nTry again in 30 seconds.\nRequest id: r-1');
    expect(textOf(await shape('', {}, { status: 401, headers: {} }))).toContain('signing in again does not help');
  });
});

describe('an error', () => {
  const errorOf = async (body: unknown, type = 'application/json') => textOf(await shape(body, {}, { status: 422, headers: { 'content-type': type } }));

  test('has the words of the API, of at most 1,000 characters', async () => {
    expect(await errorOf({ error: { message: 'name is taken', code: 17 } })).toBe('The API answered 422 Unprocessable Entity: {"error":{"message":"name is taken","code":17}}\nRequest id: r-1');
    expect(await errorOf({ message: 'x'.repeat(5000) })).toHaveLength('The API answered 422 Unprocessable Entity: '.length + 1000 + '…\nRequest id: r-1'.length);
    expect(await shape({}, {}, { status: 500 })).toMatchObject({ isError: true });
  });

  test('is a problem detail (RFC 9457)', async () => {
    expect(await errorOf({ type: 'https://example.com/probs/credit', title: 'Out of credit', status: 422, detail: 'It costs 50.', instance: '/x', balance: 30 }, 'application/problem+json'))
      .toBe('The API answered 422 Unprocessable Entity: Out of credit: It costs 50. {"balance":30}\nRequest id: r-1');
  });

  test.each([
    ['<!doctype html><html><head><title>502 Bad Gateway</title><style>p{}</style></head><body><script>alert(1)</script><h1>Bad &amp; sad</h1></body></html>', '502 Bad Gateway Bad & sad'],
    ['<html><body>' + '<p>x</p>'.repeat(1000), `${'x '.repeat(100)}…`], ['<!DOCTYPE html><script>never closed', ''],
  ])('%#: holds no HTML', async (page, words) => {
    const [first] = textOf(await shapeAnswer(operation(), html(page), CONTEXT)).split('\n');

    expect(first).toBe(`The API answered 502 Bad Gateway${words && `: ${words}`}`);
    expect(textOf(await shape(page, {}, { status: 502, headers: { 'content-type': 'text/plain' } }))).not.toContain('<');
  });

  test.each(['<svg ', '<script', '<!--', '<', 'a.'.repeat(3)])('of megabytes of %s is read at once', async (unit) => {
    expect((await errorOf(unit.repeat(1_000_000 / unit.length), 'text/html')).length).toBeLessThan(400);
  });

  test('is read also where its JSON is nested beyond reason', async () => {
    expect(await errorOf(`${'['.repeat(200_000)}${']'.repeat(200_000)}`, 'application/json')).toBe('The API answered 422 Unprocessable Entity, nested too deeply to be read.\nRequest id: r-1');
  });

  test('holds no binary', async () => {
    expect(await errorOf(Buffer.from([0, 1, 2]), 'image/png')).toBe('The API answered 422 Unprocessable Entity\nRequest id: r-1');
  });

  test.each([
    'http://10.1.2.3:8080/x', 'http://172.16.0.1/', '192.168.1.7:5432', '127.0.0.1', '169.254.169.254', 'http://orders.internal:9000/a', 'db-1.prod.svc', 'orders.svc.cluster.local', 'localhost:3000',
    'postgres://user:pw@db/x', 'https://user:pw@10.0.0.1/', 'http://backend/x', 'http://[fd00::1]/x',
    '::1', '::1:5432', 'fd12:3456:789a::5:5432', 'FE80::1%eth0', 'fc00::', '0:0:0:0:0:0:0:1',
  ])('T115: names no address within the network of the API: %s', async (address) => {
    for (const [body, type] of [[{ message: `connect to ${address} failed` }, 'application/json'], [`connect to ${address} failed`, 'text/plain']] as const) {
      const shown = await errorOf(body, type);
      expect(shown).toContain('connect to [internal address] failed');
      expect(shown).not.toContain('pw');
    }
  });

  test.each([
    'Authorization: Bearer abcdef1234567890', 'Basic dXNlcjpwYXNzd29yZA==', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl', 'AKIAIOSFODNN7EXAMPLE', 'api_key=abcdef1234567890', '"access_token": "abcdef1234567890"',
    'https://api.example.com/?api_key=abcdef1234567890', 'https://user:abcdef1234567890@api.example.com/',
    'Server=db1;User Id=sa;Password=abcdef1234567890;', "pwd='abcdef1234567890'", 'ghp_abcdef1234567890', 'sk_live_abcdef1234567890', 'xoxb-abcdef1234567890',
    '-----BEGIN EC PRIVATE KEY-----\nabcdef1234567890\n-----END EC PRIVATE KEY-----',
  ])('T115: repeats no credential: %s', async (secret) => {
    const shown = await errorOf(`refused ${secret} as invalid`, 'text/plain');

    expect(shown).not.toMatch(/abcdef1234567890|dXNlcjpwYXNzd29yZA|c2lnbmF0dXJl|IOSFODNN7EXAMPLE/);
    expect(shown).toMatch(/refused .* as invalid/);
  });

  test('T115: holds no stack trace', async () => {
    expect(await errorOf({ message: 'failed', stack: 'Error: x\n at y', error: { trace: ['a'], sql: 'SELECT 1', code: 3 } })).toContain(': {"message":"failed","error":{"code":3}}\n');
    expect(await errorOf('failed\n    at f (/srv/app/index.js:3:1)\n\tat com.example.A.b(A.java:7)\n  File "/srv/a.py", line 3, in f\n', 'text/plain')).toContain('Entity: failed\nRequest');
  });

  test('keeps public addresses, versions and what is none of these', async () => {
    const said = 'see https://docs.example.com/errors/7, version 10.2, 8.8.8.8, 2001:4860:4860::8888, std::1st, at 10:00:01, password: too short, face::feed';
    expect(await errorOf({ message: said })).toContain(said);
  });
});
