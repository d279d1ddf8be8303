import { expect, test } from '@jest/globals';
import { readCloudAssembly } from '../../../../local/cloud-assembly/cloud-assembly';
import { refused, type RunningInvocation } from '../../../../local/functions/invocation';
import { EventDelivery } from '../../../../local/services/lambda/event-delivery';
import { writeAssembly } from '../../../support/local/assembly';
import { deploymentOf } from '../../../support/local/deployment';

const ALIAS = 'arn:aws:lambda:us-east-1:000000000000:function:work:live';
const WORKS: RunningInvocation = { started: Promise.resolve({ streaming: true, contentType: '', body: { async *[Symbol.asyncIterator]() {} } as never }), finished: Promise.resolve(undefined) };

/** What a function gets that fails so often, and how long was waited in between. */
async function delivered(failures: number, config?: object) {
  const requests: string[] = [];
  const pauses: number[] = [];
  const delivery = new EventDelivery({
    versionOf: () => '1',
    invoke: async (name, event, requestId) => {
      requests.push(`${name.split(':').at(-1)} ${event.toString()} ${requestId}`);
      return requests.length > failures ? WORKS : refused('Runtime.ExitError', 'killed');
    },
  }, async (millis) => pauses.push(millis));
  const Resources = config && { Config: { Type: 'AWS::Lambda::EventInvokeConfig', Properties: { FunctionName: 'work', Qualifier: 'live', ...config } } };
  delivery.deploy(deploymentOf(readCloudAssembly(writeAssembly({ Main: { Resources: Resources ?? {} } }))));
  await delivery.deliver(ALIAS, Buffer.from('{}'), 'request-1');
  return { requests, pauses };
}

test('an event comes once to a function that works', async () => {
  expect(await delivered(0)).toEqual({ requests: ['live {} request-1'], pauses: [] });
});

test('an event comes again to a function that fails, under the same id, with growing pauses', async () => {
  expect(await delivered(1)).toEqual({ requests: Array(2).fill('live {} request-1'), pauses: [1000] });
  expect(await delivered(9)).toEqual({ requests: Array(3).fill('live {} request-1'), pauses: [1000, 2000] });
});

test.each([[0, 1], [1, 2], [undefined, 3]])('the deployment says how often: with MaximumRetryAttempts %s, %d attempts', async (MaximumRetryAttempts, attempts) => {
  expect((await delivered(9, { MaximumRetryAttempts })).requests).toHaveLength(attempts);
});
