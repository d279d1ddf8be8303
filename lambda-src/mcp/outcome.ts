import type { RawJson } from '../../src/contract/catalogue';
import { ERROR_CODES, type RpcError } from './protocol/json-rpc';

/** What a method says: a result, complete but for its place in a response, or an error. */
export type Outcome =
  | { readonly result: RawJson; readonly toolError?: boolean }
  | { readonly error: RpcError; readonly badRequest?: boolean };

export function invalidParams(message: string, data?: unknown): Outcome {
  return { error: { code: ERROR_CODES.invalidParams, message, data } };
}

/** The headers say something else than the body. 2026-07-28 demands status 400 for it, wherever it is found. */
export function headerMismatch(message: string): Outcome {
  return { error: { code: ERROR_CODES.headerMismatch, message: `Header mismatch: ${message}` }, badRequest: true };
}
