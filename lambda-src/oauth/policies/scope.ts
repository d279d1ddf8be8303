import { OFFLINE_ACCESS_SCOPE } from '../../../src/contract/scopes';

/** Some clients ask every server for these, whatever it offers. What a server has not declared itself of them, counts as not asked for. */
const OPENID_SCOPES = ['openid', 'profile', 'email', 'address', 'phone', OFFLINE_ACCESS_SCOPE];

/**
 * The requested scopes that exist and that the client may have. Empty: nothing remains.
 *
 * @param initial what a client gets that asks for nothing, as far as it may have it; else, and where that is nothing, all that it may have
 */
export function narrowedScopes(
  requested: string | undefined, known: readonly string[], clientScope: string | undefined, initial?: readonly string[],
): readonly string[] {
  const allowed = clientScope === undefined ? known : known.filter((scope) => clientScope.split(' ').includes(scope));
  const asked = (requested ?? '').split(' ').filter((scope) => scope !== '' && (known.includes(scope) || !OPENID_SCOPES.includes(scope)));
  if (asked.length > 0) return allowed.filter((scope) => asked.includes(scope));
  const usual = allowed.filter((scope) => initial?.includes(scope));
  return usual.length > 0 ? usual : allowed;
}
