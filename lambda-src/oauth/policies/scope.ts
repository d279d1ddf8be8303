import { expandScopes, OFFLINE_ACCESS_SCOPE, type ScopeDefinition } from '../../../src/contract/scopes';

/** Some clients ask every server for these, whatever it offers. What a server has not declared itself of them, counts as not asked for. */
const OPENID_SCOPES = ['openid', 'profile', 'email', 'address', 'phone', OFFLINE_ACCESS_SCOPE];

export interface NarrowedScopes {
  /** Empty: nothing remains. */
  readonly granted: readonly string[];
  /** Asked for by name, declared here, and not for this client. */
  readonly denied: readonly string[];
}

/**
 * The requested scopes that exist and that the client may have: what its own scopes contain counts as its own.
 *
 * @param initial what a client gets that asks for nothing, as far as it may have it; else, and where that is nothing, all that it may have
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

/** What somebody means who asks for this. */
export function withoutOpenIdScopes(requested: string, definitions: readonly ScopeDefinition[]): readonly string[] {
  return requested.split(' ').filter((scope) => scope !== '' && (!OPENID_SCOPES.includes(scope) || definitions.some(({ name }) => name === scope)));
}
