import { afterEach, expect, test } from '@jest/globals';
import { stateMachineInvoker } from '../../../../lambda-src/mcp/invoke/state-machine';
import type { StateMachineTarget } from '../../../../src/contract/mcp/layer';
import { CREDENTIALS, type LambdaApi, startLambdaApi } from '../../platform/support/lambda-api';
import { RecordedEmitter } from '../support/recorded-emitter';
import { silentCall } from '../support/silent-call';

const ARN = 'arn:aws:states:eu-central-1:123456789012:stateMachine:reindex';
const STANDARD: StateMachineTarget = { kind: 'state-machine', stateMachineArn: ARN, type: 'STANDARD', input: 'INVOCATION', waitSeconds: 50 };
const EXPRESS: StateMachineTarget = { kind: 'state-machine', stateMachineArn: `${ARN}:live`, type: 'EXPRESS', input: 'ARGUMENTS' };
const REQUEST_ID = '4b6e8f0a-1c2d-4e3f-8a9b-0c1d2e3f4a5b';
const INVOCATION = {
  name: 'reindex', arguments: { shelf: 17 } as { readonly [name: string]: unknown }, caller: { subject: 'u', clientId: 'c', scopes: [] }, requestId: REQUEST_ID, protocolVersion: '2026-07-28',
};

type Answer = object | { readonly status: number; readonly body: object };
type Answers = (operation: string, request: any, count: number) => Answer;

let api: LambdaApi;
afterEach(() => api.close());

/** Time that passes only while the invoker waits. */
function timers() {
  let time = 0;
  return {
    pauses: [] as number[],
    now: () => time,
    after(millis: number, run: () => void) {
      this.pauses.push(millis);
      time += millis;
      setImmediate(run);
      return () => undefined;
    },
  };
}

async function invoker(answers: Answers, target = STANDARD) {
  const counts = new Map<string, number>();
  api = await startLambdaApi((response, event) => {
    const operation = String(api.received.at(-1)!.headers['x-amz-target']).split('.')[1];
    counts.set(operation, (counts.get(operation) ?? 0) + 1);
    const answer = answers(operation, event, counts.get(operation)!);
    const { status, body } = 'body' in answer ? answer as { status: number; body: object } : { status: 200, body: answer };
    response.writeHead(status).end(JSON.stringify(body));
  });
  const clock = timers();
  const controller = new AbortController();
  const emitter = Object.assign(new RecordedEmitter(), { cancelled: controller.signal });
  const invoke = stateMachineInvoker({
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
    AWS_ENDPOINT_URL_SFN: api.endpoint,
  }, [target], clock);
  const call = (invocation: Partial<typeof INVOCATION> = {}, remainingMillis = 600_000) => invoke(
    target, { ...INVOCATION, ...invocation }, { ...silentCall(remainingMillis), emitter },
  );
  const sent = () => api.received.map(({ headers, event }) => [String(headers['x-amz-target']).split('.')[1], event] as const);
  const reporting = (progress: (progress: number, total?: number, message?: string) => void) => (
    invoke(target, INVOCATION, { ...silentCall(600_000), emitter, wantsProgress: true, progress })
  );
  const step = (task: 'look' | 'stop', execution: string) => invoke(
    target, { ...INVOCATION, arguments: { execution } }, { ...silentCall(10_000), emitter, task },
  );
  return { call, step, reporting, cancel: () => controller.abort(), clock, sent };
}

const failure = (type: string, status = 400) => ({ status, body: { __type: `com.amazonaws.swf#${type}`, message: 'm' } });
const finished = { executionArn: 'e', status: 'SUCCEEDED', output: '{"done":true}' };
const running = { executionArn: 'e', status: 'RUNNING' };
const text = (outcome: unknown) => JSON.parse((outcome as { answer: string }).answer).content[0].text as string;
const idIn = (outcome: unknown) => /"execution": "([\w-]+)"/.exec(text(outcome))![1];

