import type { IncomingMessage } from 'node:http';
import { frames } from './frames';
import { proxyEvent } from './proxy-event';
import { proxyReply } from './proxy-reply';
import { LAMBDA_PAYLOAD_MAX_BYTES } from '../../../src/contract/limits';
import { awsEnvironment, signedRequest } from '../../platform/aws/aws-request';
import { functionError, invokeError, type LambdaError } from '../../platform/aws/function-errors';
import type { HttpExchange } from '../../platform/aws/http-message';
import { type OwnServer, ServerFault } from '../server/own-server';

export interface FunctionServerOptions {
  readonly functionArn: string;
  readonly env: { readonly [name: string]: string | undefined };
}

const REMEDIES: { readonly [failure in LambdaError['failure']]?: string } = {
  timeout: 'raise the timeout of the function, or let it do less at once',
  out_of_memory: 'raise the memorySize of the function, or let it handle less at once',
  not_runnable: 'see its runtime, its handler and what is packed with it, and deploy it again',
  refused: 'the MCP function may not invoke it, or it is not there any more: a function that the stack only imports must permit that itself',
  throttled: 'raise its reserved concurrency or that of the account, or make it faster',
  answer_too_large: 'Lambda passes on at most 6 MiB of a buffered answer: stream it, or return fewer items',
};

/**
 * A server that is a Lambda function. It is called so that a streamed answer arrives as it is written; one that is not comes as a whole.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_InvokeWithResponseStream.html
 */
export function functionServer({ functionArn, env }: FunctionServerOptions): OwnServer {
  const aws = awsEnvironment({ ...env, AWS_REGION: functionArn.split(':')[3] || env.AWS_REGION });
  const path = `/2021-11-15/functions/${encodeURIComponent(functionArn)}/response-streaming-invocations`;
  return async (request) => {
    const event = JSON.stringify(proxyEvent(request));
    if (Buffer.byteLength(event) > LAMBDA_PAYLOAD_MAX_BYTES) {
      throw new ServerFault('request_too_large', `the event has ${Buffer.byteLength(event)} bytes`);
    }
    const response = await sent(signedRequest(aws, {
      service: 'lambda', path, headers: { 'Content-Type': 'application/json' }, body: event, timeoutMillis: request.remainingMillis,
    }), request.signal);
    if (response.statusCode !== 200) {
      const detail = await beginningOf(response);
      throw faultOf(invokeError(response.statusCode ?? 0, String(response.headers['x-amzn-errortype'] ?? '')), `status ${response.statusCode}: ${detail}`);
    }
    return proxyReply(payloadOf(response));
  };
}

/** @throws ServerFault where the function failed, also in the middle of its answer */
async function* payloadOf(response: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const { headers, payload } of frames(response)) {
    if (headers.get(':message-type') === 'exception' || headers.get(':message-type') === 'error') {
      const type = headers.get(':exception-type') ?? headers.get(':error-code') ?? '';
      throw faultOf(invokeError(500, type), `${type}: ${payload.toString('utf8', 0, 2000)}`);
    }
    if (headers.get(':event-type') === 'PayloadChunk') {
      yield payload;
    } else if (headers.get(':event-type') === 'InvokeComplete') {
      const { ErrorCode, ErrorDetails = '' } = JSON.parse(payload.toString()) as { readonly ErrorCode?: string; readonly ErrorDetails?: string };
      if (ErrorCode) {
        const error = functionError(ErrorDetails);
        throw faultOf({ ...error, code: error.code ?? ErrorCode }, ErrorDetails.slice(0, 2000));
      }
      return;
    }
  }
  throw new ServerFault('function_error', 'the answer of the function broke off');
}

function faultOf({ failure, code }: LambdaError, detail: string): ServerFault {
  return new ServerFault(failure, code === undefined ? detail : `${code}: ${detail}`, REMEDIES[failure] ?? 'see the log of the function');
}

/** `node:https` is loaded for the first request: no other server needs it. */
async function sent({ endpoint, method, path, headers, body }: HttpExchange, signal: AbortSignal): Promise<IncomingMessage> {
  const { request, globalAgent } = endpoint.protocol === 'https:' ? process.getBuiltinModule('node:https') : process.getBuiltinModule('node:http');
  return new Promise((resolve, reject) => {
    request(new URL(path, endpoint), { method, headers: { ...headers }, agent: globalAgent, signal }, resolve)
      .on('error', (error) => reject(new ServerFault('unreachable', error.message)))
      .end(body);
  });
}

async function beginningOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) {
    text += String(chunk);
  }
  return text.slice(0, 2000);
}
