import { CLOCK_SKEW_SECONDS } from '../../../src/contract/limits';

/** @see https://datatracker.ietf.org/doc/draft-ietf-oauth-identity-assertion-authz-grant/ */
export const IDENTITY_ASSERTION_TYPE = 'oauth-id-jag+jwt';

/** Longer than any identity provider needs between issuing an assertion and its use. */
const MAX_LIFETIME_SECONDS = 3600;
const ID_MAX_LENGTH = 256;

/** Claims that restrict the use of an assertion in ways that this server cannot enforce. */
const UNKNOWN_RESTRICTIONS = ['authorization_details', 'cnf'];

export interface IdentityAssertion {
  readonly iss: string;
  readonly sub: string;
  readonly jti: string;
  readonly exp: number;
  readonly scope?: string;
  readonly [name: string]: unknown;
}

/** The values that an assertion must be issued for. */
export interface AssertionContext {
  readonly issuer: string;
  readonly clientId: string;
  /** Epoch seconds. */
  readonly now: number;
  isResource(url: string): boolean;
}

/** Why an assertion with a verified signature and issuer is refused; undefined if it is valid. */
export function identityAssertionProblem(
  claims: { readonly [name: string]: unknown }, { issuer, clientId, isResource, now }: AssertionContext,
): string | undefined {
  const { sub, aud, exp, iat, jti, resource, scope, client_id: client } = claims;
  // One audience: an assertion that another server also accepts could be replayed there.
  if (!(aud === issuer || (Array.isArray(aud) && aud.length === 1 && aud[0] === issuer))) {
    return 'audience';
  }
  if (client !== clientId) {
    return 'client';
  }
  if (!isText(sub)) {
    return 'subject';
  }
  if (typeof exp !== 'number' || typeof iat !== 'number') {
    return 'times';
  }
  if (iat > now + CLOCK_SKEW_SECONDS || exp > iat + MAX_LIFETIME_SECONDS) {
    return 'lifetime';
  }
  if (!isText(jti) || jti.length > ID_MAX_LENGTH) {
    return 'id';
  }
  if (resource !== undefined && ![resource].flat().some((each) => typeof each === 'string' && isResource(each))) {
    return 'resource';
  }
  if (scope !== undefined && typeof scope !== 'string') {
    return 'scope';
  }
  return UNKNOWN_RESTRICTIONS.find((name) => claims[name] !== undefined);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
