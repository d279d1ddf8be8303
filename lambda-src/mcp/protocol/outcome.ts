import { ERROR_CODES } from './error-codes';
import type { RpcError } from './json-rpc';
import type { RawJson } from '../../../src/contract/mcp/catalogue';

/** The outcome of a method: a result, complete except for its envelope, or an error. */
export type Outcome =
  /** `failure` says why a tool gave no answer of its own. */
  | { readonly result: RawJson; readonly toolError?: boolean; readonly failure?: string; readonly headers?: undefined }
  /** `statusCode` since 2026-07-28, if the error's code does not imply it. */
  | { readonly error: RpcError; readonly statusCode?: 400 | 403 | 406 | 429 | 503; readonly headers?: { readonly [name: string]: string } };

export function invalidParams(message: string, data?: unknown): Outcome {
  return { error: { code: ERROR_CODES.invalidParams, message, data } };
}

/** The headers do not match the body. 2026-07-28 requires status 400 for it, wherever it is detected. */
export function headerMismatch(message: string): Outcome {
  return { error: { code: ERROR_CODES.headerMismatch, message: `Header mismatch: ${message}` }, statusCode: 400 };
}

/** The only detail of an internal error that a caller gets: the reference to the log. */
export function internalError(requestId: string): RpcError {
  return { code: ERROR_CODES.internalError, message: `Internal error (reference: ${requestId})` };
}
