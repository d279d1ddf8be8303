/** Parameters that mean something only to OpenID Connect; the library refuses them in a request without the scope `openid`. */
const OPENID_PARAMETERS = ['acr_values', 'claims', 'claims_locales', 'id_token_hint', 'max_age', 'nonce'];

/**
 * An authorization request as OAuth sees it: what belongs to OpenID Connect, which this server is not, is ignored as any
 * unknown parameter is (RFC 6749, section 3.1).
 */
export function oauthRequest(query: string): string {
  const parameters = new URLSearchParams(query);
  for (const name of OPENID_PARAMETERS) parameters.delete(name);
  const scopes = parameters.getAll('scope');
  if (scopes.length === 1) {
    const others = scopes[0].split(' ').filter((scope) => scope !== 'openid');
    // Alone, it is a request for something that can't be had, not one for the default.
    if (others.length > 0) parameters.set('scope', others.join(' '));
  }
  return parameters.toString();
}
