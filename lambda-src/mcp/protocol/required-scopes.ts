import { ERROR_CODES } from './error-codes';
import type { Outcome } from './outcome';
import type { Caller } from '../../../src/contract/authorizer/caller';

/** The scopes that a caller is missing for an operation. */
export interface ScopeLack {
  /** Separated by spaces, as OAuth writes them. */
  readonly scope: string;
  /** Whether all of them were requested and denied, so that requesting them again would not help. */
  readonly wasDenied: boolean;
  /** A message for the model and for users. */
  readonly message: string;
}

/** @param caller with every scope that its token contains */
export function scopeLack(required: readonly string[] | undefined, { scopes, deniedScopes = [] }: Caller): ScopeLack | undefined {
  const missing = required?.filter((scope) => !scopes.includes(scope)) ?? [];
  if (missing.length === 0) {
    return undefined;
  }
  const scope = missing.join(' ');
  const wasDenied = missing.every((name) => deniedScopes.includes(name));
  return { scope, wasDenied, message: `Insufficient scope: ${scope} needed${wasDenied ? ', and not granted when it was asked for' : ''}` };
}

/**
 * A protocol error. With 403, after which a client may request more scopes and retry; if they were already denied, with 200, because the
 * client would retry endlessly. Clients of 2026-07-28 get the authorizer's challenge first; earlier ones send no headers that would
 * tell the authorizer the operation.
 */
export function insufficientScope({ scope, wasDenied, message }: ScopeLack): Outcome {
  return {
    error: { code: ERROR_CODES.insufficientScope, message, data: { error: 'insufficient_scope', scope } },
    statusCode: wasDenied ? undefined : 403,
  };
}
