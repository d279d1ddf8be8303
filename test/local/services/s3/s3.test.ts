import { createHash, createHmac } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import * as path from 'node:path';
import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { sign } from 'aws4';
import { createCredentials } from '../../../../local/aws/credentials';
import { MADE_UP } from '../../../../local/cloud-assembly/environment';
import { s3 } from '../../../../local/services/s3/service';
import type { RunningService } from '../../../../local/services/service/service';
import { deploymentOf } from '../../../support/local/deployment';
import { type Answer, send } from '../../../support/local/http';
import { signedHeaders } from '../../../support/local/signed';
import { temporaryDirectory } from '../../../support/temporary-directory';

const credentials = createCredentials();
const { accessKeyId, secretAccessKey, sessionToken } = credentials;

let running: RunningService;
let bucketsDirectory: string;
beforeAll(async () => {
  bucketsDirectory = temporaryDirectory('buckets');
  const asset = path.join(temporaryDirectory('asset'), 'asset');
  const write = (file: string, content: string) => {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  };
  write(path.join(asset, 'welcome.md'), 'uploaded');
  write(path.join(asset, 'only.md'), 'uploaded');
  write(path.join(bucketsDirectory, 'Documents', 'handbook', 'welcome.md'), 'of the folder');
  write(path.join(bucketsDirectory, 'Documents', 'a b&ü.md'), '0123456789');
  write(path.join(bucketsDirectory, 'Documents', 'empty'), '');
  write(path.join(bucketsDirectory, 'imported', 'x.md'), 'imported');
  write(path.join(bucketsDirectory, 'secret.md'), 'secret');
  symlinkSync('../secret.md', path.join(bucketsDirectory, 'Documents', 'link.md'));

  running = await s3.start!({ versionOf: () => undefined, invoke: () => Promise.reject(new Error('nobody')) }, credentials, { bucketsDirectory, secretsFile: '' });
  const deployment = deploymentOf({
    assets: [{ objectKeys: ['abc.zip'], path: asset }],
    stacks: [{
      name: 'Content',
      environment: MADE_UP,
      directory: '',
      constructs: new Map(),
      assetParameters: new Map(),
      template: {
        Resources: {
          Documents7E5B2978: { Type: 'AWS::S3::Bucket', Properties: { BucketName: 'documents' } },
          Empty: { Type: 'AWS::S3::Bucket' },
          Upload: {
            Type: 'Custom::CDKBucketDeployment',
            Properties: { DestinationBucketName: { Ref: 'Documents7E5B2978' }, DestinationBucketKeyPrefix: 'handbook', SourceObjectKeys: ['abc.zip', 'unknown.zip'] },
          },
        },
      },
    }],
  } as unknown as Parameters<typeof deploymentOf>[0]);
  await running.deploy({ deployment } as Parameters<RunningService['deploy']>[0]);
});
afterAll(() => running.close());

const signed = (address: string, method = 'GET', body?: string, headers: readonly string[] = []) => signedHeaders(running.url! + address.replace('%E0%A4%A', ''), credentials, { method, body, service: 's3', headers });
const get = (address: string, headers: readonly string[] = [], method = 'GET'): Promise<Answer> =>
  send(running.url! + address, { method, headers: [...signed(address, method), ...headers] });
const codeIn = ({ status, text }: Answer) => [status, /<Code>(\w+)<\/Code>/.exec(text)?.[1]];
const keysIn = ({ text }: Answer) => [...text.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key]) => key);

