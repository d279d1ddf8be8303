import type { OAuthConfiguration } from '../../../src/contract/oauth/configuration';
import { expandScopes } from '../../../src/contract/scopes';

/**
 * What a person can give of what they have consented to: all of it where groups do not matter, otherwise what their groups may have.
 *
 * @param groups undefined where they are not known: then nothing is given
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
