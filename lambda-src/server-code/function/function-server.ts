import { proxyEvent } from './proxy-event';
import { proxyReply } from './proxy-reply';
import { LAMBDA_PAYLOAD_MAX_BYTES } from '../../../src/contract/limits';
import { awsEnvironment } from '../../platform/aws/aws-request';
import type { LambdaError } from '../../platform/aws/function-errors';
import { FunctionFault, invokeStreamed } from '../../platform/aws/invoke-streamed';
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
 */
export function functionServer({ functionArn, env }: FunctionServerOptions): OwnServer {
  const aws = awsEnvironment({ ...env, AWS_REGION: functionArn.split(':')[3] || env.AWS_REGION });
  return async (request) => {
    const event = JSON.stringify(proxyEvent(request));
    if (Buffer.byteLength(event) > LAMBDA_PAYLOAD_MAX_BYTES) {
      throw new ServerFault('request_too_large', `the event has ${Buffer.byteLength(event)} bytes`);
    }
    return proxyReply(payloadOf(invokeStreamed(aws, functionArn, event, request.remainingMillis, request.signal, true)));
  };
}

/** @throws ServerFault where the function failed, also in the middle of its answer */
async function* payloadOf(pieces: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* pieces;
  } catch (error) {
    throw error instanceof FunctionFault ? faultOf(error) : error;
  }
}

function faultOf({ failure, code, detail }: FunctionFault): ServerFault {
  // The function may be fine.
  const remedy = failure === 'unreachable' && code === undefined ? undefined : REMEDIES[failure] ?? 'see the log of the function';
  return new ServerFault(failure, code === undefined ? detail : `${code}: ${detail}`, remedy);
}
