import { createServer as createHttpServer } from 'node:http';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { afterEach, expect, test } from '@jest/globals';
import { awsEnvironment } from '../../../../lambda-src/platform/aws/aws-request';
import { type FunctionOutcome, invokeFunction } from '../../../../lambda-src/platform/aws/invoke-function';
import { CREDENTIALS, type LambdaAnswer, type LambdaApi, startLambdaApi } from '../support/lambda-api';

const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:forecast';
const EVENT = { city: 'Zürich' };

let api: LambdaApi;

afterEach(() => api.close());

async function invoker(answer: LambdaAnswer, env: { readonly [name: string]: string } = {}) {
  api = await startLambdaApi(answer);
  const aws = awsEnvironment({
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
    AWS_ENDPOINT_URL_LAMBDA: api.endpoint,
    ...env,
  });
  return (timeoutMillis = 30_000): Promise<FunctionOutcome> => invokeFunction(aws, FUNCTION_ARN, JSON.stringify(EVENT), timeoutMillis);
}

const ok: LambdaAnswer = (response) => response.end('{"degrees":21}');

test('the function is invoked with the event, signed', async () => {
  const call = await invoker(ok);

  await expect(call()).resolves.toEqual({ answer: '{"degrees":21}' });
  expect(api.received).toMatchObject([{
    path: '/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-central-1%3A123456789012%3Afunction%3Aforecast/invocations',
    region: 'eu-central-1',
    signatureIsRight: true,
    event: EVENT,
    headers: { 'x-amz-security-token': CREDENTIALS.sessionToken },
  }]);
});

test('the call belongs to the trace of the event that the function runs for', async () => {
  const call = await invoker(ok);
  try {
    process.env._X_AMZN_TRACE_ID = 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=1:fc3b4ff1:0';
    await call();
    process.env._X_AMZN_TRACE_ID = 'Root=1-67891233-abcdef012345678912345678;Sampled=0';
    await call();
  } finally {
    delete process.env._X_AMZN_TRACE_ID;
  }
  await call();

  expect(api.received.map(({ signatureIsRight, headers }) => [signatureIsRight, headers['x-amzn-trace-id']])).toEqual([
    [true, 'Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1;Lineage=1:fc3b4ff1:0'],
    [true, 'Root=1-67891233-abcdef012345678912345678;Sampled=0'],
    [true, undefined],
  ]);
});

test("the signature check of these tests accepts the AWS SDK's", async () => {
  api = await startLambdaApi((response) => response.end('{}'));
  const client = new LambdaClient({ endpoint: api.endpoint, region: 'eu-central-1', credentials: CREDENTIALS });
  await client.send(new InvokeCommand({ FunctionName: FUNCTION_ARN, Payload: Buffer.from('{}') }));
  client.destroy();

  expect(api.received).toMatchObject([{ signatureIsRight: true, region: 'eu-central-1' }]);
});

test('one connection serves all calls', async () => {
  const call = await invoker(ok);
  await call();
  await call();
  await call();

  expect([api.received.length, api.connections()]).toEqual([3, 1]);
});

test.each<[string, LambdaAnswer, FunctionOutcome]>([
  ['an unhandled error', (response) => response.setHeader('X-Amz-Function-Error', 'Unhandled').end('{"errorMessage":"boom"}'), { failure: 'function_error', detail: '{"errorMessage":"boom"}' }],
  ['a time-out of the function', (response) => response.setHeader('X-Amz-Function-Error', 'Unhandled').end('{"errorType":"Sandbox.Timedout","errorMessage":"Task timed out after 3.00 seconds"}'), { failure: 'timeout', code: 'Sandbox.Timedout', detail: expect.any(String) as never }],
  ['throttling', (response) => response.writeHead(429).end('{"Reason":"ConcurrentInvocationLimitExceeded"}'), { failure: 'throttled', code: 'TooManyRequestsException', detail: expect.any(String) as never }],
  ['an answer above the limit', (response) => response.setHeader('X-Amz-Function-Error', 'Unhandled').end('{"errorType":"Function.ResponseSizeTooLarge"}'), { failure: 'answer_too_large', code: 'Function.ResponseSizeTooLarge', detail: '{"errorType":"Function.ResponseSizeTooLarge"}' }],
  ['an event above the limit', (response) => response.writeHead(413).end('{}'), { failure: 'invocation_too_large', code: 'RequestTooLargeException', detail: 'status 413: {}' }],
  ['an answer that the limit should have stopped', (response) => response.end(Buffer.alloc(6 * 1024 * 1024 + 1, '1')), { failure: 'answer_too_large', code: 'Function.ResponseSizeTooLarge', detail: '6291457 bytes' }],
  ['a missing permission', (response) => response.writeHead(403).end('{"Message":"not authorized"}'), { failure: 'refused', code: 'AccessDeniedException', detail: 'status 403: {"Message":"not authorized"}' }],
  ['an outage', (response) => response.writeHead(503).end(), { failure: 'unreachable', code: undefined, detail: 'status 503: ' }],
])('%s is a failure with its details', async (_case, answer, outcome) => {
  const call = await invoker(answer);

  await expect(call()).resolves.toEqual(outcome);
  expect(api.received).toHaveLength(1);
});

