import { ERROR_CODES } from './error-codes';
import type { RpcError } from './json-rpc';
import type { RawJson } from '../../../src/contract/mcp/catalogue';

/** What a method says: a result, complete but for its place in a response, or an error. */
export type Outcome =
  | { readonly result: RawJson; readonly toolError?: boolean }
  /** `statusCode` since 2026-07-28, where the error's code does not say it. */
  | { readonly error: RpcError; readonly statusCode?: 400 | 403 };

export function invalidParams(message: string, data?: unknown): Outcome {
  return { error: { code: ERROR_CODES.invalidParams, message, data } };
}

/** The headers say something else than the body. 2026-07-28 demands status 400 for it, wherever it is found. */
export function headerMismatch(message: string): Outcome {
  return { error: { code: ERROR_CODES.headerMismatch, message: `Header mismatch: ${message}` }, statusCode: 400 };
}

/** All that a caller is told of a mistake of ours: where in the log to look. */
export function internalError(requestId: string): RpcError {
  return { code: ERROR_CODES.internalError, message: `Internal error (reference: ${requestId})` };
}
