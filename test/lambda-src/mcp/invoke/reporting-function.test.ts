import type { Server, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Call } from '../../../../lambda-src/mcp/invoke/invoker';
import { reportingFunctionInvoker } from '../../../../lambda-src/mcp/invoke/reporting-function';
import { ToolCall } from '../../../../lambda-src/mcp/talk/tool-call';
import { streamResponse } from '../../../../local/services/lambda/response-stream';
import type { FunctionReports } from '../../../../src/contract/mcp/layer';
import type { Revision } from '../../../../src/contract/mcp/protocol-versions';
import { CREDENTIALS, type LambdaApi, startLambdaApi } from '../../platform/support/lambda-api';
import { RecordedEmitter } from '../support/recorded-emitter';
import { silentCall } from '../support/silent-call';
import { TestTimers } from '../support/test-timers';

const FUNCTION_ARN = 'arn:aws:lambda:eu-central-1:123456789012:function:import';
const INVOCATION = {
  name: 'import_contacts', arguments: {}, caller: { subject: 'u', clientId: 'c', scopes: [] }, requestId: 'r', protocolVersion: '2026-07-28',
};
const TABLE = 'conversations';
const STREAM: FunctionReports = { by: 'response-stream' };
const IN_TABLE: FunctionReports = { by: 'table', tableName: TABLE, keyPrefix: 'TOOL#0123456789abcdef#' };
const BOTH = { 'progressToken': 0, 'io.modelcontextprotocol/logLevel': 'info' };

interface Event {
  readonly deadline: number;
  readonly reports?: object;
  readonly callItem?: { readonly tableName: string; readonly region: string; readonly key: string };
}

// The package has no types.
const dynalite: (options: object) => Server = createRequire(import.meta.url)('dynalite');
let tables: Server;
let endpoint: string;
let dynamoDb: DynamoDBDocumentClient;
beforeAll(async () => {
  tables = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => tables.listen(0, '127.0.0.1', resolve));
  endpoint = `http://127.0.0.1:${(tables.address() as AddressInfo).port}`;
  const client = new DynamoDBClient({ endpoint, region: 'eu-central-1', credentials: CREDENTIALS });
  await client.send(new CreateTableCommand({
    TableName: TABLE,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  }));
  dynamoDb = DynamoDBDocumentClient.from(client);
});
afterAll(async () => {
  dynamoDb.destroy();
  tables.closeAllConnections();
  await new Promise((resolve) => tables.close(resolve));
});

let api: LambdaApi;
afterEach(() => api.close());

const lines: { readonly message: string; readonly problem?: unknown }[] = [];
afterEach(() => {
  lines.length = 0;
});

interface Running {
  readonly timers: TestTimers;
  readonly emitter: RecordedEmitter;
  readonly call: Call;
  /** @param other another call than that */
  run(other?: Call): ReturnType<ReturnType<typeof reportingFunctionInvoker>>;
}

/** A call of a function that behaves as the test says. */
async function prepared(
  reports: FunctionReports, behave: (event: Event, response: ServerResponse) => unknown, meta?: object, revision: Revision = '2026-07-28', remainingMillis = 60_000,
): Promise<Running> {
  api = await startLambdaApi((response, event) => void behave(event as Event, response));
  const timers = new TestTimers();
  const emitter = new RecordedEmitter();
  const call = meta === undefined
    ? { ...silentCall(remainingMillis), emitter } : new ToolCall({ _meta: meta }, { revision, receivedAt: timers.now(), remainingMillis, emitter, timers });
  const target = { kind: 'reporting-function', functionArn: FUNCTION_ARN, reports } as const;
  const invoke = reportingFunctionInvoker({
    AWS_REGION: 'eu-west-1',
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_ENDPOINT_URL_LAMBDA: api.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
  }, [target], { timers, log: (_level, message, fields) => lines.push({ message, ...fields }) });
  return { timers, emitter, call, run: (other = call) => invoke(target, INVOCATION, other).finally(() => call instanceof ToolCall && call.end()) };
}

const record = (json: unknown) => `\x1e${JSON.stringify(json)}\n`;

