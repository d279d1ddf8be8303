import { type AwsEnvironment, signedRequest } from './aws-request';
import { functionError, invokeError, type LambdaError } from './function-errors';
import { exchange, NoAnswerInTime } from './http-exchange';
import type { HttpResponse } from './http-message';
import { LAMBDA_PAYLOAD_MAX_BYTES } from '../../../src/contract/limits';

export type FunctionOutcome =
  | { readonly answer: string }
  | LambdaError & { readonly detail: string };

/** Maximum length of a function's own message in the log. */
const DETAIL_MAX_LENGTH = 2000;

/**
 * Runs a function with Lambda's Invoke API and waits for its answer until the given timeout. Never rejects. After any failure, the function
 * has been called at most once: a request that may have reached Lambda is not retried.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function invokeFunction(aws: AwsEnvironment, functionArn: string, event: string, timeoutMillis: number): Promise<FunctionOutcome> {
  const deadline = Date.now() + timeoutMillis;
  try {
    return await invoke(aws, functionArn, event, timeoutMillis);
  } catch (error) {
    const remainingMillis = deadline - Date.now();
    return (error as { readonly unsent?: boolean }).unsent === true && remainingMillis > 0
      ? invoke(aws, functionArn, event, remainingMillis).catch(unanswered)
      : unanswered(error as Error);
  }
}

async function invoke(aws: AwsEnvironment, functionArn: string, body: string, timeoutMillis: number): Promise<FunctionOutcome> {
  return outcomeOf(await exchange(signedRequest(aws, {
    service: 'lambda',
    path: invocationPath(functionArn),
    headers: { 'Content-Type': 'application/json' },
    body,
    timeoutMillis,
  })));
}

/** Lambda did not take an event, or did not say that it has. */
export class EventRefused extends Error {
  /** @param mayRun whether Lambda may have taken it all the same */
  constructor(readonly reason: LambdaError, detail: string, readonly mayRun: boolean) {
    super(detail);
  }
}

const EVENT_ATTEMPTS = 3;
const EVENT_TIMEOUT_MILLIS = 2000;

/**
 * Has Lambda run a function later, with retries: only for events that a function may get twice.
 *
 * @param timeoutMillis for all attempts
 * @throws EventRefused
 */
export async function sendEvent(aws: AwsEnvironment, functionArn: string, event: string, timeoutMillis: number): Promise<void> {
  const deadline = Date.now() + timeoutMillis;
  let mayRun = false;
  for (let attempt = 1; ; attempt += 1) {
    const refused = await offer(aws, functionArn, event, Math.max(1, Math.min(EVENT_TIMEOUT_MILLIS, deadline - Date.now())));
    if (refused === undefined) {
      return;
    }
    mayRun ||= refused.reason.failure === 'unreachable';
    if (attempt >= EVENT_ATTEMPTS || refused.reason.failure === 'refused' || Date.now() >= deadline) {
      throw new EventRefused(refused.reason, refused.detail, mayRun);
    }
  }
}

interface Refused {
  readonly reason: LambdaError;
  readonly detail: string;
}

async function offer(aws: AwsEnvironment, functionArn: string, body: string, timeoutMillis: number): Promise<Refused | undefined> {
  try {
    const { status, headers, body: answer } = await exchange(signedRequest(aws, {
      service: 'lambda',
      path: invocationPath(functionArn),
      headers: { 'Content-Type': 'application/json', 'X-Amz-Invocation-Type': 'Event' },
      body,
      timeoutMillis,
    }));
    return status === 202 ? undefined : {
      reason: invokeError(status, String(headers['x-amzn-errortype'] ?? '')), detail: `status ${status}: ${answer.subarray(0, DETAIL_MAX_LENGTH).toString()}`,
    };
  } catch (error) {
    return { reason: { failure: 'unreachable' }, detail: (error as Error).message };
  }
}

function invocationPath(functionArn: string): string {
  return `/2015-03-31/functions/${encodeURIComponent(functionArn)}/invocations`;
}

function outcomeOf({ status, headers, body }: HttpResponse): FunctionOutcome {
  const detail = () => body.subarray(0, DETAIL_MAX_LENGTH).toString();
  if (headers['x-amz-function-error'] !== undefined) {
    return { ...functionError(body.toString()), detail: detail() };
  }
  if (status !== 200) {
    return { ...invokeError(status, String(headers['x-amzn-errortype'] ?? '')), detail: `status ${status}: ${detail()}` };
  }
  if (body.length > LAMBDA_PAYLOAD_MAX_BYTES) {
    return { failure: 'answer_too_large', code: 'Function.ResponseSizeTooLarge', detail: `${body.length} bytes` };
  }
  return { answer: body.toString() };
}

function unanswered(error: Error): FunctionOutcome {
  return { failure: error instanceof NoAnswerInTime ? 'timeout' : 'unreachable', detail: error.message };
}
