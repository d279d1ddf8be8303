import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { sign } from 'aws4';
import { awsEnvironment } from '../../../../lambda-src/platform/aws/aws-request';
import { getFromS3, presignedUrl } from '../../../../lambda-src/platform/aws/s3';

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY', sessionToken: 'session/token+=' };
const ENV = { AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId, AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey, AWS_SESSION_TOKEN: CREDENTIALS.sessionToken };
const KEYS = ['welcome.md', 'a b/ü&?#+=%20.md', 'a//b', '~(!\'*)', '日本/語.txt'];

let server: Server | undefined;
afterEach(() => {
  jest.useRealTimers();
  server?.close();
  server?.closeAllConnections();
  server = undefined;
});

interface Answer {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string;
}

async function listening(answer: (request: IncomingMessage) => Answer) {
  server = createServer((request, response) => {
    const { status, headers, body } = answer(request);
    response.writeHead(status, headers).end(body);
  });
  await new Promise<void>((resolve) => server!.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What the library would sign. */
function authorizationBy(path: string, { authorization, connection, 'content-length': length, ...headers }: IncomingMessage['headers']): unknown {
  expect([connection, length, typeof authorization]).toEqual([undefined, '0', 'string']);
  const request = { service: 's3', region: 'eu-west-1', method: 'GET', path, headers: headers as { [name: string]: string }, extraHeadersToInclude: { range: true } };
  return sign(request, CREDENTIALS).headers?.Authorization;
}

describe('a GET', () => {
  test.each(KEYS)('of %j is signed as a library signs it', async (key) => {
    const received: IncomingMessage[] = [];
    const AWS_ENDPOINT_URL_S3 = await listening((request) => {
      received.push(request);
      return { status: 200, body: 'x' };
    });
    await getFromS3(awsEnvironment({ ...ENV, AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_S3 }), 'documents', { key, headers: { Range: 'bytes=0-9' }, timeoutMillis: 30_000 });

    const [{ url, headers }] = received;
    expect(headers.authorization).toBe(authorizationBy(url!, headers));
    expect(new URL(url!, 'http://x').pathname.split('/').map(decodeURIComponent).join('/')).toBe(`/documents/${key}`);
    expect(url).not.toMatch(/[?#]/);
  });

  test('of a list has its query signed', async () => {
    const received: IncomingMessage[] = [];
    const AWS_ENDPOINT_URL_S3 = await listening((request) => {
      received.push(request);
      return { status: 200, body: 'x' };
    });
    const query = { 'prefix': 'a b/ü&', 'list-type': '2', 'delimiter': '/' };
    await getFromS3(awsEnvironment({ ...ENV, AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_S3 }), 'documents', { key: '', query, timeoutMillis: 30_000 });

    const [{ url, headers }] = received;
    expect(headers.authorization).toBe(authorizationBy(url!, headers));
    expect(Object.fromEntries(new URL(url!, 'http://x').searchParams)).toEqual(query);
  });

  test('of an unchanged object ends with the head of the answer', async () => {
    const AWS_ENDPOINT_URL_S3 = await listening(() => ({ status: 304, headers: { ETag: '"a"', Connection: 'keep-alive' } }));
    const aws = awsEnvironment({ ...ENV, AWS_REGION: 'eu-west-1', AWS_ENDPOINT_URL_S3 });
    for (let index = 0; index < 2; index++) {
      await expect(getFromS3(aws, 'documents', { key: 'a', timeoutMillis: 30_000 })).resolves.toMatchObject({ status: 304, body: Buffer.alloc(0) });
    }
  });
});

describe('a presigned URL', () => {
  test.each(KEYS)('of %j is signed as a library signs it', (key) => {
    jest.useFakeTimers({ now: new Date('2026-02-03T04:05:06Z') });
    for (const sessionToken of [undefined, CREDENTIALS.sessionToken]) {
      const url = new URL(presignedUrl(awsEnvironment({ ...ENV, AWS_SESSION_TOKEN: sessionToken, AWS_REGION: 'eu-west-1' }), 'documents', key, 300));
      expect(url.origin).toBe('https://documents.s3.eu-west-1.amazonaws.com');

      const unsigned = new URL(url);
      unsigned.searchParams.delete('X-Amz-Signature');
      const theirs = sign(
        { service: 's3', region: 'eu-west-1', method: 'GET', path: unsigned.pathname + unsigned.search, headers: { Host: url.host }, signQuery: true },
        { ...CREDENTIALS, sessionToken },
      );
      expect(url.searchParams.get('X-Amz-Signature')).toBe(new URL(theirs.path!, url).searchParams.get('X-Amz-Signature'));
      expect(Object.fromEntries(url.searchParams)).toMatchObject({ 'X-Amz-Expires': '300', 'X-Amz-SignedHeaders': 'host', 'response-content-disposition': 'attachment' });
    }
  });

  test.each([
    ['my.documents', 'eu-west-1', 'https://s3.eu-west-1.amazonaws.com/my.documents/a'],
    ['documents', 'cn-north-1', 'https://documents.s3.cn-north-1.amazonaws.com.cn/a'],
  ])('of the bucket %s in %s has a host that its certificate covers', (bucket, region, address) => {
    expect(presignedUrl(awsEnvironment({ ...ENV, AWS_REGION: region }), bucket, 'a', 60).split('?')[0]).toBe(address);
  });
});