test('an Express machine is run within the call, in its Region, with its arguments alone if it wants those', async () => {
  const { call, sent } = await invoker(() => finished, EXPRESS);

  await expect(call()).resolves.toEqual({ answer: '{"done":true}' });
  expect(api.received).toMatchObject([{ path: '/', region: 'eu-central-1', signatureIsRight: true, headers: { 'content-type': 'application/x-amz-json-1.0' } }]);
  expect(sent()).toEqual([['StartSyncExecution', { stateMachineArn: `${ARN}:live`, name: expect.stringMatching(/^[\w-]{80}$/), input: '{"shelf":17}' }]]);
});

test('an Express execution that may have started is not started again', async () => {
  const { call, sent } = await invoker(() => failure('InternalServerError', 500), EXPRESS);

  await expect(call()).resolves.toMatchObject({ failure: 'unreachable', code: 'InternalServerError' });
  expect(sent()).toHaveLength(1);
});

test('a Standard machine gets the documented event, and is waited for with growing pauses', async () => {
  const { call, clock, sent } = await invoker((operation, _request, count) => (operation === 'StartExecution' ? { executionArn: 'e' } : count < 15 ? running : finished));

  await expect(call()).resolves.toEqual({ answer: '{"done":true}' });
  const [[, started], [, described]] = sent();
  expect(started).toEqual({ stateMachineArn: ARN, name: expect.stringMatching(new RegExp(`^${REQUEST_ID}-[\\w-]{43}$`)), input: JSON.stringify(INVOCATION) });
  expect(described).toEqual({ executionArn: `arn:aws:states:eu-central-1:123456789012:execution:reindex:${(started as { name: string }).name}` });
  expect(clock.pauses).toEqual(clock.pauses.toSorted((left, right) => left - right));
  expect([clock.pauses[0], clock.pauses.at(-1)]).toEqual([200, 5000]);
});

test('an execution that Step Functions does not know of yet is waited for', async () => {
  const { call } = await invoker((operation, _request, count) => (operation === 'StartExecution' ? {} : count < 3 ? failure('ExecutionDoesNotExist') : finished));

  await expect(call()).resolves.toEqual({ answer: '{"done":true}' });
});

test('a start whose answer is lost is repeated under the same name, and found', async () => {
  const { call, sent } = await invoker((operation, _request, count) => (
    operation === 'DescribeExecution' ? finished : count === 1 ? failure('ServiceUnavailable', 503) : failure('ExecutionAlreadyExists')
  ));

  await expect(call()).resolves.toEqual({ answer: '{"done":true}' });
  const names = sent().filter(([operation]) => operation === 'StartExecution').map(([, request]) => (request as { name: string }).name);
  expect(names).toEqual([names[0], names[0]]);
});

test('the same request delivered twice has one name; another request, caller, tool or argument another', async () => {
  const { call, sent } = await invoker((operation) => (operation === 'StartExecution' ? {} : finished));
  await call();
  await call();
  await call({ requestId: REQUEST_ID.replace('4', '5') });
  await call({ caller: { subject: 'v', clientId: 'c', scopes: [] } });
  await call({ caller: { subject: 'u', clientId: 'd', scopes: [] } });
  await call({ name: 'other' });
  await call({ arguments: { shelf: 18 } });

  const names = sent().filter(([operation]) => operation === 'StartExecution').map(([, request]) => (request as { name: string }).name);
  expect(names[1]).toBe(names[0]);
  expect(new Set(names).size).toBe(6);
});

test('a call says honestly that its execution is still running, and a later one gets the result', async () => {
  let hasEnded = false;
  const { call, clock, sent } = await invoker((operation) => (operation === 'StartExecution' ? {} : hasEnded ? finished : running));

  const first = await call();
  expect(text(first)).toContain('still running');
  expect(JSON.parse((first as { answer: string }).answer)).not.toHaveProperty('isError');
  expect(clock.now()).toBe(50_000);

  hasEnded = true;
  const arn = (sent()[1][1] as { executionArn: string }).executionArn;
  await expect(call({ requestId: 'another', arguments: { shelf: 17, execution: idIn(first) } })).resolves.toEqual({ answer: '{"done":true}' });
  expect(sent().at(-1)).toEqual(['DescribeExecution', { executionArn: arn }]);
  expect(sent().filter(([operation]) => operation === 'StartExecution')).toHaveLength(1);
});

