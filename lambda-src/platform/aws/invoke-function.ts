import { type AwsEnvironment, signedRequest } from './aws-request';
import { functionError, invokeError, type LambdaError } from './function-errors';
import { exchange, type HttpResponse } from './http-exchange';
import { LAMBDA_PAYLOAD_MAX_BYTES } from '../../../src/contract/limits';

export type FunctionOutcome =
  | { readonly answer: string }
  | LambdaError & { readonly detail: string };

/** Characters of a function's own words that go to the log. */
const DETAIL_MAX_LENGTH = 2000;

/** A connection that was closed while it was idle says so at once; one that breaks later may have called the function. */
const STALE_CONNECTION_MILLIS = 500;

/** The timer of the call decides, not that of the socket, which counts from the last byte. */
const SOCKET_GRACE_MILLIS = 1000;

/**
 * Runs a function by Lambda's Invoke API and waits for its answer, no longer than it is told. Never rejects.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export async function invokeFunction(aws: AwsEnvironment, functionArn: string, event: string, timeoutMillis: number): Promise<FunctionOutcome> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<FunctionOutcome>((resolve) => {
    timer = setTimeout(() => resolve({ failure: 'timeout', detail: `no answer within ${timeoutMillis} ms` }), timeoutMillis);
  });
  try {
    return await Promise.race([invoke(aws, functionArn, event, timeoutMillis + SOCKET_GRACE_MILLIS), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}

async function invoke(aws: AwsEnvironment, functionArn: string, body: string, timeoutMillis: number): Promise<FunctionOutcome> {
  const send = () => exchange(signedRequest(aws, {
    service: 'lambda',
    path: `/2015-03-31/functions/${encodeURIComponent(functionArn)}/invocations`,
    headers: { 'Content-Type': 'application/json' },
    body,
    timeoutMillis,
  })).then(outcomeOf);
  const started = Date.now();
  try {
    return await send();
  } catch (error) {
    // Lambda had closed the idle connection in the meantime, so that the function was not called.
    if (Date.now() - started < STALE_CONNECTION_MILLIS && wasStaleConnection(error)) {
      return send().catch(unreachable);
    }
    return unreachable(error as Error);
  }
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

function unreachable(error: Error): FunctionOutcome {
  return { failure: 'unreachable', detail: error.message };
}

function wasStaleConnection(error: unknown): boolean {
  const { code, reusedSocket } = error as NodeJS.ErrnoException & { readonly reusedSocket?: boolean };
  return reusedSocket === true && (code === 'ECONNRESET' || code === 'EPIPE');
}