test('details are cut', async () => {
  const call = await invoker((response) => response.setHeader('X-Amz-Function-Error', 'Unhandled').end('x'.repeat(100_000)));

  await expect(call()).resolves.toEqual({ failure: 'function_error', detail: 'x'.repeat(2000) });
});

test('a function that says nothing in time is given up', async () => {
  const call = await invoker(() => undefined);

  await expect(call(50)).resolves.toMatchObject({ failure: 'timeout' });
});

test('a function that keeps talking is given up, too', async () => {
  const call = await invoker((response) => {
    const talking = setInterval(() => response.write(' '), 5);
    response.on('close', () => clearInterval(talking));
  });

  await expect(call(60)).resolves.toMatchObject({ failure: 'timeout' });
});

test('a connection that was closed while it was idle is replaced, and the function runs once', async () => {
  let kept: Socket | undefined;
  const call = await invoker((response, _event, socket) => {
    kept = socket;
    response.end('1');
  });
  await call();
  kept!.resetAndDestroy();

  await expect(call()).resolves.toEqual({ answer: '1' });
  expect([api.received.length, api.connections()]).toEqual([2, 2]);
});

test('a kept connection that breaks once the request has come is not tried again: the function may have run', async () => {
  const call = await invoker((response, _event, socket) => (api.received.length === 1 ? response.end('1') : socket.resetAndDestroy()));
  await call();

  await expect(call()).resolves.toMatchObject({ failure: 'unreachable' });
  expect(api.received).toHaveLength(2);
});

test('at whatever byte of the answer a kept connection breaks, the function is called once', async () => {
  const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}';
  let cut = ANSWER.length;
  let requests = 0;
  const server = createServer((socket) => {
    socket.on('error', () => undefined).on('data', () => {
      requests += 1;
      const bytes = ANSWER.slice(0, cut);
      return cut === ANSWER.length ? socket.write(bytes) : socket.end(bytes);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const call = await invoker(ok, { AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  for (let at = 0; at < ANSWER.length; at += 1) {
    cut = ANSWER.length;
    await expect(call()).resolves.toEqual({ answer: '{}' });
    cut = at;
    await expect(call()).resolves.toMatchObject({ failure: 'unreachable' });
  }
  await new Promise((resolve) => server.close(resolve));

  expect(requests).toBe(2 * ANSWER.length);
});

test('a request that leaves in part only is not run twice', async () => {
  let complete = 0;
  let cutting = false;
  const server = createHttpServer((request, response) => {
    request.on('data', () => {
      if (cutting) {
        cutting = false;
        request.socket.resetAndDestroy();
      }
    }).on('end', () => {
      complete += 1;
      response.end('{}');
    }).on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  await invoker(ok);
  const aws = awsEnvironment({ AWS_REGION: 'eu-central-1', AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
  await invokeFunction(aws, FUNCTION_ARN, '{}', 5000);
  cutting = true;
  const outcome = await invokeFunction(aws, FUNCTION_ARN, JSON.stringify('x'.repeat(5_000_000)), 5000);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));

  expect(complete).toBe('answer' in outcome ? 2 : 1);
});

test('a kept connection that breaks within the answer is not tried again: the function has run', async () => {
  const call = await invoker((response) => {
    if (api.received.length === 1) {
      return response.end('{}');
    }
    response.writeHead(200, { 'Content-Length': '20' }).write('{');
    return setImmediate(() => response.destroy());
  });
  await call();

  await expect(call()).resolves.toMatchObject({ failure: 'unreachable' });
  expect(api.received).toHaveLength(2);
});

test('a new connection that breaks is not tried again: the function may have run', async () => {
  const call = await invoker((_response, _event, socket) => socket.resetAndDestroy());

  await expect(call()).resolves.toMatchObject({ failure: 'unreachable' });
  expect(api.received).toHaveLength(1);
});

test('an endpoint that does not answer is unreachable', async () => {
  const call = await invoker(ok, { AWS_ENDPOINT_URL_LAMBDA: 'http://127.0.0.1:1' });

  await expect(call()).resolves.toMatchObject({ failure: 'unreachable' });
});
