import { ERROR_CODES, errorResponse, type RequestId, resultResponse, type RpcError } from './json-rpc';
import type { Outcome } from './outcome';
import type { HttpReply } from '../../platform/http';

const JSON_HEADERS = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };

/** What answers notifications and responses. */
export const ACCEPTED: HttpReply = { statusCode: 202, headers: {}, body: '' };

export function json(statusCode: number, body: string, headers?: { readonly [name: string]: string }): HttpReply {
  return { statusCode, headers: headers ? { ...JSON_HEADERS, ...headers } : JSON_HEADERS, body };
}

export function badRequest(id: RequestId | null, error: RpcError): HttpReply {
  return json(400, errorResponse(id, error));
}

export function invalidRequest(id: RequestId | null, message: string): HttpReply {
  return badRequest(id, { code: ERROR_CODES.invalidRequest, message: `Invalid request: ${message}` });
}

/** All that a caller is told of a mistake of ours: where in the log to look. */
export function internalError(requestId: string): RpcError {
  return { code: ERROR_CODES.internalError, message: `Internal error (reference: ${requestId})` };
}

export function response(id: RequestId, outcome: Outcome): string {
  return 'error' in outcome ? errorResponse(id, outcome.error) : resultResponse(id, outcome.result);
}

/** 2026-07-28 shows some errors in the status, too; before, every answered request has status 200. */
export function modernStatus(outcome: Outcome): number {
  if (!('error' in outcome)) {
    return 200;
  }
  switch (outcome.error.code) {
    case ERROR_CODES.methodNotFound: return 404;
    case ERROR_CODES.internalError: return 500;
    case ERROR_CODES.insufficientScope: return 403;
    default: return outcome.badRequest ? 400 : 200;
  }
}
