import { afterEach, describe, expect, test } from '@jest/globals';
import { functionInvoker } from '../../../../lambda-src/mcp/invoke/function';
import type { InvocationOutcome } from '../../../../lambda-src/mcp/invoke/invoker';
import type { FunctionTarget } from '../../../../src/contract/mcp/layer';
import { CREDENTIALS, type LambdaAnswer, type LambdaApi, startLambdaApi } from '../../platform/support/lambda-api';
import { silentCall } from '../support/silent-call';

const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:forecast';
const INVOCATION = {
  name: 'get_forecast', arguments: { city: 'Zürich' }, caller: { subject: 'u', clientId: 'c', scopes: [] }, requestId: 'r', protocolVersion: '2026-07-28',
};

let api: LambdaApi;

afterEach(() => api.close());

async function invoker(answer: LambdaAnswer, functionArn = FUNCTION_ARN, more: Partial<FunctionTarget> = {}) {
  api = await startLambdaApi(answer);
  const invoke = functionInvoker({
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
    AWS_ENDPOINT_URL_LAMBDA: api.endpoint,
  }, [{ kind: 'function', functionArn, ...more }]);
  return (remainingMillis = 30_000, invocation = INVOCATION): Promise<InvocationOutcome> => (
    invoke({ kind: 'function', functionArn, ...more }, invocation, silentCall(remainingMillis))
  );
}

const ok: LambdaAnswer = (response) => response.end('{"degrees":21}');

test('the function is invoked with the event, signed for its own region', async () => {
  const call = await invoker(ok);

  await expect(call()).resolves.toEqual({ answer: '{"degrees":21}' });
  expect(api.received).toMatchObject([{
    path: '/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-central-1%3A123456789012%3Afunction%3Aforecast/invocations',
    region: 'eu-central-1',
    signatureIsRight: true,
    event: INVOCATION,
    headers: { 'x-amz-security-token': CREDENTIALS.sessionToken },
  }]);
});

describe('numbers that JavaScript would not keep', () => {
  const exact = { ...INVOCATION, arguments: { id: JSON.rawJSON('12345678901234567890'), text: 'a"b' } } as unknown as typeof INVOCATION;

  test('are a text for the connector', async () => {
    const call = await invoker(ok, FUNCTION_ARN, { takesText: true });

    await call(5000, exact);
    await call();

    expect(api.received).toMatchObject([
      { event: { ...INVOCATION, arguments: {}, argumentsText: '{"id":12345678901234567890,"text":"a\\"b"}' } }, { event: INVOCATION },
    ]);
  });

  test('are numbers for any other function', async () => {
    await (await invoker(ok))(5000, exact);

    expect(api.received).toMatchObject([{ event: { arguments: { id: 12345678901234567000 } } }]);
    expect(api.received[0].event).not.toHaveProperty('argumentsText');
  });
});

test.each([
  ['an alias', `${FUNCTION_ARN}:live`, 'eu-central-1'],
  ['a version', `${FUNCTION_ARN}:7`, 'eu-central-1'],
  ['what was not published', `${FUNCTION_ARN}:$LATEST`, 'eu-central-1'],
  ['a function of another account and Region', 'arn:aws:lambda:ap-southeast-2:999999999999:function:forecast', 'ap-southeast-2'],
])('%s is invoked by its whole ARN, in its Region', async (_what, functionArn, region) => {
  const call = await invoker(ok, functionArn);

  await expect(call()).resolves.toEqual({ answer: '{"degrees":21}' });
  expect(api.received).toMatchObject([{ path: `/2015-03-31/functions/${encodeURIComponent(functionArn)}/invocations`, region, signatureIsRight: true }]);
});

test('a function that gives no answer in time, or none at all, is a failure', async () => {
  const call = await invoker((response, event) => (event as typeof INVOCATION).requestId === 'throttled' && response.writeHead(429).end('{}'));

  await expect(call(50)).resolves.toMatchObject({ failure: 'timeout' });
  await expect(call(5000, { ...INVOCATION, requestId: 'throttled' })).resolves.toEqual({ failure: 'throttled', code: 'TooManyRequestsException', detail: 'status 429: {}' });
});

test('without time left, the function is not called', async () => {
  const call = await invoker(ok);

  await expect(call(0)).resolves.toMatchObject({ failure: 'timeout' });
  expect(api.received).toEqual([]);
});

test('an event above the limit is not sent', async () => {
  const call = await invoker(ok);

  await expect(call(5000, { ...INVOCATION, arguments: { city: 'x'.repeat(6 * 1024 * 1024) } })).resolves.toMatchObject({ failure: 'invocation_too_large' });
  expect(api.received).toEqual([]);
});

test('an event that is nested beyond reason is not sent', async () => {
  const call = await invoker(ok);
  const depth = 100_000;

  await expect(call(5000, { ...INVOCATION, arguments: JSON.parse(`${'{"city":'.repeat(depth)}1${'}'.repeat(depth)}`) })).resolves.toMatchObject({ failure: 'invocation_too_large' });
  expect(api.received).toEqual([]);
});
