import type { AccessToken } from './access-token';

/** Who knows whether a token is good in itself: signature, issuer, audience, times. */
export interface TokenVerifier {
  /** @throws Refusal where the token is bad, and any other error where that could not be found out */
  verify(token: string, now: number): Promise<AccessToken>;
}
