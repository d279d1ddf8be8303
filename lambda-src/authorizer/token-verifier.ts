import type { AccessToken } from './access-token';

/** Verifies a token by itself: signature, issuer, audience, times. */
export interface TokenVerifier {
  /** @throws Refusal if the token is invalid, and any other error if that cannot be determined */
  verify(token: string, now: number): Promise<AccessToken>;
}