describe('an object', () => {
  test('is what BucketDeployment uploads, or a file of the bucket\'s folder, which counts more', async () => {
    expect((await get('/documents/handbook/only.md')).text).toBe('uploaded');
    expect((await get('/documents/handbook/welcome.md')).text).toBe('of the folder');
    expect((await get('/imported/x.md')).text).toBe('imported');
  });

  test('has the headers of S3', async () => {
    const { status, headers } = await get('/documents/a%20b%26%C3%BC.md');
    expect([status, headers]).toEqual([200, expect.objectContaining({
      'content-length': '10', 'content-type': 'binary/octet-stream', 'etag': '"781e5e245d69b566979b86e28d23f2c7"', 'last-modified': expect.stringMatching(/GMT$/),
    })]);
    const head = await get('/documents/a%20b%26%C3%BC.md', [], 'HEAD');
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', '10']);
  });

  test.each([
    ['bytes=0-3', 206, '0123', 'bytes 0-3/10'],
    ['bytes=8-99', 206, '89', 'bytes 8-9/10'],
    ['bytes=8-', 206, '89', 'bytes 8-9/10'],
    ['bytes=-2', 206, '89', 'bytes 8-9/10'],
    ['bytes=x', 200, '0123456789', undefined],
  ])('has the range %s', async (range, status, text, contentRange) => {
    const answer = await get('/documents/a%20b%26%C3%BC.md', ['Range', range]);
    expect([answer.status, answer.text, answer.headers['content-range']]).toEqual([status, text, contentRange]);
  });

  test('has no range beyond its end, and none at all where it is empty', async () => {
    expect(codeIn(await get('/documents/a%20b%26%C3%BC.md', ['Range', 'bytes=10-']))).toEqual([416, 'InvalidRange']);
    expect((await get('/documents/empty', ['Range', 'bytes=0-9'])).text).toContain('<ActualObjectSize>0</ActualObjectSize>');
  });

  test('is not sent where it is the one that the client has', async () => {
    const { headers: { etag } } = await get('/documents/a%20b%26%C3%BC.md');
    const same = await get('/documents/a%20b%26%C3%BC.md', ['If-None-Match', etag]);
    expect([same.status, same.text]).toEqual([304, '']);
    expect((await get('/documents/a%20b%26%C3%BC.md', ['If-None-Match', '"other"'])).status).toBe(200);
    expect(codeIn(await get('/documents/a%20b%26%C3%BC.md', ['If-Match', '"other"']))).toEqual([412, 'PreconditionFailed']);
  });

  test.each([
    ['/documents/none', 404, 'NoSuchKey'],
    ['/documents/link.md', 404, 'NoSuchKey'],
    ['/documents/..%2Fsecret.md', 404, 'NoSuchKey'],
    ['/documents/handbook/..%2F..%2Fsecret.md', 404, 'NoSuchKey'],
    ['/nowhere/a', 404, 'NoSuchBucket'],
    ['/..%2Fbuckets/a', 404, 'NoSuchBucket'],
    ['/Documents/empty', 404, 'NoSuchBucket'],
    ['/documents/empty?acl', 501, 'NotImplemented'],
    ['/documents/empty?versionId=1', 501, 'NotImplemented'],
    ['/documents?versions', 501, 'NotImplemented'],
    ['/documents/%E0%A4%A', 400, 'InvalidURI'],
  ])('is not %s', async (address, status, code) => {
    expect(codeIn(await get(address))).toEqual([status, code]);
  });

  test('that the app writes can be read, and is in no folder of the user', async () => {
    expect((await get('/imported/a', [], 'PUT')).status).toBe(200);
    expect((await get('/imported/a')).status).toBe(200);
    expect(existsSync(path.join(bucketsDirectory, 'imported', 'a'))).toBe(false);
    expect(codeIn(await get('/nowhere/a', [], 'PUT'))).toEqual([404, 'NoSuchBucket']);
  });

  test.each([['/documents', 'PUT'], ['/documents/empty', 'DELETE'], ['/documents/empty?acl', 'PUT']])('is not changed by %s, %s', async (address, method) => {
    expect(codeIn(await get(address, [], method))).toEqual([405, 'MethodNotAllowed']);
  });

  test('of a file that appears or goes is there at once', async () => {
    const file = path.join(bucketsDirectory, 'imported', 'new.md');
    writeFileSync(file, 'new');
    expect((await get('/imported/new.md')).text).toBe('new');
    rmSync(file);
    expect((await get('/imported/new.md')).status).toBe(404);
  });
});

