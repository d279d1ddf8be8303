import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { DENIED_SCOPE_PARAMETER, notedDenied } from '../policies/authorization-request';

type Grant = InstanceType<Provider['Grant']>;

/** Records the scopes that the current request asked for and its client may not have. A pushed request is narrowed twice. */
export function noteDenied({ oidc }: KoaContextWithOIDC, denied: readonly string[]): void {
  const all = [...new Set([...notedDenied(oidc.params), ...denied])];
  if (all.length > 0) {
    oidc.params![DENIED_SCOPE_PARAMETER] = all.join(' ');
  }
}

/** The scopes that the token being issued was denied: from the grant, or from the request if there is no grant. */
export function deniedScopes({ oidc }: KoaContextWithOIDC): readonly string[] {
  const { Grant: grant } = oidc.entities;
  return grant === undefined ? notedDenied(oidc.params) : rejected(grant);
}

/**
 * The denied scopes of the grant, updated with the user's current groups: those denied permanently, and those consented to that the user
 * cannot give now. A user who joins a group gets its scopes.
 */
export function rejectedNow(grant: Grant, consented: readonly string[], granted: readonly string[]): readonly string[] {
  return [...new Set([...rejected(grant), ...consented])].filter((scope) => !granted.includes(scope));
}

function rejected({ rejected: { resources = {} } = {} }: Grant): readonly string[] {
  return [...new Set(Object.values(resources).flatMap((scope) => scope.split(' ')).filter(Boolean))];
}
