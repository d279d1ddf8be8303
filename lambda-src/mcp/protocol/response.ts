import { ERROR_CODES } from './error-codes';
import { errorResponse, type RequestId, resultResponse } from './json-rpc';
import type { Outcome } from './outcome';
import type { RawJson } from '../../../src/contract/mcp/catalogue';
import { MODERN_PROTOCOL_VERSION, type Revision } from '../../../src/contract/mcp/protocol-versions';

export function response(id: RequestId | null, outcome: Outcome): RawJson {
  return 'error' in outcome ? errorResponse(id, outcome.error) : resultResponse(id, outcome.result);
}

/** 2026-07-28 also maps some errors to status codes; before, every answered request has status 200. */
export function statusOf(outcome: Outcome, revision: Revision): number {
  if (revision !== MODERN_PROTOCOL_VERSION || !('error' in outcome)) {
    return 200;
  }
  switch (outcome.error.code) {
    case ERROR_CODES.methodNotFound: return 404;
    case ERROR_CODES.internalError: return 500;
    default: return outcome.statusCode ?? 200;
  }
}
