import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';

/** Bytes of a buffered request to a function. */
export const REQUEST_MAX_BYTES = 6 * 1024 * 1024;
/** Bytes of a buffered response; Lambda allows a few more than six megabytes. */
export const RESPONSE_MAX_BYTES = 6 * 1024 * 1024 + 100;

/** What Lambda tells the caller of a function that failed: JSON with errorType and errorMessage. */
export interface FunctionFailure {
  readonly errorType: string;
  readonly payload: Buffer;
}

/** The head of a response. */
export interface RunningResponse {
  readonly streaming: boolean;
  readonly contentType: string;
  /** Of a function that streams, as it comes, unless it came at once. */
  readonly body: Buffer | Readable;
}

export interface RunningInvocation {
  /** The response as soon as the function has begun it, or why there is none. */
  readonly started: Promise<RunningResponse | FunctionFailure>;
  /** Resolves when the function is done with this request, with the failure if one happened, even in the middle of a stream. */
  readonly finished: Promise<FunctionFailure | undefined>;
}

/** Runs functions by name or ARN, with or without the name of an alias or a version. */
export interface FunctionInvoker {
  /** The version that would run; undefined where there is no such function, alias or version. */
  versionOf(nameOrArn: string): string | undefined;
  invoke(nameOrArn: string, payload: Buffer, requestId?: string): Promise<RunningInvocation>;
}

export interface BufferedResult {
  readonly payload: Buffer;
  readonly failed: boolean;
}

export const isFailure = (outcome: RunningResponse | FunctionFailure): outcome is FunctionFailure => 'errorType' in outcome;

export function failure(errorType: string, errorMessage: string): FunctionFailure {
  return { errorType, payload: Buffer.from(JSON.stringify({ errorType, errorMessage })) };
}

/** An invocation that never began. */
export function refused(errorType: string, errorMessage: string): RunningInvocation {
  const reason = failure(errorType, errorMessage);
  return { started: Promise.resolve(reason), finished: Promise.resolve(reason) };
}

/** What a failed function said. Custom runtimes may say anything. */
export function readFailure(payload: Buffer): { readonly errorType?: string; readonly errorMessage: string } {
  try {
    const { errorType, errorMessage } = JSON.parse(payload.toString('utf8')) as { errorType?: string; errorMessage?: string };
    return { errorType, errorMessage: String(errorMessage) };
  } catch {
    return { errorMessage: payload.toString('utf8').slice(0, 500) };
  }
}

export const newRequestId = (): string => randomUUID();

/** Of UUIDs, Node.js draws many at once: that is cheaper than bytes. */
export function newTraceId(): string {
  const id = randomUUID();
  return `1-${Math.floor(Date.now() / 1000).toString(16)}-${id.slice(0, 8)}${id.slice(9, 13)}${id.slice(24)}`;
}

/** Waits for the whole response, as the Invoke API does. */
export async function buffered(invocation: RunningInvocation, requestId: string): Promise<BufferedResult> {
  const failed = (reason: FunctionFailure): BufferedResult => ({ payload: reason.payload, failed: true });
  const started = await invocation.started;
  if (isFailure(started)) {
    return failed(started);
  }
  const { payload, size } = Buffer.isBuffer(started.body) ? { payload: started.body, size: started.body.length } : await collected(started.body);
  if (size > RESPONSE_MAX_BYTES) {
    return failed(failure('Function.ResponseSizeTooLarge', `Response payload size (${size} bytes) exceeded maximum allowed payload size (${RESPONSE_MAX_BYTES} bytes). RequestId: ${requestId}`));
  }
  const reason = await invocation.finished;
  return reason === undefined ? { payload, failed: false } : failed(reason);
}

/** Reads to the end, and keeps what a buffered response may have. */
async function collected(body: Readable): Promise<{ readonly payload: Buffer; readonly size: number }> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of body) {
      size += (chunk as Buffer).length;
      if (size <= RESPONSE_MAX_BYTES) {
        chunks.push(chunk as Buffer);
      }
    }
  } catch {
    // The process died or was stopped: `finished` says why.
  }
  return { payload: Buffer.concat(chunks), size };
}