/** What a function writes, as Lambda hands it on. */
async function stream(response: ServerResponse, ...pieces: readonly (string | Buffer)[]): Promise<void> {
  async function* body() {
    yield* pieces.map((piece) => Buffer.from(piece));
  }
  await streamResponse({ started: Promise.resolve({ streaming: true, contentType: '', body: body() as never }), finished: Promise.resolve(undefined) }, response, {});
}

const progress = (value: number, more: object = {}) => ({ method: 'notifications/progress', params: { progressToken: 0, progress: value, ...more } });
const message = (level: string, data: unknown, more: object = {}) => ({ method: 'notifications/message', params: { level, data, ...more } });

test('what a function streams before its answer is progress and log messages, as its client asked for them', async () => {
  const { emitter, call, run } = await prepared(STREAM, (_event, response) => stream(
    response,
    record({ progress: 0, total: 2, message: 'begins' }),
    record({ level: 'debug', data: 'not asked for' }) + record({ level: 'warning', data: { skipped: 1 }, logger: 'import' }),
    record({ progress: 1, total: null, message: null }),
    '{"imported":2}',
  ), BOTH);

  await expect(run()).resolves.toEqual({ answer: '{"imported":2}' });
  expect(emitter.emitted).toEqual([progress(0, { total: 2, message: 'begins' }), message('warning', { skipped: 1 }, { logger: 'import' }), progress(1)]);
  expect(api.received).toMatchObject([{
    path: `/2021-11-15/functions/${encodeURIComponent(FUNCTION_ARN)}/response-streaming-invocations`,
    region: 'eu-central-1',
    signatureIsRight: true,
    event: { ...INVOCATION, deadline: call.deadline, reports: { progress: true, logLevel: 'info' } },
  }]);
});

// T121
test('reports and answers are told apart wherever the pieces break', async () => {
  const whole = Buffer.from(`${record({ progress: 1, message: 'größer\u001e\n' })}\n${record({ level: 'info', data: '1' })}  {"content":[{"type":"text","text":"a\\u001eb ü"}]}`);
  const { emitter, run } = await prepared(STREAM, (_event, response) => stream(response, ...[...whole].map((byte) => Buffer.from([byte]))), BOTH);

  await expect(run()).resolves.toEqual({ answer: '{"content":[{"type":"text","text":"a\\u001eb ü"}]}' });
  expect(emitter.emitted).toEqual([progress(1, { message: 'größer\u001e\n' }), message('info', '1')]);
});

test.each([
  ['{"progress":3}', 'an answer that looks like a report'],
  ['{"level":"info","data":1}', 'an answer that looks like a log message'],
  ['', 'nothing'],
  ['null', 'null'],
])('a function that streams %s alone has answered so: %s', async (answer) => {
  const { emitter, run } = await prepared(STREAM, (_event, response) => stream(response, answer), BOTH);

  await expect(run()).resolves.toEqual({ answer });
  expect(emitter.emitted).toEqual([]);
});

test.each([
  ['not JSON', '\x1eprogress\n'],
  ['a list', record([1])],
  ['progress that is a text', record({ progress: '1' })],
  ['progress that is no number', '\x1e{"progress":1e999}\n'],
  ['a log message without a level', record({ data: 1 })],
  ['a log message without data', record({ level: 'info' })],
  ['too long', record({ level: 'info', data: 'x'.repeat(1_000_001) })],
])('a report that is %s is dropped with one line in the log, and the call goes on', async (_what, malformed) => {
  const { emitter, run } = await prepared(STREAM, (_event, response) => stream(response, malformed, malformed, record({ progress: 1 }), '1'), BOTH);

  await expect(run()).resolves.toEqual({ answer: '1' });
  expect(emitter.emitted).toEqual([progress(1)]);
  expect(lines).toEqual([{ message: 'report dropped', requestId: 'r', tool: 'import_contacts', problem: expect.any(String) }]);
});

test('where nobody listens a function is called as any other, and its reports are left out', async () => {
  const { run } = await prepared(STREAM, (_event, response) => response.end(`${record({ progress: 1 })}"done"`));

  await expect(run()).resolves.toEqual({ answer: '"done"' });
  expect(api.received).toMatchObject([{ path: `/2015-03-31/functions/${encodeURIComponent(FUNCTION_ARN)}/invocations` }]);
  expect(api.received[0].event).not.toHaveProperty('reports');
});

