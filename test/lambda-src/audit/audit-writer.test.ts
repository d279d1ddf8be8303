import { gzipSync } from 'node:zlib';
import { afterEach, expect, test } from '@jest/globals';
import { auditWriter } from '../../../lambda-src/audit/audit-writer';
import { batches } from '../../../lambda-src/audit/batches';
import { CREDENTIALS, type LambdaApi, startLambdaApi } from '../platform/support/lambda-api';

const LINE = { timestamp: '2026-01-01T00:00:00.000Z', level: 'info', message: 'mcp request', event: 'tools/call', name: 'get_forecast', subject: 'ada', outcome: 'ok' };
const of = (line: unknown, timestamp = 1000) => ({ id: '1', timestamp, message: typeof line === 'string' ? line : JSON.stringify(line) });

const sent = (logEvents: readonly object[], messageType = 'DATA_MESSAGE') => (
  { awslogs: { data: gzipSync(JSON.stringify({ messageType, logGroup: 'g', logStream: 's', subscriptionFilters: ['f'], logEvents })).toString('base64') } }
);

interface Put {
  readonly logGroupName: string;
  readonly logStreamName: string;
  readonly logEvents: readonly { readonly timestamp: number; readonly message: string }[];
}

function writer(answer: object | Error = {}) {
  const puts: Put[] = [];
  const logged: object[] = [];
  const write = auditWriter({
    logGroupName: 'audit',
    logStreamName: 'stream',
    put: async (input) => {
      puts.push(input as Put);
      if (answer instanceof Error) {
        throw answer;
      }
      return answer;
    },
    log: (level, message, fields) => logged.push({ level, message, ...fields }),
  });
  return { puts, logged, write };
}

test('an audit line arrives with its own time and the documented members, and metrics that came with it do not', async () => {
  const { puts, write } = writer();
  await write(sent([of({ ...LINE, _aws: { CloudWatchMetrics: [] }, Resource: 'https://mcp.example/mcp', ToolCalls: 1 }, 1234)]));

  expect(puts).toEqual([{ logGroupName: 'audit', logStreamName: 'stream', logEvents: [{ timestamp: 1234, message: expect.any(String) }] }]);
  expect(JSON.parse(puts[0].logEvents[0].message)).toEqual({
    timestamp: '2026-01-01T00:00:00.000Z', event: 'tools/call', name: 'get_forecast', subject: 'ada', outcome: 'ok',
  });
});

test.each(['text', '{broken', 'null', '[]', '{"event":7}', '{"message":"tool call failed"}'])('the line %s is none of the audit', async (line) => {
  const { puts, write } = writer();
  await write(sent([of(line)]));

  expect(puts).toEqual([]);
});

test('a message that only asks whether somebody is there writes nothing', async () => {
  const { puts, write } = writer();
  await write(sent([of(LINE)], 'CONTROL_MESSAGE'));

  expect(puts).toEqual([]);
});

test('where the log cannot be written the run fails, so that Lambda repeats it', async () => {
  await expect(writer(new Error('ThrottlingException')).write(sent([of(LINE)]))).rejects.toThrow('ThrottlingException');
});

test('lines that CloudWatch Logs refuses for their age are told, and not sent again', async () => {
  const { logged, write } = writer({ rejectedLogEventsInfo: { tooOldLogEventEndIndex: 0 } });
  await write(sent([of(LINE)]));

  expect(logged).toEqual([{ level: 'error', message: 'audit lines refused', lines: 1, why: { tooOldLogEventEndIndex: 0 } }]);
});

test('batches are in the order of time, within a day, and within the bytes and the number that CloudWatch Logs takes', () => {
  const day = 24 * 3_600_000;
  const sizes = (lines: Parameters<typeof batches>[0]) => batches(lines).map((batch) => batch.map(({ timestamp }) => timestamp));
  expect(sizes([of('b', 2), of('a', 1)])).toEqual([[1, 2]]);
  expect(sizes([of('a', 0), of('b', day - 1), of('c', day)])).toEqual([[0, day - 1], [day]]);
  expect(batches(Array.from({ length: 10_001 }, (_, index) => of('x', index))).map(({ length }) => length)).toEqual([10_000, 1]);
  const half = 'x'.repeat(1_048_576 / 2 - 26);
  expect(batches([of(half), of(half), of('')]).map(({ length }) => length)).toEqual([2, 1]);
  expect(batches([])).toEqual([]);
});

let api: LambdaApi | undefined;
const before = { ...process.env };
afterEach(async () => {
  process.env = before;
  await api?.close();
});

test('the function signs what it sends', async () => {
  api = await startLambdaApi((response) => response.end('{}'));
  process.env = {
    ...before,
    AUDIT_LOG_GROUP_NAME: 'audit',
    AUDIT_LOG_STREAM_NAME: 'stream',
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
    AWS_SESSION_TOKEN: CREDENTIALS.sessionToken,
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: api.endpoint,
  };
  const { handler } = await import('../../../lambda-src/audit/handler');
  await handler(sent([of(LINE)]));

  expect(api.received).toMatchObject([{
    signatureIsRight: true, headers: { 'x-amz-target': 'Logs_20140328.PutLogEvents', 'content-type': 'application/x-amz-json-1.1' }, event: { logGroupName: 'audit' },
  }]);
});
