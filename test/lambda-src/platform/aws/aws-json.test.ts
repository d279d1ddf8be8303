import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { awsJson } from '../../../../lambda-src/platform/aws/aws-json';
import { awsEnvironment } from '../../../../lambda-src/platform/aws/aws-request';

const CREDENTIALS = { AWS_ACCESS_KEY_ID: 'AKIDTEST', AWS_SECRET_ACCESS_KEY: 'test-secret', AWS_REGION: 'eu-central-1' };

let server: Server;
let answers: { status: number; body: string }[];
let seen: IncomingHttpHeaders[];

beforeEach(async () => {
  answers = [];
  seen = [];
  server = createServer((request, response) => {
    seen.push(request.headers);
    request.resume().on('end', () => {
      const { status, body } = answers.shift() ?? { status: 200, body: '{}' };
      response.writeHead(status).end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const aws = (extra: Record<string, string> = {}) => awsEnvironment({
  ...CREDENTIALS, AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ...extra,
});

describe('a call', () => {
  test('names its operation and is signed for its service and region', async () => {
    await awsJson(aws({ AWS_SESSION_TOKEN: 'session' }), 'dynamodb', 'BatchGetItem', {});
    expect(seen[0]).toMatchObject({ 'x-amz-target': 'DynamoDB_20120810.BatchGetItem', 'x-amz-security-token': 'session', 'content-type': 'application/x-amz-json-1.0' });
    expect(seen[0].authorization).toMatch(/^AWS4-HMAC-SHA256 Credential=AKIDTEST\/\d{8}\/eu-central-1\/dynamodb\/aws4_request, /);
  });

  test('is made again after a throttling or a server error', async () => {
    answers.push({ status: 400, body: JSON.stringify({ __type: 'com.amazonaws#ProvisionedThroughputExceededException' }) }, { status: 500, body: 'oops' });
    answers.push({ status: 200, body: '{"ok":true}' });
    await expect(awsJson(aws(), 'dynamodb', 'GetItem', {})).resolves.toEqual({ ok: true });
    expect(seen).toHaveLength(3);
  });

  test('is not made again after a refusal', async () => {
    answers.push({ status: 400, body: JSON.stringify({ __type: 'AccessDeniedException', Message: 'no' }) });
    await expect(awsJson(aws(), 'secretsmanager', 'GetSecretValue', {})).rejects.toMatchObject({ code: 'AccessDeniedException', status: 400 });
    expect(seen).toHaveLength(1);
  });

  test('fails after three attempts', async () => {
    answers.push(...Array.from({ length: 3 }, () => ({ status: 503, body: '{}' })));
    await expect(awsJson(aws(), 'dynamodb', 'GetItem', {})).rejects.toMatchObject({ status: 503 });
    expect(seen).toHaveLength(3);
  });

  test('fails with the code of the network where nobody listens', async () => {
    await expect(awsJson(awsEnvironment({ ...CREDENTIALS, AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }), 'dynamodb', 'GetItem', {}))
      .rejects.toMatchObject({ code: 'ECONNREFUSED', status: 0 });
  });
});

describe('an endpoint', () => {
  test.each([
    [{ AWS_REGION: 'eu-central-1' }, 'https://dynamodb.eu-central-1.amazonaws.com/'],
    [{ AWS_REGION: 'cn-north-1' }, 'https://dynamodb.cn-north-1.amazonaws.com.cn/'],
    [{ AWS_ENDPOINT_URL: 'http://localhost:4566' }, 'http://localhost:4566/'],
    [{ AWS_ENDPOINT_URL: 'http://localhost:4566', AWS_ENDPOINT_URL_DYNAMODB: 'http://localhost:8000' }, 'http://localhost:8000/'],
  ])('of %j is %s', (env, url) => {
    expect(awsEnvironment(env).endpoint('dynamodb').href).toBe(url);
  });
});