test('a function that fails after reports has failed, and one that does not end in time', async () => {
  const { emitter, run } = await prepared(STREAM, async (_event, response) => {
    async function* body() {
      yield Buffer.from(record({ progress: 1 }));
    }
    const payload = Buffer.from('{"errorType":"TypeError","errorMessage":"oh"}');
    await streamResponse({ started: Promise.resolve({ streaming: true, contentType: '', body: body() as never }), finished: Promise.resolve({ errorType: 'TypeError', payload }) }, response, {});
  }, BOTH);
  await expect(run()).resolves.toMatchObject({ failure: 'function_error', code: 'TypeError' });
  expect(emitter.emitted).toEqual([progress(1)]);
  await api.close();

  const slow = await prepared(STREAM, () => slow.timers.pass(60_000), BOTH);
  await expect(slow.run()).resolves.toMatchObject({ failure: 'timeout' });
  await api.close();

  const large = await prepared(STREAM, (_event, response) => stream(response, '"', 'x'.repeat(3_500_000), 'x'.repeat(3_500_000), '"'), BOTH);
  await expect(large.run()).resolves.toMatchObject({ failure: 'answer_too_large' });
});

test('a call that is cancelled waits for its function no longer, and sends nothing more', async () => {
  const { emitter, run } = await prepared(STREAM, () => emitter.cancel(), BOTH);

  await expect(run()).resolves.toMatchObject({ failure: 'cancelled' });
  expect(emitter.emitted).toEqual([]);
});

/** Writes into the item of a call, as functions in any language do. */
async function report({ callItem }: Event, reported: { readonly progress?: unknown; readonly log?: unknown }): Promise<void> {
  const change = reported.log === undefined ? 'SET progress = :it' : 'SET logs = list_append(if_not_exists(logs, :none), :it)';
  const values = reported.log === undefined ? { ':it': JSON.stringify(reported) } : { ':it': [JSON.stringify(reported.log)], ':none': [] };
  await dynamoDb.send(new UpdateCommand({
    TableName: callItem!.tableName, Key: { pk: callItem!.key }, UpdateExpression: change, ExpressionAttributeValues: values,
  }));
}

