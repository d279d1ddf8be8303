import { type ExecutionName, nameOfCall, nameOfExecution } from './execution-name';
import type { Call, InvocationFailure, InvocationOutcome, Invoker, TaskStep } from './invoker';
import { EXECUTION_INPUT_MAX_BYTES } from '../../../src/contract/limits';
import type { ToolInvocation } from '../../../src/contract/mcp/invocation';
import { EXECUTION_ARGUMENT, type StateMachineTarget } from '../../../src/contract/mcp/layer';
import { AwsError, NO_ANSWER_IN_TIME } from '../../platform/aws/aws-json';
import { type AwsEnvironment, awsEnvironment, prepareRequests } from '../../platform/aws/aws-request';
import {
  describeExecution, type Execution, executionArn, startExecution, startSyncExecution, statesEntered, stopExecution,
} from '../../platform/aws/state-machine';
import { type Timers, TIMERS } from '../../platform/timers';

type Env = { readonly [name: string]: string | undefined };

/** StartSyncExecution ends after five minutes, whatever the machine does. */
const EXPRESS_MAX_MILLIS = 300_000;

/** An execution is looked at after this time, and then less and less often. */
const FIRST_POLL_MILLIS = 200;
const POLL_GROWTH = 1.5;
const POLL_MAX_MILLIS = 5000;

/** Maximum length of an error and its cause in the log. */
const DETAIL_MAX_LENGTH = 2000;

/** Runs tools that are Step Functions state machines, each in the Region that its ARN names. */
export function stateMachineInvoker(env: Env, targets: readonly StateMachineTarget[], timers: Timers = TIMERS): Invoker<StateMachineTarget> {
  const environments = new Map<string, AwsEnvironment>();
  const environmentOf = ({ stateMachineArn, type }: StateMachineTarget): AwsEnvironment => {
    const region = stateMachineArn.split(':')[3] || env.AWS_REGION || '';
    const known = environments.get(region);
    const environment = known ?? awsEnvironment({ ...env, AWS_REGION: region });
    if (known === undefined) {
      environments.set(region, environment);
      prepareRequests(environment, type === 'EXPRESS' ? 'sync-states' : 'states');
    }
    return environment;
  };
  for (const target of targets) {
    environmentOf(target);
  }
  return async (target, invocation, call) => {
    const { [EXECUTION_ARGUMENT]: execution, ...args } = invocation.arguments;
    const run = { aws: environmentOf(target), target, call, timers };
    try {
      if (target.type === 'EXPRESS') {
        const input = inputOf(target, invocation);
        return typeof input === 'string' ? await runExpress(run, nameOfCall(invocation, input).name, input) : input;
      }
      if (execution !== undefined) {
        const known = nameOfExecution(String(execution), invocation);
        return known === undefined ? unknownExecution() : await follow(run, known, false);
      }
      const input = inputOf(target, { ...invocation, arguments: args });
      return typeof input === 'string' ? await runStandard(run, nameOfCall(invocation, input), input) : input;
    } catch (error) {
      if (error instanceof AwsError) {
        return refusal(error, target);
      }
      throw error;
    }
  };
}

/** One call of a tool. */
interface Run {
  readonly aws: AwsEnvironment;
  readonly target: StateMachineTarget;
  readonly call: Call;
  readonly timers: Timers;
}

function inputOf({ input }: StateMachineTarget, invocation: ToolInvocation): string | InvocationOutcome {
  let text: string;
  try {
    text = JSON.stringify(input === 'ARGUMENTS' ? invocation.arguments : invocation);
  } catch {
    return { failure: 'invocation_too_large', detail: 'nested too deeply to be written' };
  }
  const bytes = Buffer.byteLength(text);
  return bytes > EXECUTION_INPUT_MAX_BYTES
    ? { failure: 'invocation_too_large', detail: `${bytes} bytes; an execution takes at most ${EXECUTION_INPUT_MAX_BYTES}` }
    : text;
}

async function runExpress({ aws, target: { stateMachineArn }, call: { remainingMillis } }: Run, name: string, input: string): Promise<InvocationOutcome> {
  if (remainingMillis <= 0) {
    return { failure: 'timeout', detail: 'no time was left to start an execution' };
  }
  return outcomeOf(await startSyncExecution(aws, { stateMachineArn, name, input }, Math.min(remainingMillis, EXPRESS_MAX_MILLIS)));
}

async function runStandard(run: Run, execution: ExecutionName, input: string): Promise<InvocationOutcome> {
  if (run.call.remainingMillis <= 0) {
    return { failure: 'timeout', detail: 'no time was left to start an execution' };
  }
  await startExecution(run.aws, { stateMachineArn: run.target.stateMachineArn, name: execution.name, input });
  return follow(run, execution, true);
}

/**
 * Waits for the end of an execution. Of one that goes on when the time is up, it says how to ask for it.
 *
 * @param started whether it was just started: Step Functions may not know of it yet
 */
