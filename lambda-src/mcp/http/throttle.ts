import type { AuthorizedRequest } from './request';
import type { RequestLimitsReference } from '../../../src/contract/mcp/request-limits';
import { awsEnvironment, prepareRequests } from '../../platform/aws/aws-request';
import { type Limits, RequestLimits, type TooMany } from '../../platform/limits/request-limits';
import { log } from '../../platform/log';
import { ERROR_CODES } from '../protocol/error-codes';
import { errorResponse, type RpcError } from '../protocol/json-rpc';
import type { Message } from '../protocol/message';

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
    const requests = requestsIn(message);
    const refusal = requests === 0 ? undefined : await limits.admit(caller, requests, receivedAt, requestId);
    if (refusal === undefined) {
      return undefined;
    }
    const error = errorOf(refusal);
    reply.end(429, errorResponse(message.kind === 'request' ? message.id : null, error), { 'Retry-After': String(refusal.retryAfterSeconds) });
    return { error };
  };
}

function requestsIn(message: Message): number {
  return message.kind === 'batch' ? message.messages.filter(({ kind }) => kind === 'request').length : Number(message.kind === 'request');
}

function errorOf({ party, retryAfterSeconds }: TooMany): RpcError {
  const seconds = `${retryAfterSeconds} second${retryAfterSeconds === 1 ? '' : 's'}`;
  return {
    code: ERROR_CODES.tooManyRequests,
    message: `Too many requests${party === 'client' ? ' of this client' : ''}: try again in ${seconds}`,
    data: { retryAfterSeconds },
  };
}
