import { ERROR_CODES, type RpcError } from './json-rpc';
import type { Caller } from '../../../src/contract/authorizer/caller';
import type { RawJson } from '../../../src/contract/mcp/catalogue';

/** What a method says: a result, complete but for its place in a response, or an error. */
export type Outcome =
  | { readonly result: RawJson; readonly toolError?: boolean }
  | { readonly error: RpcError; readonly badRequest?: boolean };

export function invalidParams(message: string, data?: unknown): Outcome {
  return { error: { code: ERROR_CODES.invalidParams, message, data } };
}

/**
 * What a caller is told that lacks scopes; undefined where it lacks none. Clients of 2026-07-28 meet the authorizer's challenge before they
 * meet this; earlier ones send no headers by which it could know.
 *
 * @param caller with every scope that its token contains
 */
export function insufficientScope(required: readonly string[] | undefined, { scopes }: Caller): Outcome | undefined {
  const missing = required?.filter((scope) => !scopes.includes(scope)) ?? [];
  if (missing.length === 0) {
    return undefined;
  }
  const scope = missing.join(' ');
  return { error: { code: ERROR_CODES.insufficientScope, message: `Insufficient scope: ${scope} needed`, data: { error: 'insufficient_scope', scope } } };
}

/** The headers say something else than the body. 2026-07-28 demands status 400 for it, wherever it is found. */
export function headerMismatch(message: string): Outcome {
  return { error: { code: ERROR_CODES.headerMismatch, message: `Header mismatch: ${message}` }, badRequest: true };
}