test('a call waits no longer than the request has time', async () => {
  const { call, clock } = await invoker((operation) => (operation === 'StartExecution' ? {} : running));

  expect(text(await call({}, 3000))).toContain('still running');
  expect(clock.now()).toBe(3000);
});

test('official clients refuse output without its schema: there, still running is an error', async () => {
  const { call } = await invoker((operation) => (operation === 'StartExecution' ? {} : running), { ...STANDARD, describesOutput: true });

  expect(JSON.parse((await call() as { answer: string }).answer)).toMatchObject({ isError: true });
});

test.each<[string, Partial<typeof INVOCATION>]>([
  ['another user', { caller: { subject: 'v', clientId: 'c', scopes: [] } }],
  ['the same user through another client', { caller: { subject: 'u', clientId: 'd', scopes: [] } }],
  ['a subject and a client that are the same letters', { caller: { subject: 'uc', clientId: '', scopes: [] } }],
  ['another tool', { name: 'other' }],
])('the id of an execution is worth nothing for %s (T92)', async (_who, foreign) => {
  const known = new Set<string>();
  const { call } = await invoker((operation, { name, executionArn }) => {
    if (operation === 'StartExecution') {
      known.add(name);
      return {};
    }
    return known.has(executionArn.split(':').at(-1)) ? running : failure('ExecutionDoesNotExist');
  });
  const execution = idIn(await call());

  expect(text(await call({ arguments: { execution } }))).toContain('still running');
  expect(text(await call({ ...foreign, arguments: { execution } }))).toContain('no such execution');
});

test.each([
  '', 'x', '*', '../../other', 'a:b:c', `${ARN}:x`, 'x'.repeat(44), 'x y z 1 2 3 4 5', 'ä'.repeat(20), `${REQUEST_ID}-abc\n`, `${REQUEST_ID}-abcde*`,
])('an execution "%s" is refused before it reaches Step Functions (T93)', async (execution) => {
  const { call, sent } = await invoker(() => finished);

  expect(text(await call({ arguments: { execution } }))).toContain('no such execution');
  expect(sent()).toEqual([]);
});

test.each([
  ['characters that a name may not have', 'a/b:c*d%20"<>'], ['a name that is too long', 'x'.repeat(500)], ['no characters', ''], ['line breaks', 'a\nb'],
])('a request id with %s becomes a name that Step Functions takes (T93)', async (_what, requestId) => {
  const { call, sent } = await invoker((operation) => (operation === 'StartExecution' ? {} : finished));
  await call({ requestId });

  expect((sent()[0][1] as { name: string }).name).toMatch(/^[\w-]{1,80}$/);
});

