/** Why a caller is refused. For the log; the caller does not learn the reason. */
export type RefusalReason =
  | 'token_missing'
  | 'authorization_repeated'
  | 'not_a_bearer_token'
  | 'token_too_long'
  | 'token_malformed'
  | 'algorithm_refused'
  | 'type_refused'
  | 'key_unknown'
  | 'key_retired'
  | 'signature_invalid'
  | 'issuer_mismatch'
  | 'audience_mismatch'
  | 'token_expired'
  | 'token_not_yet_valid'
  | 'claim_missing'
  | 'confirmation_unknown'
  | 'proof_missing'
  | 'proof_invalid'
  | 'proof_replayed'
  | 'client_gone'
  | 'grant_revoked'
  | 'token_revoked';

export class Refusal extends Error {
  constructor(readonly reason: RefusalReason) {
    super(reason);
    this.name = 'Refusal';
  }
}
