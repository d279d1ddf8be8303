import { CLOCK_SKEW_SECONDS } from '../../../src/contract/limits';

const MAX_LIFETIME_SECONDS = 300;

/**
 * Additional checks of a `private_key_jwt` assertion: one for several audiences could be replayed
 * at another of them, and a long-lived one for a long time.
 */
export function assertionProblem(claims: { readonly aud?: unknown; readonly exp?: unknown }, now: number): string | undefined {
  if (Array.isArray(claims.aud) && claims.aud.length !== 1) {
    return 'the client assertion must have exactly one audience';
  }
  if (typeof claims.exp !== 'number' || claims.exp > now + MAX_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS) {
    return `the client assertion must not live longer than ${MAX_LIFETIME_SECONDS} seconds`;
  }
  return undefined;
}
