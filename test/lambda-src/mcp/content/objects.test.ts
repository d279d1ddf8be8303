import { afterAll, describe, expect, test } from '@jest/globals';
import type { Bucket, ObjectFailure, StoredObject } from '../../../../lambda-src/mcp/content/reading';
import type { BucketContent } from '../../../../src/contract/mcp/content';
import type { OfferingDefinition } from '../../../../src/offering/catalogue/definitions';
import { removeCatalogues, synthesis } from '../support/compiler';
import { WEATHER } from '../support/offering';
import { testServer } from '../support/server';

afterAll(removeCatalogues);

const MAX_BYTES = 1000;
const KNOWN = { size: 5, lastModified: '2026-01-31T12:00:00.000Z', etag: '"1"' };

function serverOf(object: StoredObject | ObjectFailure, source: Partial<BucketContent> = {}, uriTemplate = 'docs://{+key}') {
  const asked: unknown[][] = [];
  const bucket: Bucket = {
    get: (...args) => {
      asked.push(['get', ...args]);
      return Promise.resolve(object);
    },
    list: (...args) => {
      asked.push(['list', ...args]);
      const keys = ['handbook/', 'handbook/a.md', 'handbook/../b', 'handbook//c', 'handbook/d/'];
      return Promise.resolve('missing' in object ? object : { keys, isTruncated: false });
    },
    link: (key, seconds) => `https://documents.example/${key}?expires=${seconds}`,
  };
  const offering: OfferingDefinition = {
    ...WEATHER,
    resourceTemplates: [{
      uriTemplate,
      name: 'docs',
      ...synthesis.parseUriTemplate(uriTemplate),
      source: { kind: 'bucket', bucket: 'b', key: 'handbook/', maxBytes: MAX_BYTES, ttlMs: 60_000, ...source },
      completions: { key: { kind: 'bucket', bucket: 'b', prefix: 'handbook/', isFlat: !uriTemplate.includes('+') } },
    }],
  };
  return { asked, ...testServer({ offering, bucket: () => Promise.resolve(bucket) }) };
}

const body = (text: string, rest: Partial<StoredObject> = {}): StoredObject => ({ ...KNOWN, body: Buffer.from(text), ...rest });
const read = async (object: StoredObject | ObjectFailure, uri: string, source?: Partial<BucketContent>) => (await serverOf(object, source).modern('resources/read', { uri })).json;

