/** The requested scopes that exist and that the client may have: all of them where none is requested. Empty: nothing remains. */
export function narrowedScopes(requested: string | undefined, known: readonly string[], clientScope: string | undefined): readonly string[] {
  const allowed = clientScope === undefined ? known : known.filter((scope) => clientScope.split(' ').includes(scope));
  return requested === undefined || requested === '' ? allowed : allowed.filter((scope) => requested.split(' ').includes(scope));
}
