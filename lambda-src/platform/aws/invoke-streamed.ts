import type { IncomingMessage } from 'node:http';
import { type AwsEnvironment, signedRequest } from './aws-request';
import { frames } from './event-stream-frames';
import { type FunctionFailure, functionError, invokeError, type LambdaError } from './function-errors';
import type { HttpExchange } from './http-message';

/** Maximum length of a function's own message in the log. */
const DETAIL_MAX_LENGTH = 2000;

/** A function failed, also in the middle of its answer. */
export class FunctionFault extends Error {
  constructor(readonly failure: FunctionFailure, readonly detail: string, readonly code?: string) {
    super(`${failure}: ${detail}`);
    this.name = 'FunctionFault';
  }
}

/**
 * Runs a function, and hands on its answer as it is written; of a function that does not stream, as a whole. The function is called when the first
 * piece is asked for, and at most once.
 *
 * @param signal ends the wait: its reason is thrown, or an error of the connection
 * @param keepsConnection whether the next call takes the same one, which saves time; it may turn out to have ended, and the call is not repeated then
 * @throws FunctionFault
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html
 */
export async function* invokeStreamed(
  aws: AwsEnvironment, functionArn: string, event: string, timeoutMillis: number, signal: AbortSignal, keepsConnection: boolean,
): AsyncGenerator<Buffer> {
  const response = await sent(signedRequest(aws, {
    service: 'lambda',
    path: `/2021-11-15/functions/${encodeURIComponent(functionArn)}/response-streaming-invocations`,
    headers: { 'Content-Type': 'application/json' },
    body: event,
    timeoutMillis,
  }), signal, keepsConnection);
  if (response.statusCode !== 200) {
    const detail = await beginningOf(response);
    throw faultOf(invokeError(response.statusCode ?? 0, String(response.headers['x-amzn-errortype'] ?? '')), `status ${response.statusCode}: ${detail}`);
  }
  for await (const { headers, payload } of frames(response)) {
    if (headers.get(':message-type') === 'exception' || headers.get(':message-type') === 'error') {
      const type = headers.get(':exception-type') ?? headers.get(':error-code') ?? '';
      throw faultOf(invokeError(500, type), `${type}: ${payload.toString('utf8', 0, DETAIL_MAX_LENGTH)}`);
    }
    if (headers.get(':event-type') === 'PayloadChunk') {
      yield payload;
    } else if (headers.get(':event-type') === 'InvokeComplete') {
      const { ErrorCode, ErrorDetails = '' } = JSON.parse(payload.toString()) as { readonly ErrorCode?: string; readonly ErrorDetails?: string };
      if (ErrorCode) {
        const error = functionError(ErrorDetails);
        throw faultOf({ ...error, code: error.code ?? ErrorCode }, ErrorDetails.slice(0, DETAIL_MAX_LENGTH));
      }
      return;
    }
  }
  throw new FunctionFault('function_error', 'the answer of the function broke off');
}

function faultOf({ failure, code }: LambdaError, detail: string): FunctionFault {
  return new FunctionFault(failure, detail, code);
}

/** `node:https` is loaded for the first request: nothing else needs it. */
async function sent({ endpoint, method, path, headers, body }: HttpExchange, signal: AbortSignal, keepsConnection: boolean): Promise<IncomingMessage> {
  const { request, globalAgent } = endpoint.protocol === 'https:' ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http');
  return new Promise((resolve, reject) => {
    const outgoing = request(new URL(path, endpoint), { method, headers: { ...headers }, agent: keepsConnection && globalAgent }, resolve);
    // Without a reason. With one, as the request's own option gives it, a connection that is just being kept has an error that nobody listens to, which
    // ends the process.
    const abort = () => outgoing.destroy();
    signal.addEventListener('abort', abort, { once: true });
    outgoing.on('error', (error) => reject(new FunctionFault('unreachable', error.message)))
      .once('close', () => signal.removeEventListener('abort', abort))
      .end(body);
    if (signal.aborted) {
      abort();
    }
  });
}

async function beginningOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) {
    text += String(chunk);
  }
  return text.slice(0, DETAIL_MAX_LENGTH);
}