describe('an object', () => {
  test('is asked for by the prefix and the decoded variable, up to the limit', async () => {
    const server = serverOf(body('hello'));
    await server.modern('resources/read', { uri: 'docs://a%20b/c.md' });

    expect(server.asked).toEqual([['get', 'handbook/a b/c.md', { maxBytes: MAX_BYTES, ttlMs: 60_000, remainingMillis: expect.any(Number) }]]);
  });

  test('says what S3 knows of it, and how long clients may go by it', async () => {
    expect((await read(body('hello'), 'docs://a.md', { meta: { 'com.example/team': 'docs' } })).result).toMatchObject({
      ttlMs: 60_000,
      cacheScope: 'private',
      contents: [{
        uri: 'docs://a.md',
        mimeType: 'text/markdown',
        text: 'hello',
        _meta: {
          'com.example/team': 'docs', 'cdk-remote-mcp-server/size': 5, 'cdk-remote-mcp-server/lastModified': KNOWN.lastModified, 'cdk-remote-mcp-server/etag': '"1"',
        },
      }],
    });
  });

  test.each<[string, StoredObject, Partial<BucketContent>, object]>([
    ['the type that the author gave', body('hello', { contentType: 'image/png' }), { mimeType: 'text/csv' }, { mimeType: 'text/csv', text: 'hello' }],
    ['the type that S3 has', body('hello', { contentType: 'image/png' }), {}, { mimeType: 'image/png', blob: 'aGVsbG8=' }],
    ['the type of the extension where S3 has none', body('hello', { contentType: 'binary/octet-stream' }), {}, { mimeType: 'text/markdown', text: 'hello' }],
    ['bytes where the text is no UTF-8', { ...KNOWN, body: Buffer.from([0xff]) }, {}, { mimeType: 'text/markdown', blob: '/w==' }],
  ])('has %s', async (_name, object, source, content) => {
    expect((await read(object, 'docs://a.md', source)).result.contents[0]).toMatchObject(content);
  });

  test('that is too large is refused with its size and the limit', async () => {
    expect((await read({ ...KNOWN, size: 5000 }, 'docs://a.md')).error).toEqual({
      code: -32602, message: 'The resource has 5000 bytes, and at most 1000 can be read', data: { uri: 'docs://a.md', size: 5000, maxSize: 1000 },
    });
  });

  test('that is too large becomes a link, which nobody keeps', async () => {
    const { result } = await read({ ...KNOWN, size: 5000 }, 'docs://a.md', { linkSeconds: 60 });

    expect(result).toMatchObject({ ttlMs: 0, cacheScope: 'private', contents: [{ uri: 'docs://a.md', mimeType: 'text/uri-list' }] });
    expect(result.contents[0].text).toMatch(/^# text\/markdown, 5000 bytes, for download until \d{4}-.*Z\r\nhttps:\/\/documents\.example\/handbook\/a\.md\?expires=60\r\n$/);
  });

  describe('that is sent in parts', () => {
    const parts = (...pieces: Buffer[]): StoredObject => ({
      ...KNOWN,
      size: Buffer.concat(pieces).length,
      parts: {
        first: pieces[0],
        all: async function* () {
          yield* pieces;
        },
      },
    });
    // A character that is cut, quotes, a line break and a lone byte order mark.
    const text = Buffer.from('\uFEFFgrün "😀"\n\\u2028\u2028 end');
    const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => (index * 197) % 256));
    const cut = (buffer: Buffer, at: number) => [buffer.subarray(0, at), buffer.subarray(at, at + 2), buffer.subarray(at + 2)];

    test.each(Array.from({ length: 16 }, (_, at) => at + 5))('has the same text wherever it is cut: after %i bytes', async (at) => {
      const server = serverOf(parts(...cut(text, at)), { streamedMaxBytes: 5000 });
      const { json, text: sent, status, headers } = await server.modern('resources/read', { uri: 'docs://a.md' }).then((reply) => ({ ...reply, json: JSON.parse(reply.text) }));

      expect([status, headers['Content-Type'], sent.trimEnd().includes('\n')]).toEqual([200, 'application/json', false]);
      expect(json).toMatchObject({ jsonrpc: '2.0', id: 7, result: { resultType: 'complete', ttlMs: 60_000, cacheScope: 'private' } });
      expect(json.result.contents).toEqual([{
        uri: 'docs://a.md', mimeType: 'text/markdown', text: text.toString(), _meta: expect.objectContaining({ 'cdk-remote-mcp-server/size': text.length }),
      }]);
      expect(server.asked[0][2]).toMatchObject({ maxBytes: MAX_BYTES, streamedMaxBytes: 5000 });
    });

    test.each([0, 1, 2, 3])('has the same bytes wherever it is cut: after %i and a multiple of three', async (more) => {
      const { text: sent } = await serverOf(parts(...cut(bytes, 30 + more)), { streamedMaxBytes: 5000 }).legacy('resources/read', { uri: 'docs://a.png' });
      expect(JSON.parse(sent).result.contents[0]).toMatchObject({ mimeType: 'image/png', blob: bytes.toString('base64') });
    });

    test('is bytes where its start is no UTF-8, and has U+FFFD where that shows later', async () => {
      const [early, late] = [parts(Buffer.from([0xff]), Buffer.from('a')), parts(Buffer.from('a'), Buffer.from([0xff]))];
      const contents = await Promise.all([early, late].map(async (object) => (
        JSON.parse((await serverOf(object, { streamedMaxBytes: 5000 }).modern('resources/read', { uri: 'docs://a.md' })).text).result.contents[0]
      )));
      expect(contents).toEqual([expect.objectContaining({ blob: '/2E=' }), expect.objectContaining({ text: 'a\uFFFD' })]);
    });

    test('and fails meanwhile is no complete answer, and the function fails', async () => {
      const object = {
        ...parts(Buffer.from('a')),
        parts: {
          first: Buffer.from('a'),
          all: async function* () {
            yield Buffer.from('a');
            throw new Error('bytes 1 and following of the object were not read: SlowDown');
          },
        },
      };
      const server = serverOf(object, { streamedMaxBytes: 5000 });

      await expect(server.modern('resources/read', { uri: 'docs://a.md' })).rejects.toThrow('SlowDown');
      expect(server.lines.map(({ message }) => message)).toEqual(['unexpected error', 'mcp request']);
    });

    test('cannot be one of a batch', async () => {
      const server = serverOf({ ...KNOWN, size: 3000 }, { streamedMaxBytes: 5000 });
      const { json } = await server.post([{ jsonrpc: '2.0', id: 1, method: 'resources/read', params: { uri: 'docs://a.md' } }], { headers: { 'MCP-Protocol-Version': '2025-03-26' } });
      expect(json[0].error).toMatchObject({ code: -32602, data: { size: 3000, maxSize: MAX_BYTES } });
    });
  });

  test('that is missing is not found, and the log says why', async () => {
    const server = serverOf({ missing: true, detail: 'AccessDenied: …' });

    expect((await server.modern('resources/read', { uri: 'docs://a.md' })).json.error).toEqual({ code: -32602, message: 'Resource not found', data: { uri: 'docs://a.md' } });
    expect(server.lines).toContainEqual({ level: 'warn', message: 'object not read', fields: { requestId: 'request-1', detail: 'AccessDenied: …' } });
  });

  test('that cannot be read gives a reference', async () => {
    const server = serverOf({ missing: false, detail: 'PermanentRedirect: …' });

    expect((await server.modern('resources/read', { uri: 'docs://a.md' })).json.error).toEqual({ code: -32603, message: 'Internal error (reference: request-1)' });
    expect(server.lines).toContainEqual({ level: 'error', message: 'resource read failed', fields: expect.objectContaining({ detail: 'PermanentRedirect: …' }) });
  });
});

