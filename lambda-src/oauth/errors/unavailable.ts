import { errors } from 'oidc-provider';

/**
 * A dependency does not respond. Clients keep their tokens and retry: with `invalid_grant` or
 * `invalid_client` they would discard valid credentials.
 */
export class Unavailable extends errors.OIDCProviderError {
  constructor(readonly what: 'signing_secret' | 'signing_key' | 'initial_access_token' | 'client_secret' | 'client_document' | 'trusted_issuer' | 'identity_provider' | 'registry', cause: unknown) {
    super(503, 'temporarily_unavailable', { cause });
    this.error_description = 'the authorization server is temporarily unavailable';
    this.error_detail = `${what}: ${cause instanceof Error ? cause.message : String(cause)}`;
    this.expose = true;
  }
}