test('an input over 256 KiB is not sent, one nested beyond reason neither (T94)', async () => {
  const { call, sent } = await invoker(() => finished);

  await expect(call({ arguments: { text: 'ä'.repeat(128 * 1024) } })).resolves.toMatchObject({ failure: 'invocation_too_large' });
  const depth = 100_000;
  await expect(call({ arguments: JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`) })).resolves.toMatchObject({ failure: 'invocation_too_large' });
  expect(sent()).toEqual([]);
});

test.each([
  ['FAILED', { error: 'OutOfStock', cause: 'shelf 17 is empty' }, { failure: 'execution_failed', code: undefined, detail: 'e FAILED: OutOfStock: shelf 17 is empty' }],
  ['FAILED', { error: 'States.DataLimitExceeded', cause: 'too much' }, { failure: 'execution_failed', code: 'States.DataLimitExceeded' }],
  ['TIMED_OUT', {}, { failure: 'timeout', detail: 'e TIMED_OUT: ' }],
  ['ABORTED', { cause: 'by hand' }, { failure: 'execution_stopped', detail: 'e ABORTED: by hand' }],
  ['SUCCEEDED', { output: undefined }, { failure: 'refused' }],
])('an execution that is %s is a failure: %j', async (status, rest, outcome) => {
  const { call } = await invoker((operation) => (operation === 'StartExecution' ? {} : { executionArn: 'e', status, ...rest }));

  await expect(call()).resolves.toMatchObject(outcome);
});

test.each([
  ['AccessDeniedException', 400, 'refused'], ['StateMachineDoesNotExist', 400, 'refused'], ['StateMachineTypeNotSupported', 400, 'refused'],
  ['ThrottlingException', 400, 'throttled'], ['ExecutionLimitExceeded', 400, 'throttled'], ['InternalFailure', 500, 'unreachable'],
])('%s of Step Functions, status %i, is a failure: %s', async (code, status, kind) => {
  const { call } = await invoker(() => failure(code, status));

  await expect(call()).resolves.toMatchObject({ failure: kind, code, detail: `${ARN}: ${code}: m` });
});

test('without time left, nothing is started', async () => {
  const { call, sent } = await invoker(() => finished);

  await expect(call({}, 0)).resolves.toMatchObject({ failure: 'timeout' });
  expect(sent()).toEqual([]);
});

test.each([[true, 'StopExecution'], [undefined, 'DescribeExecution']] as const)('when the client cancels and stopOnCancel is %s, the last request is %s', async (stopOnCancel, last) => {
  const { call, cancel, sent } = await invoker((operation, _request, count) => {
    if (operation === 'DescribeExecution' && count === 3) {
      cancel();
    }
    return operation === 'DescribeExecution' ? running : {};
  }, { ...STANDARD, stopOnCancel });
  await call();

  expect(sent().at(-1)![0]).toBe(last);
});

test.each([
  ['that is running', running, true, 'StopExecution', { failure: 'execution_stopped' }],
  ['that has ended', finished, true, 'DescribeExecution', { answer: '{"done":true}' }],
  ['that is to go on', running, undefined, 'DescribeExecution', { running: {} }],
] as const)('the end of a task stops its execution, but for one that has ended or is to go on: one %s', async (_which, execution, stopsWithTask, last, expected) => {
  const { step, sent } = await invoker((operation) => operation === 'DescribeExecution' ? execution : {}, { ...STANDARD, stopsWithTask });

  expect(await step('stop', '4b6e8f0a-0')).toMatchObject(expected);
  expect(sent().at(-1)![0]).toBe(last);
});

test.each([
  [failure('ThrottlingException'), { failure: 'throttled', isPassing: true }],
  [failure('Unknown', 500), { failure: 'unreachable', isPassing: true }],
  [failure('AccessDeniedException'), { failure: 'refused' }],
])('what %j says of an execution: whether the next look may find out', async (answer, expected) => {
  const { step } = await invoker(() => answer);

  expect(await step('look', '4b6e8f0a-0')).toEqual({ ...expected, code: expect.any(String), detail: expect.any(String) });
});

test('a client that asks for progress hears the names of the states, each once; only then is the history read', async () => {
  const entered = (...names: string[]) => ({
    events: names.map((name, index) => ({ id: 2 * index + 2, type: 'TaskStateEntered', stateEnteredEventDetails: { name } })).reverse(),
  });
  const histories = [entered('Collect'), entered('Collect'), entered('Collect', 'Index', 'Swap')];
  const { call, reporting, sent } = await invoker((operation, _request, count) => (
    operation === 'GetExecutionHistory' ? histories[count - 1] : operation === 'DescribeExecution' && count >= 3 ? finished : running
  ));
  const heard: unknown[] = [];
  await expect(reporting((...report) => heard.push(report))).resolves.toEqual({ answer: '{"done":true}' });

  expect(heard).toEqual([[1, undefined, 'Collect'], [2, undefined, 'Index'], [3, undefined, 'Swap']]);
  const asked = sent().filter(([operation]) => operation === 'GetExecutionHistory');
  expect(asked).toHaveLength(3);
  expect(asked[0][1]).toMatchObject({ reverseOrder: true, includeExecutionData: false });
  await call();
  expect(sent().filter(([operation]) => operation === 'GetExecutionHistory')).toHaveLength(3);
});

test('a history that cannot be read is no reason for a call to fail', async () => {
  const { reporting } = await invoker((operation) => (operation === 'GetExecutionHistory' ? failure('AccessDeniedException') : finished));

  await expect(reporting(() => undefined)).resolves.toEqual({ answer: '{"done":true}' });
});
