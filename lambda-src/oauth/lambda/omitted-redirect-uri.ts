/** No URI that a client could have registered. */
export const OMITTED_REDIRECT_URI = 'omitted:';

/**
 * A redemption without redirect URI, as OAuth 2.1 has it, where the library insists on one: the proof key says already who began the
 * flow. The name for none is replaced by the code's own redirect URI as soon as the code is found.
 */
export function withRedirectUri(body: string): string {
  const form = new URLSearchParams(body);
  if (form.get('grant_type') !== 'authorization_code' || form.has('redirect_uri')) {
    return body;
  }
  form.set('redirect_uri', OMITTED_REDIRECT_URI);
  return form.toString();
}
