import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { openBucket, S3Bucket } from '../../../../lambda-src/mcp/content/bucket';
import { awsEnvironment } from '../../../../lambda-src/platform/aws/aws-request';

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

let server: Server;
let answers: Answer[];
let received: IncomingMessage[];
let bucket: S3Bucket;
beforeEach(async () => {
  answers = [];
  received = [];
  server = createServer((request, response) => {
    received.push(request);
    (answers.length > 1 ? answers.shift()! : answers[0])(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  bucket = new S3Bucket(awsEnvironment({ AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_S3: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }), 'documents');
});
afterEach(() => {
  server.close();
  server.closeAllConnections();
});

const error = (status: number, code: string, rest = ''): Answer => (response) => response.writeHead(status).end(`<Error><Code>${code}</Code>${rest}</Error>`);
const part = (body: Buffer | string, size = Buffer.byteLength(body), headers = {}): Answer => (response) => response
  .writeHead(206, { 'Content-Range': `bytes 0-${Buffer.byteLength(body) - 1}/${size}`, 'ETag': '"1"', 'Last-Modified': 'Sat, 31 Jan 2026 12:00:00 GMT', ...headers }).end(body);
const get = (options: Partial<Parameters<S3Bucket['get']>[1]> = {}) => bucket.get('a', { maxBytes: 10, ttlMs: 0, remainingMillis: 30_000, ...options });

describe('an object', () => {
  test('is asked for up to the limit, with what S3 knows of it', async () => {
    answers = [part('hello', 5, { 'Content-Type': 'text/plain' })];

    expect(await get()).toEqual({
      body: Buffer.from('hello'), size: 5, contentType: 'text/plain', contentEncoding: undefined, lastModified: '2026-01-31T12:00:00.000Z', etag: '"1"',
    });
    expect(received[0].headers.range).toBe('bytes=0-9');
  });

  test('that is larger has a size, and no body', async () => {
    answers = [part('0123456789', 5_000_000_000_000)];

    const object = await get();
    expect(object).toMatchObject({ size: 5_000_000_000_000 });
    expect(object).not.toHaveProperty('body');
  });

  test('that is empty is empty', async () => {
    answers = [error(416, 'InvalidRange', '<ActualObjectSize>0</ActualObjectSize>')];

    expect(await get()).toEqual({ body: Buffer.alloc(0), size: 0 });
  });

  test('that has not changed is not transferred again', async () => {
    answers = [part('hello'), (response) => response.writeHead(304).end(), part('other', 5, { ETag: '"2"' }), (response) => response.writeHead(304).end()];

    expect(await get()).toMatchObject({ body: Buffer.from('hello') });
    expect(await get()).toMatchObject({ body: Buffer.from('hello') });
    expect(await get()).toMatchObject({ body: Buffer.from('other') });
    expect(await get()).toMatchObject({ body: Buffer.from('other') });
    expect(received.map(({ headers }) => headers['if-none-match'])).toEqual([undefined, '"1"', '"1"', '"2"']);
  });

  test('that was read is not asked for within its ttl', async () => {
    answers = [part('hello')];
    const clock = jest.spyOn(Date, 'now').mockReturnValue(1_000_000);
    await get({ ttlMs: 1000 });
    clock.mockReturnValue(1_000_999);
    await get({ ttlMs: 1000 });
    expect(received).toHaveLength(1);

    clock.mockReturnValue(1_001_000);
    await get({ ttlMs: 1000 });
    expect(received).toHaveLength(2);
  });

  test('that was deleted is gone, whatever was kept', async () => {
    answers = [part('hello'), error(404, 'NoSuchKey'), error(404, 'NoSuchKey')];
    await get();

    expect(await get()).toMatchObject({ missing: true });
    await get();
    expect(received[2].headers['if-none-match']).toBeUndefined();
  });

  test('that is compressed is read as a browser would read it', async () => {
    answers = [part(gzipSync('hello'), undefined, { 'Content-Encoding': 'gzip' })];

    expect(await get({ maxBytes: 100 })).toMatchObject({ body: Buffer.from('hello') });
  });

  test('T81 that is a bomb is as if it were too large', async () => {
    answers = [part(gzipSync(Buffer.alloc(10_000_000)), undefined, { 'Content-Encoding': 'gzip' })];

    expect(await get({ maxBytes: 20_000 })).not.toHaveProperty('body');
  });

  test('in a coding that nobody knows is not read', async () => {
    answers = [part('hello', 5, { 'Content-Encoding': 'zstd-x' })];

    expect(await get()).toEqual({ missing: false, detail: 'the object has the content encoding "zstd-x"' });
  });
});

describe('a larger object that is wanted in parts', () => {
  const OBJECT = Buffer.from('0123456789abcdefghijklmnopq');
  /** As S3 answers a range. */
  const ranged = (object = OBJECT, headers = {}): Answer => (response, request) => {
    const [, start, end] = /^bytes=(\d+)-(\d+)$/.exec(String(request.headers.range))!;
    const bytes = object.subarray(Number(start), Number(end) + 1);
    response.writeHead(206, { 'Content-Range': `bytes ${start}-${Number(start) + bytes.length - 1}/${object.length}`, 'ETag': '"1"', ...headers }).end(bytes);
  };
  const partsOf = async (object: Awaited<ReturnType<typeof get>>) => {
    const parts: string[] = [];
    for await (const bytes of (object as { readonly parts: { all(): AsyncIterable<Buffer> } }).parts.all()) {
      parts.push(bytes.toString());
    }
    return parts;
  };

  test('is read as it is taken, always the same object', async () => {
    answers = [ranged()];
    const object = await get({ streamedMaxBytes: 100 });

    expect([object, received.length]).toEqual([expect.objectContaining({ size: 27, parts: expect.objectContaining({ first: Buffer.from('0123456789') }) }), 1]);
    expect(object).not.toHaveProperty('body');
    expect(await partsOf(object)).toEqual(['0123456789', 'abcdefghij', 'klmnopq']);
    expect(received.map(({ headers }) => [headers.range, headers['if-match']])).toEqual([['bytes=0-9', undefined], ['bytes=10-19', '"1"'], ['bytes=20-26', '"1"']]);
  });

  test('is whole in one piece where it is not larger, and refused where it is too large', async () => {
    answers = [ranged()];
    expect(await get({ maxBytes: 27, streamedMaxBytes: 100 })).toMatchObject({ body: OBJECT });
    expect(await get({ streamedMaxBytes: 26 })).toEqual(expect.not.objectContaining({ parts: expect.anything() }));
  });

  test('that changes meanwhile is not mixed with another', async () => {
    answers = [ranged(), error(412, 'PreconditionFailed')];

    await expect(get({ streamedMaxBytes: 100 }).then(partsOf)).rejects.toThrow('bytes 10 and following of the object were not read: PreconditionFailed');
  });

  test('is read on after an error of S3', async () => {
    answers = [ranged(), error(503, 'SlowDown'), ranged()];

    expect((await get({ streamedMaxBytes: 100 }).then(partsOf)).join('')).toBe(OBJECT.toString());
  });

  test('that is compressed is decompressed in one piece, and a bomb is not', async () => {
    const random = Buffer.from(Array.from({ length: 40 }, (_, index) => (index * 89) % 251));
    answers = [ranged(gzipSync(random), { 'Content-Encoding': 'gzip' })];
    expect(await get({ streamedMaxBytes: 100 })).toMatchObject({ body: random });

    answers = [ranged(gzipSync(Buffer.alloc(100_000)), { 'Content-Encoding': 'gzip' })];
    const bomb = await get({ streamedMaxBytes: 2000 });
    expect([bomb, 'body' in bomb, 'parts' in bomb]).toEqual([expect.objectContaining({ size: expect.any(Number) }), false, false]);
  });
});

test.each([
  [404, 'NoSuchKey', true],
  [403, 'AccessDenied', true],
  [404, 'NoSuchBucket', false],
  [403, 'InvalidObjectState', false],
  [403, 'ExpiredToken', false],
  [301, 'PermanentRedirect', false],
])('%i %s: whether it is missing is %s', async (status, code, missing) => {
  answers = [error(status, code)];

  expect(await get()).toEqual({ missing, detail: expect.stringContaining(code) });
  expect(received).toHaveLength(1);
});

describe('a read is repeated', () => {
  test('after an error of S3, or of the connection', async () => {
    answers = [error(503, 'SlowDown'), (response) => void response.socket!.destroy(), part('hello')];

    expect(await get()).toMatchObject({ body: Buffer.from('hello') });
  });

  test('three times', async () => {
    answers = [error(500, 'InternalError')];

    expect(await get()).toEqual({ missing: false, detail: 'InternalError' });
    expect(received).toHaveLength(3);
  });

  test('not without time', async () => {
    expect(await get({ remainingMillis: 0 })).toEqual({ missing: false, detail: 'no time was left to ask S3' });
  });
});

describe('a list', () => {
  test('has the keys that S3 encodes', async () => {
    answers = [(response) => response.writeHead(200).end(
      '<ListBucketResult><IsTruncated>true</IsTruncated><Contents><Key>docs/a+b%26%C3%BC.md</Key></Contents><Contents><Key>docs/%2B</Key></Contents></ListBucketResult>')];

    expect(await bucket.list('docs/', { isFlat: true, max: 100, remainingMillis: 30_000 })).toEqual({ keys: ['docs/a b&ü.md', 'docs/+'], isTruncated: true });
    expect(Object.fromEntries(new URL(received[0].url!, 'http://x').searchParams)).toEqual({
      'list-type': '2', 'encoding-type': 'url', 'max-keys': '100', 'prefix': 'docs/', 'delimiter': '/',
    });
  });

  test('that may not be had says why', async () => {
    answers = [error(403, 'AccessDenied')];

    expect(await bucket.list('docs/', { isFlat: false, max: 100, remainingMillis: 30_000 })).toMatchObject({ detail: expect.stringContaining('AccessDenied') });
  });
});

test('a bucket that the wiring of another deployment has is not opened', () => {
  expect(() => openBucket({ targets: {} }, 'b', {})).toThrow('the wiring has no bucket "b"');
  expect(openBucket({ targets: {}, buckets: { b: { bucketName: 'documents', region: 'eu-west-1' } } }, 'b', {}).link('a', 60)).toMatch(/^https:\/\/documents\.s3\.eu-west-1\.amazonaws\.com\/a\?/);
});
