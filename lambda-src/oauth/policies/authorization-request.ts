/** Parameters used only by OpenID Connect; the library refuses them in a request without the scope `openid`. */
const OPENID_PARAMETERS = ['acr_values', 'claims', 'claims_locales', 'id_token_hint', 'nonce'];

/** Internal name of `max_age`: the maximum age of the sign-in, without an ID token that would report it. */
export const MAX_AGE_PARAMETER = 'sign_in_max_age';

/** The denied scopes of a pending request. */
export const DENIED_SCOPE_PARAMETER = 'denied_scope';

/** How the client must authenticate, as of the time of the request. */
export const CLIENT_AUTHENTICATION_PARAMETER = 'client_authentication';

/** Internal parameters of a request; from outside, they are unknown parameters. */
const INTERNAL_PARAMETERS = [MAX_AGE_PARAMETER, DENIED_SCOPE_PARAMETER, CLIENT_AUTHENTICATION_PARAMETER];

/**
 * An authorization request as OAuth defines it: OpenID Connect parameters are ignored like any
 * unknown parameter (RFC 6749, section 3.1), because this server is not an OpenID provider.
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

/** The scopes that were requested and that the client may not have. */
export function notedDenied(params: { readonly [name: string]: unknown } | undefined): readonly string[] {
  const denied = params?.[DENIED_SCOPE_PARAMETER];
  return typeof denied === 'string' ? denied.split(' ') : [];
}
