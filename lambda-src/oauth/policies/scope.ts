import { expandScopes, OFFLINE_ACCESS_SCOPE, type ScopeDefinition } from '../../../src/contract/scopes';

/** Some clients request these scopes from every server. Those that the server does not declare are ignored. */
const OPENID_SCOPES = ['openid', 'profile', 'email', 'address', 'phone', OFFLINE_ACCESS_SCOPE];

export interface NarrowedScopes {
  /** Empty if no scope remains. */
  readonly granted: readonly string[];
  /** Requested by name and declared, but not allowed for this client. */
  readonly denied: readonly string[];
}

/**
 * The requested scopes that exist and that the client may have, including scopes that its own scopes contain.
 *
 * @param initial the scopes of a client that requests none, limited to what it may have; if undefined or empty, all that it may have
 */
export function narrowedScopes(
  requested: string | undefined, definitions: readonly ScopeDefinition[], clientScope: string | undefined, initial?: readonly string[],
): NarrowedScopes {
  const known = definitions.map(({ name }) => name);
  const own = clientScope?.split(' ');
  const contained = own && expandScopes(own, definitions);
  const asked = withoutOpenIdScopes(requested ?? '', definitions);
  if (asked.length > 0) {
    const [granted, denied] = [true, false].map((may) => known.filter((scope) => asked.includes(scope) && (contained?.includes(scope) ?? true) === may));
    return { granted, denied };
  }
  const allowed = own === undefined ? known : known.filter((scope) => own.includes(scope));
  const usual = allowed.filter((scope) => initial?.includes(scope));
  return { granted: usual.length > 0 ? usual : allowed, denied: [] };
}

/** The effective meaning of a scope request. */
export function withoutOpenIdScopes(requested: string, definitions: readonly ScopeDefinition[]): readonly string[] {
  return requested.split(' ').filter((scope) => scope !== '' && (!OPENID_SCOPES.includes(scope) || definitions.some(({ name }) => name === scope)));
}
