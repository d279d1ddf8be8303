/** Why a caller is refused. For the log and the metrics; the caller does not learn the reason. */
export const TOKEN_REFUSALS = [
  'token_missing', 'authorization_repeated', 'not_a_bearer_token', 'token_too_long', 'token_malformed', 'algorithm_refused', 'type_refused', 'key_unknown',
  'key_retired', 'signature_invalid', 'issuer_mismatch', 'audience_mismatch', 'token_expired', 'token_not_yet_valid', 'claim_missing', 'confirmation_unknown',
  'proof_missing', 'proof_invalid', 'proof_replayed', 'client_gone', 'grant_revoked', 'token_revoked',
] as const;

export type TokenRefusal = typeof TOKEN_REFUSALS[number];

/** Why somebody is kept out whose token is good, or could not be judged. */
export type AccessRefusal = TokenRefusal | 'insufficient_scope' | 'undecided';

export const ACCESS_REFUSALS: readonly AccessRefusal[] = [...TOKEN_REFUSALS, 'insufficient_scope', 'undecided'];
