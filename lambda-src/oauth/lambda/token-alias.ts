/** Outside the alphabet of a JWT and of every other token that this server issues. */
const SEPARATOR = '~';
const JWT = /^[\w-]*(?:\.[\w-]*)+$/;

/**
 * Rewrites the token of a revocation or introspection request so that the library does not recognise a JWT: it refuses
 * JWTs because it does not store them. `aliasedToken` reverses this.
 */
export function withTokenAlias(body: string): string {
  const form = new URLSearchParams(body);
  // A repeated token parameter stays repeated, and is refused.
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

/** @returns undefined if the value is not an alias */
export function aliasedToken(alias: string): string | undefined {
  const token = alias.replaceAll(SEPARATOR, '.');
  return alias.includes(SEPARATOR) && JWT.test(token) ? token : undefined;
}
