import type { AuthorizedRequest } from './request';
import type { RequestLimitsReference } from '../../../src/contract/mcp/request-limits';
import { awsEnvironment, prepareRequests } from '../../platform/aws/aws-request';
import { type Asked, type Limits, RequestLimits, type TooMany } from '../../platform/limits/request-limits';
import { log } from '../../platform/log';
import { ERROR_CODES } from '../protocol/error-codes';
import { errorResponse, type RpcError } from '../protocol/json-rpc';
import type { Message, RpcRequest } from '../protocol/message';

/** What can be answered. */
export interface Ending {
  end(statusCode: number, body: string, headers: { readonly [name: string]: string }): void;
}

/**
 * Refuses a request for its number, with the header that says when to come again.
 *
 * @returns undefined where the message is to be answered
 */
export type Throttle = (
  message: Message, request: Pick<AuthorizedRequest, 'caller' | 'requestId' | 'receivedAt'>, reply: Ending,
) => Promise<{ readonly error: RpcError } | undefined>;

/** With its connection opened and its key derived: the first request would wait for both. */
export function openThrottle(reference: RequestLimitsReference, env: { readonly [name: string]: string | undefined }): Throttle {
  const aws = awsEnvironment(env);
  prepareRequests(aws, 'dynamodb');
  return throttleBy(new RequestLimits(reference, aws, log));
}

/** Limits what is answered: notifications and answers of the client are not. */
export function throttleBy(limits: Limits): Throttle {
  return async (message, { caller, requestId, receivedAt }, reply) => {
    const asked = askedIn(message);
    const refusal = asked.requests === 0 ? undefined : await limits.admit(caller, asked, receivedAt, requestId);
    if (refusal === undefined) {
      return undefined;
    }
    const error = errorOf(refusal);
    reply.end(429, errorResponse(message.kind === 'request' ? message.id : null, error), { 'Retry-After': String(refusal.retryAfterSeconds) });
    return { error };
  };
}

function askedIn(message: Message): Asked {
  const requests = (message.kind === 'batch' ? message.messages : [message]).filter(({ kind }) => kind === 'request') as readonly RpcRequest[];
  const called = requests.flatMap(({ method, params: { name } }) => (method === 'tools/call' && typeof name === 'string' ? [name] : []));
  return { requests: requests.length, tools: called };
}

function errorOf({ party, tool, retryAfterSeconds }: TooMany): RpcError {
  const seconds = `${retryAfterSeconds} second${retryAfterSeconds === 1 ? '' : 's'}`;
  return {
    code: ERROR_CODES.tooManyRequests,
    message: `${tool === undefined ? `Too many requests${party === 'client' ? ' of this client' : ''}` : `Too many calls of ${tool}`}: try again in ${seconds}`,
    data: { retryAfterSeconds, ...tool !== undefined && { tool } },
  };
}
