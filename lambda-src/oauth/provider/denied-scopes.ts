import type Provider from 'oidc-provider';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { DENIED_SCOPE_PARAMETER, notedDenied } from '../policies/authorization-request';

type Grant = InstanceType<Provider['Grant']>;

/** Notes what the request in hand has asked for and its client may not have. A pushed request is narrowed twice. */
export function noteDenied({ oidc }: KoaContextWithOIDC, denied: readonly string[]): void {
  const all = [...new Set([...notedDenied(oidc.params), ...denied])];
  if (all.length > 0) {
    oidc.params![DENIED_SCOPE_PARAMETER] = all.join(' ');
  }
}

/** What the token that is being issued was asked for in vain: by the grant, or, of those that have none, by the request. */
export function deniedScopes({ oidc }: KoaContextWithOIDC): readonly string[] {
  const { Grant: grant } = oidc.entities;
  return grant === undefined ? notedDenied(oidc.params) : rejected(grant);
}

/**
 * What the grant holds for rejected, once more is known of its person: what it is rejected for good, and what they have consented to and may
 * not give now. Who has come into a group is not kept from its scopes any more.
 */
export function rejectedNow(grant: Grant, consented: readonly string[], granted: readonly string[]): readonly string[] {
  return [...new Set([...rejected(grant), ...consented])].filter((scope) => !granted.includes(scope));
}

function rejected({ rejected: { resources = {} } = {} }: Grant): readonly string[] {
  return [...new Set(Object.values(resources).flatMap((scope) => scope.split(' ')).filter(Boolean))];
}
