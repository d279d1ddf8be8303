import { createHash, randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { type CatalogueReader, openCatalogue } from './catalogue/catalogue-reader';
import { invokeBy } from './invoke';
import type { Invoke } from './invoke/invoker';
import { lostEnd, type TaskEnd, taskEnd } from './methods/task-end';
import { invocationOf, told } from './tasks/kept-call';
import { runEnd } from './tasks/run-end';
import { runCounter } from './tasks/run-metrics';
import { StatusMessages } from './tasks/status-messages';
import { runIdOf, type Task } from './tasks/task';
import { runCall } from './tasks/task-call';
import { RESULT_INLINE_MAX_BYTES, TaskTable } from './tasks/task-table';
import { TASK_ENDED } from '../../src/contract/audit/audit-line';
import type { TaskRunnerWiring } from '../../src/contract/mcp/layer';
import { MODERN_PROTOCOL_VERSION } from '../../src/contract/mcp/protocol-versions';
import { TASK_RESULTS_PREFIX, type TaskRun } from '../../src/contract/mcp/task';
import { traceIdOf } from '../../src/contract/mcp/trace-context';
import type { Bounds } from '../platform/aws/aws-json';
import { type AwsEnvironment, awsEnvironment } from '../platform/aws/aws-request';
import { putToS3 } from '../platform/aws/s3';
import { log as logLine, type Log } from '../platform/log';
import { TIMERS, type Timers } from '../platform/timers';

type Env = { readonly [name: string]: string | undefined };

/** Time to write down what came of a run, after its function has used up its own. */
const RESERVE_MILLIS = 10_000;

/** After its time a run of ours has certainly ended. */
const GRACE_MILLIS = 5_000;

/** Some five seconds: a run whose claim or end is not known to be written is lost, and cannot be repeated. */
const PATIENT = { attempts: 8 } satisfies Bounds;

const RESULT_ATTEMPTS = 3;
const RESULT_TIMEOUT_MILLIS = 3000;

export type TaskRunner = (event: TaskRun, context: Pick<Context, 'getRemainingTimeInMillis'>) => Promise<void>;

/**
 * Creates the handler of the function that runs tasks. The catalogue is beside this module.
 *
 * @param wiring values known only at deployment
 * @param host the process
 */
export function runTasks(wiring: TaskRunnerWiring, host: { readonly env: Env }): TaskRunner {
  const env = { ...host.env };
  return taskRunner({ wiring, env, catalogue: openCatalogue(__dirname), invoke: invokeBy(wiring, env) });
}

export interface TaskRunnerOptions {
  readonly wiring: TaskRunnerWiring;
  readonly env: Env;
  readonly catalogue: CatalogueReader;
  readonly invoke: Invoke;
  readonly log?: Log;
  readonly timers?: Timers;
}

/** Runs a tool for a task that waits for it: once, however often the event comes. What came of it is dropped if the task was cancelled. */
export function taskRunner({ wiring, env, catalogue, invoke, log = logLine, timers = TIMERS }: TaskRunnerOptions): TaskRunner {
  const aws = awsEnvironment(env);
  const table = new TaskTable(aws, wiring.tasks.tableName, timers);
  const count = wiring.metrics && runCounter(wiring.metrics);
  return async ({ key, round }, context) => {
    const started = timers.now();
    const remainingMillis = context.getRemainingTimeInMillis();
    const task = await table.claim(key, round, randomUUID(), started + remainingMillis + GRACE_MILLIS, PATIENT);
    if (task === undefined) {
      log('info', 'a run that is none any more', { round });
      return;
    }
    const invocation = await invocationOf(task);
    const { requestId, caller: { subject, clientId }, _meta } = invocation;
    // One that never ends has no other line.
    log('info', 'task run started', { requestId, name: task.tool, round, ...count?.started(task.tool, started) });
    const controller = new AbortController();
    const messages = new StatusMessages(task, table, timers, () => controller.abort());
    const call = runCall({
      runId: runIdOf(task), remainingMillis: remainingMillis - RESERVE_MILLIS, now: started, progress: (...report) => messages.progress(...report),
    }, controller.signal);
    const { tools } = catalogue.index;
    const tool = Object.hasOwn(tools, task.tool) ? tools[task.tool] : undefined;
    const outcome = tool === undefined
      ? { failure: 'refused', detail: 'the server has no such tool any more' } as const
      : await invoke(tool.target, { ...invocation, ...told(tool, task.conversation) }, call);
    await messages.end();
    const end = await taskEnd(runEnd(outcome, task, tool?.asks === true), task.tool, tool ?? {}, {
      catalogue, revision: MODERN_PROTOCOL_VERSION, requestId, log, emitter: call.emitter,
    });
    const kept = await withRoom(end, task, aws, wiring.tasks.bucketName).catch((error: Error) => {
      log('error', 'task run lost its result', { requestId, tool: task.tool, detail: error.message });
      return lostEnd(requestId);
    });
    const change = { ...kept, updatedAt: timers.now() };
    const isKept = await table.change(key, { status: 'working', round }, change, PATIENT);
    const endedAt = timers.now();
    const durationMs = endedAt - started;
    log('info', 'task run', {
      requestId,
      clientTraceId: _meta && traceIdOf(_meta),
      event: TASK_ENDED,
      name: task.tool,
      subject,
      clientId,
      round,
      outcome: isKept ? kept.status : 'cancelled',
      durationMs,
      ...count?.ended({ tool: task.tool, hasFailed: isKept && kept.status === 'failed', durationMs }, endedAt),
    });
  };
}

/** A result that no item holds goes to the bucket, under a name that says nothing. */
async function withRoom(end: TaskEnd, { key, round }: Task, aws: AwsEnvironment, bucketName: string): Promise<TaskEnd> {
  if (end.result === undefined || Buffer.byteLength(end.result) <= RESULT_INLINE_MAX_BYTES) {
    return end;
  }
  const { result, ...rest } = end;
  const resultKey = `${TASK_RESULTS_PREFIX}${createHash('sha256').update(`${key}#${round}`).digest('hex')}.json`;
  await stored(aws, bucketName, resultKey, Buffer.from(result));
  return { ...rest, resultKey };
}

async function stored(aws: AwsEnvironment, bucketName: string, key: string, body: Buffer): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const answer = await putToS3(aws, bucketName, key, body, RESULT_TIMEOUT_MILLIS).catch((error: Error) => error);
    if ('status' in answer && answer.status === 200) {
      return;
    }
    if (attempt >= RESULT_ATTEMPTS) {
      throw new Error(`the result cannot be kept: ${'status' in answer ? `S3 answers ${answer.status}: ${answer.body.subarray(0, 500).toString()}` : answer.message}`);
    }
  }
}