describe('a list', () => {
  test('has the keys with a prefix, in the order of S3, and those of an empty bucket', async () => {
    expect(keysIn(await get('/documents?list-type=2'))).toEqual(['a b&#38;ü.md', 'empty', 'handbook/only.md', 'handbook/welcome.md']);
    expect(keysIn(await get('/documents?list-type=2&prefix=handbook%2Fw'))).toEqual(['handbook/welcome.md']);
    expect(keysIn(await get('/documents?list-type=2&encoding-type=url&prefix=a'))).toEqual(['a+b%26%C3%BC.md']);
    expect(keysIn(await get(`/${s3.resources['AWS::S3::Bucket'].ref!({ stack: 'Content', logicalId: 'Empty', type: 'AWS::S3::Bucket', environment: MADE_UP, property: () => undefined })}?list-type=2`))).toEqual([]);
  });

  test('groups keys by a delimiter', async () => {
    const { text } = await get('/documents?list-type=2&delimiter=%2F');
    expect(text).toContain('<CommonPrefixes><Prefix>handbook/</Prefix></CommonPrefixes>');
    expect(text).toContain('<KeyCount>3</KeyCount>');
  });

  test.each(['', '&delimiter=%2F'])('goes on where a page ended%s', async (rest) => {
    const seen: string[] = [];
    let token: string | undefined = '';
    while (token !== undefined) {
      const { text }: Answer = await get(`/documents?list-type=2&max-keys=1${rest}${token === '' ? '' : `&continuation-token=${token}`}`);
      seen.push(...[...text.matchAll(/<(?:Key|CommonPrefixes><Prefix)>([^<]*)</g)].map(([, key]) => key));
      token = /<NextContinuationToken>([^<]*)</.exec(text)?.[1];
    }
    expect(seen).toEqual(rest === '' ? ['a b&#38;ü.md', 'empty', 'handbook/only.md', 'handbook/welcome.md'] : ['a b&#38;ü.md', 'empty', 'handbook/']);
  });

  test('of a wrong number of keys is refused', async () => {
    expect(codeIn(await get('/documents?list-type=2&max-keys=x'))).toEqual([400, 'InvalidArgument']);
  });
});

describe('T86 a presigned URL', () => {
  const presigned = (key: string, { expires = 60, secret = secretAccessKey } = {}) => {
    const { host } = new URL(running.url!);
    const { path: address } = sign(
      { service: 's3', region: 'us-east-1', method: 'GET', path: `/documents/${key}?X-Amz-Expires=${expires}`, headers: { Host: host }, signQuery: true },
      { accessKeyId, secretAccessKey: secret, sessionToken },
    );
    return running.url! + address;
  };

  test('works without credentials, in a browser too', async () => {
    const url = presigned('empty');
    expect((await send(url)).status).toBe(200);
    expect((await send(url, { headers: ['Sec-Fetch-Site', 'none'] })).status).toBe(200);
  });

  test('is for this object, method, time and host only', async () => {
    const url = presigned('empty');
    const changed = [
      url.replace('/empty?', '/handbook/only.md?'), url.replace('X-Amz-Expires=60', 'X-Amz-Expires=600'), `${url}&response-content-type=text/html`, `${url}&acl`, `${url}&versionId=1`,
      url.replace(/X-Amz-Signature=./, 'X-Amz-Signature=x'), presigned('empty', { secret: 'guessed' }), url.replace('/documents/empty?', '/documents?list-type=2&'),
    ];
    for (const attack of changed) {
      expect(codeIn(await send(attack))).toEqual([403, 'SignatureDoesNotMatch']);
    }
    expect(codeIn(await send(url, { headers: ['Host', 'evil.example'] }))).toEqual([403, 'AccessDenied']);
    expect((await send(url, { method: 'HEAD' })).status).toBe(403);
  });

  test('ends when it expires', async () => {
    const url = presigned('empty');
    const now = Date.now();
    jest.spyOn(Date, 'now').mockReturnValue(now + 61_000);
    expect(codeIn(await send(url))).toEqual([403, 'AccessDenied']);
    jest.restoreAllMocks();
    expect(codeIn(await send(presigned('empty', { expires: 700_000 })))).toEqual([400, 'AuthorizationQueryParametersError']);
  });

  test('is needed where there are no credentials', async () => {
    expect(codeIn(await send(`${running.url!}/documents/empty`))).toEqual([403, 'AccessDenied']);
    expect(codeIn(await get('/documents/empty', ['Origin', 'https://evil.example']))).toEqual([403, 'AccessDenied']);
    const other = signed('/documents/empty').map((value) => value.replace(accessKeyId, createCredentials().accessKeyId));
    expect(codeIn(await send(`${running.url!}/documents/empty`, { headers: other }))).toEqual([403, 'InvalidAccessKeyId']);
  });
});

