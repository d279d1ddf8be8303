import { type AccessToken, accessToken, type Expectations, isExpired, keyIdOf, verifiedClaims } from './access-token';
import { BoundedMap } from './bounded-map';
import type { PublishedKeys } from './published-keys';
import { Refusal } from './refusal';

const REMEMBERED = 1000;

/** Verifies a token's signature once, and what may change since then (its expiry, its key) each time. */
export class VerifiedTokens {
  private readonly tokens = new BoundedMap<AccessToken>(REMEMBERED);

  constructor(private readonly keys: PublishedKeys, private readonly expectations: Expectations) {}

  /** @throws Refusal */
  async verify(token: string, now: number): Promise<AccessToken> {
    const known = this.tokens.get(token);
    if (known !== undefined) {
      if (isExpired(known.expiresAt, now)) {
        this.tokens.delete(token);
        throw new Refusal('token_expired');
      }
      await this.keys.key(known.keyId, now);
      return known;
    }
    const keyId = keyIdOf(token);
    const key = await this.keys.key(keyId, now);
    const verified = accessToken(await verifiedClaims(token, key), keyId, this.expectations, now);
    this.tokens.set(token, verified);
    return verified;
  }
}
