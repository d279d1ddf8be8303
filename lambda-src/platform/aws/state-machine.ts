import { AwsError, awsJson } from './aws-json';
import type { AwsEnvironment } from './aws-request';

/** How an execution stands. Its output and its cause are left out where the caller may not decrypt them. */
export interface Execution {
  readonly executionArn: string;
  readonly status: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

/** What a new execution is called, and gets. */
export interface NewExecution {
  readonly stateMachineArn: string;
  readonly name: string;
  readonly input: string;
}

export interface StateEntered {
  /** Events are numbered in the order in which they happened. */
  readonly eventId: number;
  readonly state: string;
}

const HISTORY_PAGE = 100;

/** @see https://docs.aws.amazon.com/step-functions/latest/dg/concepts-state-machine-version.html */
export function executionArn(stateMachineArn: string, name: string): string {
  const [arn, partition, service, region, account, , stateMachine] = stateMachineArn.split(':');
  return [arn, partition, service, region, account, 'execution', stateMachine, name].join(':');
}

/**
 * Starts an execution of a Standard machine, at most once for each name: Step Functions takes a repeated request for the first one, and refuses
 * the name after its end.
 *
 * @throws AwsError
 */
export async function startExecution(aws: AwsEnvironment, execution: NewExecution): Promise<void> {
  try {
    await awsJson(aws, 'states', 'StartExecution', execution);
  } catch (error) {
    if (!(error instanceof AwsError && error.code === 'ExecutionAlreadyExists')) {
      throw error;
    }
  }
}

/** Runs an execution of an Express machine to its end. @throws AwsError */
export async function startSyncExecution(aws: AwsEnvironment, execution: NewExecution, timeoutMillis: number): Promise<Execution> {
  const deadline = Date.now() + timeoutMillis;
  const start = (millis: number) => awsJson(aws, 'sync-states', 'StartSyncExecution', execution, { attempts: 1, timeoutMillis: millis });
  const answer = await start(timeoutMillis).catch((error: unknown) => {
    // A repeated name starts another execution of an Express machine: only a request that never arrived is sent again.
    const remainingMillis = deadline - Date.now();
    if (error instanceof AwsError && error.unsent && remainingMillis > 0) {
      return start(remainingMillis);
    }
    throw error;
  });
  return executionIn(answer);
}

/** @throws AwsError `ExecutionDoesNotExist` among them */
export async function describeExecution(aws: AwsEnvironment, arn: string): Promise<Execution> {
  return executionIn(await awsJson(aws, 'states', 'DescribeExecution', { executionArn: arn }));
}

/** @throws AwsError */
export async function stopExecution(aws: AwsEnvironment, arn: string, cause: string): Promise<void> {
  await awsJson(aws, 'states', 'StopExecution', { executionArn: arn, error: 'Cancelled', cause });
}

/** The states that the execution has entered after an event, in their order; of many, the last ones. @throws AwsError */
export async function statesEntered(aws: AwsEnvironment, arn: string, afterEventId: number): Promise<readonly StateEntered[]> {
  const { events } = await awsJson(aws, 'states', 'GetExecutionHistory', {
    executionArn: arn, reverseOrder: true, includeExecutionData: false, maxResults: HISTORY_PAGE,
  });
  return (Array.isArray(events) ? events : []).flatMap(({ id, stateEnteredEventDetails }) => (
    id > afterEventId && typeof stateEnteredEventDetails?.name === 'string' ? [{ eventId: id, state: stateEnteredEventDetails.name }] : []
  )).reverse();
}

function executionIn({ executionArn: arn, status, output, error, cause }: { readonly [name: string]: unknown }): Execution {
  return { executionArn: String(arn), status: String(status), output: textIn(output), error: textIn(error), cause: textIn(cause) };
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
