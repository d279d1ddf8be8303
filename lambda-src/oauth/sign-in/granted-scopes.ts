import type { OAuthConfiguration } from '../../../src/contract/oauth/configuration';
import { expandScopes } from '../../../src/contract/scopes';

/**
 * The scopes that a user can grant of those consented to: all if groups do not matter, otherwise those of their groups.
 *
 * @param groups undefined if unknown, which grants nothing
 */
export function grantedScopes(
  consented: readonly string[], groups: readonly string[] | undefined, { groupScopes, scopes }: Pick<OAuthConfiguration, 'groupScopes' | 'scopes'>,
): readonly string[] {
  if (groupScopes === undefined) {
    return consented;
  }
  const allowed = expandScopes((groups ?? []).flatMap((group) => (Object.hasOwn(groupScopes, group) ? groupScopes[group] : [])), scopes);
  return consented.filter((scope) => allowed.includes(scope));
}
