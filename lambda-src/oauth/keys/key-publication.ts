import type { TokenKey } from './token-key';
import { CLOCK_SKEW_SECONDS } from '../../../src/contract/limits';
import type { PublishedKey, VerificationKey } from '../../../src/contract/registry';

/** How long other instances may still sign with what they read before a rotation. */
const ROTATION_LAG_SECONDS = 900;
/** Extra lifetime beyond a token's: it saves a write at every cold start. */
const HORIZON_SECONDS = 24 * 3600;
const RENEWAL_SECONDS = HORIZON_SECONDS / 2;

/**
 * What the published keys are to be, given what they are: keys that sign or will sign are published well beyond the life of
 * any token signed until the next look; keys that are no longer in use stay for the life of the last token they may have
 * signed. Undefined where nothing needs to change.
 *
 * @param removed ids of keys that are published no more, whoever knows them
 */
export function publication(
  published: readonly PublishedKey[], keys: readonly Pick<TokenKey, 'use' | 'jwk'>[], tokenLifetime: number, now: number, removed: readonly string[] = [],
): readonly PublishedKey[] | undefined {
  const active = keys.filter(({ use, jwk }) => use !== 'verifies' && !removed.includes(jwk.kid)).map(({ jwk }) => jwk);
  const renewed = active.map((key) => renewal(published.find(({ kid }) => kid === key.kid), key, tokenLifetime, now));
  const lastUse = now + tokenLifetime + ROTATION_LAG_SECONDS + CLOCK_SKEW_SECONDS;
  const retired = published
    .filter(({ kid, notAfter }) => notAfter > now && !removed.includes(kid) && !active.some((key) => key.kid === kid))
    .map((key) => ({ ...key, notAfter: Math.min(key.notAfter, lastUse) }));
  const wanted = [...renewed, ...retired];
  return sameKeys(wanted, published) ? undefined : wanted;
}

function renewal(published: PublishedKey | undefined, { kid, kty, crv, x, y, alg, use }: VerificationKey, tokenLifetime: number, now: number): PublishedKey {
  const needed = now + tokenLifetime + RENEWAL_SECONDS;
  const notAfter = published !== undefined && published.notAfter >= needed ? published.notAfter : now + tokenLifetime + HORIZON_SECONDS;
  return { kid, kty, crv, x, y, alg, use, notAfter };
}

function sameKeys(left: readonly PublishedKey[], right: readonly PublishedKey[]): boolean {
  return left.length === right.length && left.every((key) => right.some(({ kid, notAfter }) => kid === key.kid && notAfter === key.notAfter));
}
