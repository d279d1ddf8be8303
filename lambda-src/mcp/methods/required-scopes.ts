import type { Caller } from '../../../src/contract/authorizer/caller';
import { ERROR_CODES } from '../protocol/error-codes';
import type { Outcome } from '../protocol/outcome';

/** The scopes that a caller lacks for something. */
export interface ScopeLack {
  /** Separated by spaces, as OAuth writes them. */
  readonly scope: string;
  /** Whether all of them were asked for in vain, so that asking again would not help. */
  readonly wasDenied: boolean;
  /** In words, for the model and for people. */
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
 * An error of the protocol. With 403, for which a client may ask for more and come back; where it has done so in vain, with 200, or it would
 * ask for ever. Clients of 2026-07-28 meet the authorizer's challenge before they meet this; earlier ones send no headers by which it could
 * know what they ask for.
 */
export function insufficientScope({ scope, wasDenied, message }: ScopeLack): Outcome {
  return {
    error: { code: ERROR_CODES.insufficientScope, message, data: { error: 'insufficient_scope', scope } },
    statusCode: wasDenied ? undefined : 403,
  };
}
