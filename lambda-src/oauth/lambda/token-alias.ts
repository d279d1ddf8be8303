/** Outside the alphabet of a JWT, and of what else could be a token of ours. */
const SEPARATOR = '~';
const JWT = /^[\w-]*(?:\.[\w-]*)+$/;

/**
 * A revocation or introspection request whose token, a signed one, goes by a name in which the library sees no JWT: it refuses
 * those, because it does not store them. `aliasedToken` undoes it.
 */
export function withTokenAlias(body: string): string {
  const form = new URLSearchParams(body);
  // Twice a token stays twice a token, and is refused for it.
  const tokens = form.getAll('token');
  if (!tokens.some((token) => JWT.test(token))) {
    return body;
  }
  form.delete('token');
  for (const token of tokens) {
    form.append('token', JWT.test(token) ? token.replaceAll('.', SEPARATOR) : token);
  }
  return form.toString();
}

/** @returns undefined for what is no alias */
export function aliasedToken(alias: string): string | undefined {
  const token = alias.replaceAll(SEPARATOR, '.');
  return alias.includes(SEPARATOR) && JWT.test(token) ? token : undefined;
}
