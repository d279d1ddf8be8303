import type { InvocationOutcome, Invoke } from './invocation-outcome';
import type { ToolInvocation } from '../../../src/contract/invocation';
import { LAMBDA_PAYLOAD_MAX_BYTES } from '../../../src/contract/limits';
import type { InvocationTarget, Wiring } from '../../../src/contract/mcp-layer';
import { type AwsEnvironment, awsEnvironment, awsRequest, type AwsResponse } from '../../platform/aws-request';

type Env = { readonly [name: string]: string | undefined };

/** Characters of a function's own words that go to the log. */
const DETAIL_MAX_LENGTH = 2000;

/** A connection that was closed while it was idle says so at once; one that breaks later may have called the function. */
const STALE_CONNECTION_MILLIS = 500;

/** The timer of the call decides, not that of the socket, which counts from the last byte. */
const SOCKET_GRACE_MILLIS = 1000;

/**
 * Runs tools by Lambda's Invoke API, in the region that the function's ARN names.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function lambdaInvoker(wiring: Wiring, env: Env): Invoke {
  const environments = new Map<string, AwsEnvironment>();
  const environmentOf = ({ functionArn }: InvocationTarget): AwsEnvironment => {
    const region = functionArn.split(':')[3] || env.AWS_REGION || '';
    const known = environments.get(region);
    if (known) {
      return known;
    }
    const environment = awsEnvironment({ ...env, AWS_REGION: region });
    environments.set(region, environment);
    return environment;
  };
  return async (targetId, invocation, remainingMillis) => {
    const target = Object.hasOwn(wiring.targets, targetId) ? wiring.targets[targetId] : undefined;
    if (target === undefined) {
      return { failure: 'refused', detail: `the wiring has no target '${targetId}'` };
    }
    const body = write(invocation);
    if (body === undefined) {
      return { failure: 'invocation_too_large', detail: 'nested too deeply to be written' };
    }
    if (Buffer.byteLength(body) > LAMBDA_PAYLOAD_MAX_BYTES) {
      return { failure: 'invocation_too_large', detail: `${Buffer.byteLength(body)} bytes` };
    }
    if (remainingMillis <= 0) {
      return { failure: 'timeout', detail: 'no time was left to call the function' };
    }
    return withinTime(remainingMillis, () => invokeFunction(environmentOf(target), target.functionArn, body, remainingMillis + SOCKET_GRACE_MILLIS));
  };
}

function write(invocation: ToolInvocation): string | undefined {
  try {
    return JSON.stringify(invocation);
  } catch {
    return undefined;
  }
}

async function invokeFunction(aws: AwsEnvironment, functionArn: string, body: string, timeoutMillis: number): Promise<InvocationOutcome> {
  const request = {
    service: 'lambda',
    path: `/2015-03-31/functions/${encodeURIComponent(functionArn)}/invocations`,
    headers: { 'Content-Type': 'application/json' },
    body,
    timeoutMillis,
  } as const;
  const started = Date.now();
  try {
    return outcomeOf(await awsRequest(aws, request));
  } catch (error) {
    // Lambda had closed the idle connection in the meantime, so that the function was not called.
    if (Date.now() - started < STALE_CONNECTION_MILLIS && wasStaleConnection(error)) {
      return awsRequest(aws, request).then(outcomeOf, unreachable);
    }
    return unreachable(error as Error);
  }
}

function outcomeOf({ status, headers, body }: AwsResponse): InvocationOutcome {
  const detail = () => body.subarray(0, DETAIL_MAX_LENGTH).toString();
  if (headers['x-amz-function-error'] !== undefined) {
    const timedOut = body.length < DETAIL_MAX_LENGTH && /Sandbox\.Timedout|Task timed out after/.test(detail());
    return { failure: timedOut ? 'timeout' : 'function_error', detail: detail() };
  }
  if (status === 429) {
    return { failure: 'throttled', detail: detail() };
  }
  if (status === 413) {
    return { failure: 'answer_too_large', detail: detail() };
  }
  if (status !== 200) {
    return { failure: 'refused', detail: `status ${status}: ${detail()}` };
  }
  if (body.length > LAMBDA_PAYLOAD_MAX_BYTES) {
    return { failure: 'answer_too_large', detail: `${body.length} bytes` };
  }
  return { answer: body.toString() };
}

function unreachable(error: Error): InvocationOutcome {
  return { failure: 'unreachable', detail: error.message };
}

function wasStaleConnection(error: unknown): boolean {
  const { code, reusedSocket } = error as NodeJS.ErrnoException & { readonly reusedSocket?: boolean };
  return reusedSocket === true && (code === 'ECONNRESET' || code === 'EPIPE');
}

async function withinTime(millis: number, work: () => Promise<InvocationOutcome>): Promise<InvocationOutcome> {
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<InvocationOutcome>((resolve) => {
    timer = setTimeout(() => resolve({ failure: 'timeout', detail: `no answer within ${millis} ms` }), millis);
  });
  try {
    return await Promise.race([work(), tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