describe('what is written', () => {
  const put = (key: string, body: string, headers: readonly string[], sent = body) =>
    send(`${running.url!}/documents/${key}`, { method: 'PUT', body: sent, headers: signed(`/documents/${key}`, 'PUT', body, headers) });
  const content = async (key: string) => (await get(`/documents/${key}`)).text;

  test('is covered by its signature', async () => {
    expect((await put('whole', 'hello', [])).status).toBe(200);
    expect(await content('whole')).toBe('hello');
    expect(codeIn(await put('whole', 'hello', [], 'HELLO'))).toEqual([400, 'XAmzContentSHA256Mismatch']);
    expect(await content('whole')).toBe('hello');
  });

  test('is not covered where its signature says so', async () => {
    expect((await put('unsigned', 'hello', ['X-Amz-Content-Sha256', 'UNSIGNED-PAYLOAD'])).status).toBe(200);
    expect(await content('unsigned')).toBe('hello');
  });

  const trailing = (text: string, checksum: string) => `${text.length.toString(16)}\r\n${text}\r\n0\r\nx-amz-checksum-crc32:${checksum}\r\n\r\n`;

  test('may come in chunks with a checksum behind them, as the AWS SDKs stream', async () => {
    const headers = ['X-Amz-Content-Sha256', 'STREAMING-UNSIGNED-PAYLOAD-TRAILER', 'Content-Encoding', 'aws-chunked'];
    expect((await put('chunked', trailing('hello', 'NhCmhg=='), headers)).status).toBe(200);
    expect(await content('chunked')).toBe('hello');
    expect(codeIn(await put('chunked', trailing('HELLO', 'NhCmhg=='), headers))).toEqual([400, 'BadDigest']);
    expect(codeIn(await put('chunked', '5\r\nhel', headers))).toEqual([400, 'IncompleteBody']);
    expect(codeIn(await put('chunked', 'hello', headers))).toEqual([400, 'IncompleteBody']);
  });

  test('may come in chunks that are signed one after the other', async () => {
    const headers = signed('/documents/chain', 'PUT', undefined, ['X-Amz-Content-Sha256', 'STREAMING-AWS4-HMAC-SHA256-PAYLOAD', 'Content-Encoding', 'aws-chunked']);
    const time = headers[headers.indexOf('X-Amz-Date') + 1];
    const scope = `${time.slice(0, 8)}/us-east-1/s3/aws4_request`;
    const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
    const hash = (text: string) => createHash('sha256').update(text).digest('hex');
    const key = scope.split('/').reduce<string | Buffer>(hmac, `AWS4${secretAccessKey}`);
    let previous = /Signature=(\w+)/.exec(headers[headers.indexOf('Authorization') + 1])![1];
    const chunks = ['hello ', 'world', ''].map((text) => {
      previous = hmac(key, ['AWS4-HMAC-SHA256-PAYLOAD', time, scope, previous, hash(''), hash(text)].join('\n')).toString('hex');
      return `${text.length.toString(16)};chunk-signature=${previous}\r\n${text}\r\n`;
    });
    const sendChunks = (body: string) => send(`${running.url!}/documents/chain`, { method: 'PUT', body, headers });
    expect((await sendChunks(chunks.join(''))).status).toBe(200);
    expect(await content('chain')).toBe('hello world');
    for (const body of [chunks.join('').replace('world', 'WORLD'), chunks[1] + chunks[0] + chunks[2], chunks.slice(1).join('')]) {
      expect(codeIn(await sendChunks(body))).toEqual([403, 'SignatureDoesNotMatch']);
    }
  });

  test('is refused where the request is not signed with the secret', async () => {
    const headers = signedHeaders(`${running.url!}/documents/forged`, { ...credentials, secretAccessKey: 'guessed' }, { method: 'PUT', body: 'x', service: 's3' });
    expect(codeIn(await send(`${running.url!}/documents/forged`, { method: 'PUT', body: 'x', headers }))).toEqual([403, 'SignatureDoesNotMatch']);
  });
});
