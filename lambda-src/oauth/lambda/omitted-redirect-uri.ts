/** A URI that no client can have registered. */
export const OMITTED_REDIRECT_URI = 'omitted:';

/**
 * Supports a redemption without redirect URI (OAuth 2.1), although the library requires one: PKCE already binds the code to the client
 * that started the flow. The placeholder is replaced with the code's redirect URI once the code is found.
 */
export function withRedirectUri(body: string): string {
  const form = new URLSearchParams(body);
  if (form.get('grant_type') !== 'authorization_code' || form.has('redirect_uri')) {
    return body;
  }
  form.set('redirect_uri', OMITTED_REDIRECT_URI);
  return form.toString();
}