test.each([
  'docs://..%2Fsecret', 'docs://a/..%2F..%2Fsecret', 'docs://%252e%252e%252fsecret', 'docs://..%5Csecret', 'docs://%2Fsecret', 'docs:///secret', 'docs://a%00', 'docs://a/',
  `docs://${'a'.repeat(1025)}`, 'docs://%FF', 'docs://..%255c..%255csecret',
])('T80 S3 is not asked for %s', async (uri) => {
  const server = serverOf(body('secret'));

  expect((await server.modern('resources/read', { uri })).json.error).toMatchObject({ code: -32602, message: 'Resource not found' });
  expect(server.asked).toEqual([]);
});

test.each([
  ['docs://../secret', undefined],
  ['docs://h/../../secret', 'handbook/h/secret'],
  ['docs://a?versionId=1&acl', 'handbook/a?versionId=1&acl'],
  ['docs://https://evil.example/x', 'handbook/https//evil.example/x'],
])('T80 %s never leaves the prefix', async (uri, key) => {
  const server = serverOf(body('x'));
  await server.modern('resources/read', { uri });

  expect(server.asked.map(([, asked]) => asked)).toEqual(key === undefined ? [] : [key]);
});

describe('keys are completed', () => {
  const complete = async (server: ReturnType<typeof serverOf>, uri: string, value: string) => (
    (await server.legacy('completion/complete', { ref: { type: 'ref/resource', uri }, argument: { name: 'key', value } })).json
  );

  test('from the list below the prefix, without those that cannot be read', async () => {
    const server = serverOf(body(''));

    expect((await complete(server, 'docs://{+key}', 'a')).result.completion).toEqual({ values: ['a.md'], total: 1, hasMore: false });
    expect(server.asked).toEqual([['list', 'handbook/a', { isFlat: false, max: 100, remainingMillis: expect.any(Number) }]]);
  });

  test.each(['../', '/', '..%2F', 'a/../..', '%2e%2e/'])('T80 but not for %j', async (value) => {
    const server = serverOf(body(''));

    expect((await complete(server, 'docs://{+key}', value)).result.completion.values).toEqual([]);
    expect(server.asked).toEqual([]);
  });

  test('of one segment where the variable has one', async () => {
    const server = serverOf(body(''), {}, 'docs://{key}');
    await complete(server, 'docs://{key}', 'a');
    await complete(server, 'docs://{key}', 'a/b');

    expect(server.asked).toEqual([['list', 'handbook/a', expect.objectContaining({ isFlat: true })]]);
  });

  test('which fails with a reference where they may not be listed', async () => {
    expect(await complete(serverOf({ missing: true, detail: 'AccessDenied' }), 'docs://{+key}', '')).toMatchObject({ error: { code: -32603 } });
  });
});
