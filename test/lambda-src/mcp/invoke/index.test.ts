import { expect, test } from '@jest/globals';
import { invokeBy } from '../../../../lambda-src/mcp/invoke';
import { CREDENTIALS, startLambdaApi } from '../../platform/support/lambda-api';
import { silentCall } from '../support/silent-call';

const INVOCATION = { name: 'get_forecast', arguments: {}, caller: { subject: 'u', clientId: 'c', scopes: [] }, requestId: 'r', protocolVersion: '2026-07-28' };
const TARGETS = { forecast: { kind: 'function', functionArn: 'arn:aws:lambda:eu-central-1:123456789012:function:forecast:live' } } as const;


test('a target is invoked as its kind demands, where the wiring says', async () => {
  const api = await startLambdaApi((response) => response.end('{}'));
  const invoke = invokeBy({ targets: TARGETS }, {
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId, AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey, AWS_ENDPOINT_URL_LAMBDA: api.endpoint,
  });
  const outcomes = await Promise.all([1, 2].map(() => invoke({ kind: 'function', id: 'forecast' }, INVOCATION, silentCall())));
  await api.close();

  expect(outcomes).toEqual([{ answer: '{}' }, { answer: '{}' }]);
  expect(api.received.map(({ path }) => decodeURIComponent(path))).toEqual(new Array(2).fill(`/2015-03-31/functions/${TARGETS.forecast.functionArn}/invocations`));
});

test.each(['elsewhere', '__proto__', 'constructor'])('the target %s, which the wiring does not know, is refused', async (id) => {
  await expect(invokeBy({ targets: TARGETS }, {})({ kind: 'function', id }, INVOCATION, silentCall())).resolves.toEqual({
    failure: 'refused', detail: `the wiring has no function "${id}"`,
  });
});

test('a target that is of another kind in the wiring is refused', async () => {
  const reference = JSON.parse('{ "kind": "state-machine", "id": "forecast" }');

  await expect(invokeBy({ targets: TARGETS }, {})(reference, INVOCATION, silentCall())).resolves.toMatchObject({ failure: 'refused' });
});