async function follow(run: Run, { id, name }: ExecutionName, started: boolean): Promise<InvocationOutcome> {
  const { aws, target, timers, call } = run;
  const { cancelled } = call.emitter;
  const arn = executionArn(target.stateMachineArn, name);
  const until = timers.now() + Math.min(call.remainingMillis, waitSeconds(target, call.task) * 1000);
  const reported = { eventId: 0, states: 0 };
  for (let pause = FIRST_POLL_MILLIS; ; pause = Math.min(pause * POLL_GROWTH, POLL_MAX_MILLIS)) {
    const execution = await described(aws, arn);
    if (execution === undefined && !started && call.task === undefined) {
      return unknownExecution();
    }
    if (call.task === 'stop' ? target.stopsWithTask && (execution === undefined || isRunning(execution)) : cancelled.aborted && target.stopOnCancel) {
      const what = call.task === 'stop' ? 'task' : 'call';
      await stopExecution(aws, arn, `The client cancelled the ${what}.`);
      return { failure: 'execution_stopped', detail: `${arn} was stopped: the client cancelled the ${what}` };
    }
    if (call.wantsProgress && execution !== undefined) {
      await reportStates(aws, call, arn, reported);
    }
    if (execution !== undefined && !isRunning(execution)) {
      return outcomeOf(execution);
    }
    const remainingMillis = until - timers.now();
    if (remainingMillis <= 0 || cancelled.aborted) {
      return stillRunning(id, target, call.task === 'look' ? await lastState(aws, arn) : undefined);
    }
    await paused(Math.min(pause, remainingMillis), cancelled, timers);
  }
}

function waitSeconds({ waitSeconds: givenSeconds = Infinity, taskAfterSeconds = 0 }: StateMachineTarget, task: TaskStep | undefined): number {
  switch (task) {
    case undefined: return givenSeconds;
    case 'start': return taskAfterSeconds;
    default: return 0;
  }
}

async function described(aws: AwsEnvironment, arn: string): Promise<Execution | undefined> {
  try {
    return await describeExecution(aws, arn);
  } catch (error) {
    if (error instanceof AwsError && error.code === 'ExecutionDoesNotExist') {
      return undefined;
    }
    throw error;
  }
}

/** Progress is the number of states entered: how many there will be, nobody knows. */
async function reportStates(aws: AwsEnvironment, call: Call, arn: string, reported: { eventId: number; states: number }): Promise<void> {
  // A report that fails is no reason for the call to fail.
  for (const { eventId, state } of await statesEntered(aws, arn, reported.eventId).catch(() => [])) {
    reported.eventId = eventId;
    reported.states += 1;
    call.progress(reported.states, undefined, state);
  }
}

async function lastState(aws: AwsEnvironment, arn: string): Promise<string | undefined> {
  return (await statesEntered(aws, arn, 0).catch(() => [])).at(-1)?.state;
}

function paused(millis: number, signal: AbortSignal, timers: Timers): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      prevent();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const prevent = timers.after(millis, end);
    signal.addEventListener('abort', end);
  });
}

/** One that was redriven waits for its turn. */
function isRunning({ status }: Execution): boolean {
  return status === 'RUNNING' || status === 'PENDING_REDRIVE';
}

const FAILURES: ReadonlyMap<string, InvocationFailure> = new Map([
  ['TIMED_OUT', 'timeout'], ['ABORTED', 'execution_stopped'],
]);

function outcomeOf({ executionArn: arn, status, output, error, cause }: Execution): InvocationOutcome {
  if (status === 'SUCCEEDED') {
    return output === undefined ? { failure: 'refused', detail: `${arn} has an output that the MCP function may not decrypt` } : { answer: output };
  }
  return {
    failure: FAILURES.get(status) ?? 'execution_failed',
    // Only names that Step Functions itself gives have remedies.
    code: error?.startsWith('States.') ? error : undefined,
    detail: `${arn} ${status}: ${[error, cause].filter((text) => text !== undefined).join(': ')}`.slice(0, DETAIL_MAX_LENGTH),
  };
}

function stillRunning(id: string, { describesOutput }: StateMachineTarget, state: string | undefined): InvocationOutcome {
  const text = `The tool is still running. It has not failed; do not start it again. For its result, call it again later with the same arguments and "${EXECUTION_ARGUMENT}": "${id}".`;
  return { answer: JSON.stringify({ content: [{ type: 'text', text }], isError: describesOutput ? true : undefined }), running: { id, state } };
}

function unknownExecution(): InvocationOutcome {
  const text = `You have started no such execution with this tool, or it ended long ago. Call the tool without "${EXECUTION_ARGUMENT}" to start one.`;
  return { answer: JSON.stringify({ content: [{ type: 'text', text }], isError: true }) };
}

const THROTTLED = /Throttl|TooManyRequests|LimitExceeded/;

function refusal({ code, message, status }: AwsError, { stateMachineArn }: StateMachineTarget): InvocationOutcome {
  const detail = `${stateMachineArn}: ${message}`.slice(0, DETAIL_MAX_LENGTH);
  if (status === 0) {
    return { failure: code === NO_ANSWER_IN_TIME ? 'timeout' : 'unreachable', detail, isPassing: true };
  }
  if (THROTTLED.test(code)) {
    return { failure: 'throttled', code, detail, isPassing: true };
  }
  return status >= 500 ? { failure: 'unreachable', code, detail, isPassing: true } : { failure: 'refused', code, detail };
}
