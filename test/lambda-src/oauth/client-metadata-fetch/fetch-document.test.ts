import { afterEach, expect, test } from '@jest/globals';
import { fetchByFunction, type FetchOutcome } from '../../../../lambda-src/oauth/client-metadata-fetch/fetch-document';
import { awsEnvironment } from '../../../../lambda-src/platform/aws/aws-request';
import { CREDENTIALS, type LambdaAnswer, type LambdaApi, startLambdaApi } from '../../platform/support/lambda-api';

const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:document-fetcher';
const REQUEST = { kind: 'client_metadata', url: 'https://client.example/c.json' } as const;

let api: LambdaApi;

afterEach(() => api.close());

async function fetched(answer: LambdaAnswer, endpoint?: string): Promise<FetchOutcome> {
  api = await startLambdaApi(answer);
  const aws = awsEnvironment({
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL: endpoint ?? api.endpoint,
  });
  return fetchByFunction(aws, FUNCTION_ARN)(REQUEST);
}

test.each<FetchOutcome>([
  { body: '{"client_id":"https://client.example/c.json"}', seconds: 300 },
  { reason: 'address', detail: '10.0.0.1' },
  { reason: 'timeout' },
])('the fetcher is asked, and its answer %j is the outcome', async (answer) => {
  await expect(fetched((response) => response.end(JSON.stringify(answer)))).resolves.toEqual(answer);

  expect(api.received).toMatchObject([{ path: `/2015-03-31/functions/${encodeURIComponent(FUNCTION_ARN)}/invocations`, event: REQUEST, signatureIsRight: true }]);
});

test.each<[string, LambdaAnswer, RegExp]>([
  ['is throttled', (response) => response.writeHead(429).end('{"Reason":"ConcurrentInvocationLimitExceeded"}'), /^throttled: .*ConcurrentInvocationLimitExceeded/],
  ['fails', (response) => response.setHeader('X-Amz-Function-Error', 'Unhandled').end('{"errorMessage":"boom"}'), /^function_error: .*boom/],
  ['takes too long', (response) => response.setHeader('X-Amz-Function-Error', 'Unhandled').end('{"errorType":"Sandbox.Timedout"}'), /^timeout: /],
  ['may not be invoked', (response) => response.writeHead(403).end('{"Message":"not authorized"}'), /^refused: status 403/],
  ['hangs up', (_response, _event, socket) => socket.resetAndDestroy(), /^unreachable: /],
  ['answers what is not JSON', (response) => response.end('<html>'), /^unreadable answer: /],
  ['fails in a way of its own', (response) => response.end('{"reason":"internal_error","detail":"TypeError: boom"}'), /^internal_error: TypeError: boom$/],
  ['answers nothing', (response) => response.end('null'), /^unreadable answer: neither a document nor a reason$/],
  ['answers without a lifetime', (response) => response.end('{"body":"{}"}'), /^unreadable answer: neither a document nor a reason$/],
])('a fetcher that %s is unavailable', async (_what, answer, detail) => {
  await expect(fetched(answer)).resolves.toEqual({ reason: 'fetcher_unavailable', detail: expect.stringMatching(detail) });
});

test('a fetcher that cannot be reached is unavailable', async () => {
  await expect(fetched(() => undefined, 'http://127.0.0.1:1')).resolves.toEqual({ reason: 'fetcher_unavailable', detail: expect.stringMatching(/^unreachable: .*ECONNREFUSED/) });
});