test('what a function writes into the item of its call is heard while it runs, and what it writes last before its result', async () => {
  const { timers, emitter, call, run } = await prepared(IN_TABLE, async (event, response) => {
    await report(event, { progress: 1, ...{ total: 3, message: null } });
    await report(event, { log: { level: 'notice', data: 'first' } });
    const heard = new Promise<void>((resolve) => {
      emitter.emit = (method, params) => {
        emitter.emitted.push({ method, params });
        if (method === 'notifications/progress') {
          resolve();
        }
      };
    });
    timers.pass(1000);
    await heard;
    await report(event, { progress: 2 });
    await report(event, { progress: 3, ...{ total: 3 } });
    await report(event, { log: { level: 'info', data: 'second' } });
    await report(event, { log: { level: 'debug', data: 'not asked for' } });
    response.end('"done"');
  }, BOTH);

  await expect(run()).resolves.toEqual({ answer: '"done"' });
  expect(emitter.emitted).toEqual([message('notice', 'first'), progress(1, { total: 3 }), message('info', 'second'), progress(3, { total: 3 })]);
  expect(api.received[0].event).toMatchObject({
    deadline: call.deadline,
    reports: { progress: true, logLevel: 'info' },
    callItem: { tableName: TABLE, region: 'eu-west-1', key: expect.stringMatching(/^TOOL#0123456789abcdef#[\w-]{24}$/) },
  });
  expect(timers.pending).toBe(0);
});

test('the item of a call expires, whoever writes into it first', async () => {
  const { call, run } = await prepared(IN_TABLE, async (event, response) => {
    await report(event, { progress: 1 });
    response.end('1');
  }, BOTH);
  await run();
  const { key } = (api.received[0].event as Event).callItem!;

  const { Items } = await dynamoDb.send(new ScanCommand({ TableName: TABLE, ConsistentRead: true }));
  expect(Items!.filter(({ pk }) => pk === key)).toEqual([{ pk: key, progress: '{"progress":1}', expiresAt: Math.ceil(call.deadline / 1000) + 900 }]);
});

test.each([
  ['not texts of JSON', { progress: 7, logs: { first: 1 } }],
  ['texts that are none', { progress: 'soon', logs: ['begins', '{"level":1}'] }],
])('an item whose reports are %s fails no call', async (_what, attributes) => {
  const { emitter, run } = await prepared(IN_TABLE, async ({ callItem }, response) => {
    await dynamoDb.send(new UpdateCommand({
      TableName: TABLE,
      Key: { pk: callItem!.key },
      UpdateExpression: 'SET progress = :progress, logs = :logs',
      ExpressionAttributeValues: { ':progress': attributes.progress, ':logs': attributes.logs },
    }));
    response.end('1');
  }, BOTH);

  await expect(run()).resolves.toEqual({ answer: '1' });
  expect(emitter.emitted).toEqual([]);
  expect(lines).toHaveLength(1);
});

test('where nobody listens there is no item; where only cancellation is of interest, there is', async () => {
  const { run } = await prepared(IN_TABLE, (_event, response) => response.end('1'));
  await run();
  expect(api.received[0].event).not.toHaveProperty('callItem');
  await api.close();

  const cancellable = await prepared({ ...IN_TABLE, seesCancellation: true }, (_event, response) => response.end('1'));
  await cancellable.run();
  expect(api.received[0].event).toHaveProperty('callItem');
  expect(api.received[0].event).not.toHaveProperty('reports');
});

test('a function in another language finds that its call was cancelled, and what it reports then reaches nobody', async () => {
  const { emitter, run } = await prepared({ ...IN_TABLE, seesCancellation: true }, async (event) => {
    emitter.cancel();
    await report(event, { progress: 1 });
  }, BOTH);

  await expect(run()).resolves.toMatchObject({ failure: 'cancelled' });
  const { key } = (api.received[0].event as Event).callItem!;
  const { Items } = await dynamoDb.send(new ScanCommand({ TableName: TABLE, ConsistentRead: true }));
  expect(Items!.find(({ pk }) => pk === key)).toMatchObject({ cancelled: true, expiresAt: expect.any(Number) });
});

test('a function whose task is cancelled, wherever, finds that in the item of its run, and no other run does', async () => {
  const { call, run } = await prepared({ ...IN_TABLE, seesCancellation: true }, (_event, response) => response.end('1'));
  const keyOf = async (runId: string) => {
    await run({ ...call, runId });
    return (api.received.at(-1)!.event as Event).callItem!.key;
  };
  const [stopped, other] = [await keyOf('one'), await keyOf('two')];
  await expect(run({ ...call, task: 'stop', runId: 'one' })).resolves.toEqual({ answer: 'null' });

  expect(api.received).toHaveLength(2);
  const { Items } = await dynamoDb.send(new ScanCommand({ TableName: TABLE, ConsistentRead: true }));
  expect(Items!.find(({ pk }) => pk === stopped)).toMatchObject({ cancelled: true });
  expect(Items!.find(({ pk }) => pk === other)).toBeUndefined();
});

test('who cancels a task hears that its run could not be told, to ask again', async () => {
  const { call, run } = await prepared({ ...IN_TABLE, tableName: 'none', seesCancellation: true } as FunctionReports, () => undefined);
  await expect(run({ ...call, task: 'stop', runId: 'one' })).resolves.toMatchObject({ failure: 'unreachable', isPassing: true });
});

test('a table that cannot be used fails no call', async () => {
  const { run, emitter } = await prepared({ ...IN_TABLE, tableName: 'none' } as FunctionReports, (_event, response) => response.end('1'), BOTH);

  await expect(run()).resolves.toEqual({ answer: '1' });
  expect(emitter.emitted).toEqual([]);
  expect(lines).toMatchObject([{ message: 'reports cannot be read' }]);
});

test('a client of the 2025 revisions hears messages from info on, whatever it asked for', async () => {
  const { emitter, run } = await prepared(STREAM, (_event, response) => stream(response, record({ level: 'debug', data: 0 }), record({ level: 'info', data: 1 }), '1'), {}, '2025-11-25');

  await run();
  expect(emitter.emitted).toEqual([message('info', 1)]);
});
