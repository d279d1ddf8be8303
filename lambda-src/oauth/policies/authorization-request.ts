/** Parameters that mean something only to OpenID Connect; the library refuses them in a request without the scope `openid`. */
const OPENID_PARAMETERS = ['acr_values', 'claims', 'claims_locales', 'id_token_hint', 'nonce'];

/** What `max_age` is called inside: it tells the sign-in how fresh to be, without an ID token that would say so. */
export const MAX_AGE_PARAMETER = 'sign_in_max_age';

/** What was asked for and the client may not have, while the request is under way. */
export const DENIED_SCOPE_PARAMETER = 'denied_scope';

/** How the client is to prove itself, as it was when it asked. */
export const CLIENT_AUTHENTICATION_PARAMETER = 'client_authentication';

/** What this server notes in a request's parameters; from outside, it is an unknown parameter. */
const INTERNAL_PARAMETERS = [MAX_AGE_PARAMETER, DENIED_SCOPE_PARAMETER, CLIENT_AUTHENTICATION_PARAMETER];

/**
 * An authorization request as OAuth sees it: what belongs to OpenID Connect, which this server is not, is ignored as any
 * unknown parameter is (RFC 6749, section 3.1).
 */
export function oauthRequest(query: string): string {
  const parameters = new URLSearchParams(query);
  for (const name of [...OPENID_PARAMETERS, ...INTERNAL_PARAMETERS]) {
    parameters.delete(name);
  }
  const maxAges = parameters.getAll('max_age');
  parameters.delete('max_age');
  for (const maxAge of maxAges) {
    parameters.append(MAX_AGE_PARAMETER, maxAge);
  }
  const scopes = parameters.getAll('scope');
  if (scopes.length === 1) {
    const others = scopes[0].split(' ').filter((scope) => scope !== 'openid');
    if (others.length > 0) {
      parameters.set('scope', others.join(' '));
    } else {
      parameters.delete('scope');
    }
  }
  return parameters.toString();
}

/** What a request has asked for and its client may not have. */
export function notedDenied(params: { readonly [name: string]: unknown } | undefined): readonly string[] {
  const denied = params?.[DENIED_SCOPE_PARAMETER];
  return typeof denied === 'string' ? denied.split(' ') : [];
}
