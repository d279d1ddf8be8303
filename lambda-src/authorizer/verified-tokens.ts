import { type AccessToken, accessToken, type Expectations, isExpired } from './access-token';
import type { PublishedKeys } from './published-keys';
import { Refusal } from './refusal';
import { claimsOf, isSignedWith, type SignedToken, signedToken } from './signed-token';
import type { TokenVerifier } from './token-verifier';
import { BoundedMap } from '../platform/bounded-map';

const REMEMBERED = 1000;

/** Reads the data that will be needed for a token that is not verified yet, so that a cold start waits for the registry once. */
export type ReadAhead = (token: AccessToken, now: number) => Promise<void>;

/** Verifies a token's signature once, and what may change since then (its expiry, its key) each time. */
export class VerifiedTokens implements TokenVerifier {
  private readonly tokens = new BoundedMap<AccessToken>(REMEMBERED);

  constructor(private readonly keys: PublishedKeys, private readonly expectations: Expectations, private readonly readAhead: ReadAhead) {}

  /** @throws Refusal */
  async verify(token: string, now: number): Promise<AccessToken> {
    const known = this.tokens.get(token);
    if (known !== undefined) {
      if (isExpired(known.expiresAt, now)) {
        this.tokens.delete(token);
        throw new Refusal('token_expired');
      }
      await Promise.all([this.keys.key(known.keyId, now), this.keys.areStale(now) ? this.readAhead(known, now) : undefined]);
      return known;
    }
    const presented = signedToken(token);
    const [key] = await Promise.all([
      this.keys.key(presented.keyId, now),
      this.keys.areStale(now) ? this.readAheadFor(presented, now) : undefined,
    ]);
    if (!isSignedWith(presented, key)) {
      throw new Refusal('signature_invalid');
    }
    const verified = accessToken(claimsOf(presented), presented.keyId, this.expectations, now);
    this.tokens.set(token, verified);
    return verified;
  }

  private async readAheadFor(presented: SignedToken, now: number): Promise<void> {
    let claimed: AccessToken;
    try {
      claimed = accessToken(claimsOf(presented), presented.keyId, this.expectations, now);
    } catch {
      // It will be refused.
      return;
    }
    await this.readAhead(claimed, now);
  }
}
