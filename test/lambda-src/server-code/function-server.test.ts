import type { ServerResponse } from 'node:http';
import { crc32 } from 'node:zlib';
import { afterEach, expect, test } from '@jest/globals';
import { ALICE, call, fixture, messagesOf } from './support/front';
import { functionServer } from '../../../lambda-src/server-code/function/function-server';
import { CREDENTIALS, type LambdaApi, startLambdaApi } from '../platform/support/lambda-api';

const ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:own:live';
const RESULT = '{"jsonrpc":"2.0","id":1,"result":{"content":[]}}';
const PROGRESS = '{"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":1,"progress":1}}';

let api: LambdaApi | undefined;

afterEach(async () => {
  await api?.close();
  api = undefined;
});

function frame(type: string, payload: string | Buffer, header = ':event-type', message = 'event'): Buffer {
  const headers = Buffer.concat(Object.entries({ ':message-type': message, [header]: type }).flatMap(([name, value]) => (
    [Buffer.from([name.length]), Buffer.from(name), Buffer.from([7, 0, value.length]), Buffer.from(value)]
  )));
  const body = Buffer.from(payload);
  const prelude = Buffer.alloc(12);
  prelude.writeUInt32BE(16 + headers.length + body.length, 0);
  prelude.writeUInt32BE(headers.length, 4);
  prelude.writeUInt32BE(crc32(prelude.subarray(0, 8)), 8);
  const bytes = Buffer.concat([prelude, headers, body]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(bytes));
  return Buffer.concat([bytes, sum]);
}

const chunk = (payload: string | Buffer) => frame('PayloadChunk', payload);
const complete = (outcome: object = {}) => frame('InvokeComplete', JSON.stringify(outcome));
const streamed = (head: object) => Buffer.concat([Buffer.from(JSON.stringify(head)), Buffer.alloc(8)]);

/** A function behind Lambda's API. */
async function answering(answer: (response: ServerResponse) => void) {
  api = await startLambdaApi(answer);
  const server = functionServer({
    functionArn: ARN,
    env: {
      AWS_REGION: 'us-east-1',
      AWS_ENDPOINT_URL_LAMBDA: api.endpoint,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
    },
  });
  return fixture(server);
}

test('a function gets API Gateway\'s event, with the caller of the authorizer and without the token', async () => {
  const { ask } = await answering((response) => response.end(Buffer.concat([chunk(JSON.stringify({ statusCode: 200, headers: { 'Content-Type': 'application/json' }, body: RESULT })), complete()])));
  const reply = await ask(call('a'), { headers: { 'Authorization': 'Bearer secret', 'X-Amzn-Request-Context': '{}', 'User-Agent': 'judge' } });
  expect(reply).toMatchObject({ statusCode: 200, text: RESULT });
  const [{ path, region, signatureIsRight, event }] = api!.received;
  expect({ path, region, signatureIsRight }).toEqual({
    path: `/2021-11-15/functions/${encodeURIComponent(ARN)}/response-streaming-invocations`, region: 'eu-central-1', signatureIsRight: true,
  });
  expect(event).toMatchObject({
    resource: '/mcp',
    path: '/mcp',
    httpMethod: 'POST',
    body: JSON.stringify(call('a')),
    isBase64Encoded: false,
    queryStringParameters: null,
    headers: { 'host': 'mcp.example', 'user-agent': 'judge', 'accept': 'application/json, text/event-stream' },
    requestContext: { requestId: 'request-1', authorizer: { principalId: ALICE.subject, sub: ALICE.subject, client_id: ALICE.clientId, scope: 'mcp' } },
  });
  expect(JSON.stringify(event)).not.toMatch(/secret|x-amzn/i);
});

test('a streamed answer arrives as it is written, wherever its bytes are cut', async () => {
  const bytes = Buffer.concat([
    chunk(streamed({ statusCode: 200, headers: { 'content-type': 'text/event-stream' } }).subarray(0, 40)),
    chunk(Buffer.concat([streamed({ statusCode: 200, headers: { 'content-type': 'text/event-stream' } }).subarray(40), Buffer.from(`data: ${PROGRESS}\n\n`)])),
    chunk(`data: ${RESULT}\n\n`), complete(),
  ]);
  const { ask } = await answering((response) => {
    for (let at = 0; at < bytes.length; at += 7) {
      response.write(bytes.subarray(at, at + 7));
    }
    response.end();
  });
  const reply = await ask(call('a'));
  expect(messagesOf(reply).map(({ method, id }) => method ?? id)).toEqual(['notifications/progress', 1]);
});

test('a body in base64 and headers with several values are read', async () => {
  const { ask } = await answering((response) => response.end(Buffer.concat([chunk(JSON.stringify({
    statusCode: 200, multiValueHeaders: { 'Content-Type': ['application/json'], 'Mcp-Session-Id': ['s-1'] }, body: Buffer.from(RESULT).toString('base64'), isBase64Encoded: true,
  })), complete()])));
  expect(await ask(call('a'))).toMatchObject({ statusCode: 200, text: RESULT, headers: { 'mcp-session-id': 's-1' } });
});

test.each<[string, (response: ServerResponse) => void, string]>([
  ['fails', (response) => response.end(complete({ ErrorCode: 'Unhandled', ErrorDetails: '{"errorType":"Error","errorMessage":"secret detail"}' })), 'function_error'],
  ['runs out of time', (response) => response.end(complete({ ErrorCode: 'Sandbox.Timedout', ErrorDetails: '{"errorType":"Sandbox.Timedout","errorMessage":"x"}' })), 'timeout'],
  ['is not there', (response) => response.writeHead(404, { 'x-amzn-errortype': 'ResourceNotFoundException' }).end('{}'), 'refused'],
  ['is throttled', (response) => response.writeHead(429, { 'x-amzn-errortype': 'TooManyRequestsException' }).end('{}'), 'throttled'],
  ['returns no HTTP response', (response) => response.end(Buffer.concat([chunk('{"hello":"world"}'), complete()])), 'not_http'],
  ['returns text', (response) => response.end(Buffer.concat([chunk('hello'), complete()])), 'not_http'],
  ['returns an object as body', (response) => response.end(Buffer.concat([chunk('{"statusCode":200,"body":{}}'), complete()])), 'not_http'],
  ['breaks off', (response) => response.end(chunk('{"statusCode"')), 'function_error'],
  ['answers with something else than frames', (response) => response.end('<html><body>an error page of a proxy</body></html>'), 'threw'],
  ['fails within Lambda', (response) => response.end(frame('InternalFailure', 'x', ':exception-type', 'exception')), 'unreachable'],
])('a function that %s is status 500 with a reference', async (_, answer, reason) => {
  const { ask, logs } = await answering(answer);
  const { statusCode, text } = await ask(call('a'));
  expect(statusCode).toBe(500);
  expect(JSON.parse(text)).toEqual({ jsonrpc: '2.0', id: 1, error: { code: -32603, message: expect.stringMatching(/^(Internal error|The server did not answer in time) \(reference: request-1\)$/) } });
  expect(logs.find(({ message }) => message === 'server code failed')).toMatchObject({ reason });
});
