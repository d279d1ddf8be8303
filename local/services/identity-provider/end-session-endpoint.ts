import type { IdTokens } from './id-token';
import { OAuthError } from './oauth-error';
import { paragraph } from './pages';
import { uniqueParameters } from './parameters';
import { pageReply, redirectReply, type Reply } from './reply';

/**
 * Signs out, and redirects to a URI that is allowed for the client of the ID token hint.
 *
 * @see https://openid.net/specs/openid-connect-rpinitiated-1_0.html
 */
export async function endSession(search: URLSearchParams, idTokens: IdTokens, clearedCookie: string): Promise<Reply> {
  const headers = { 'set-cookie': clearedCookie };
  try {
    const { post_logout_redirect_uri: uri, state, id_token_hint: hint } = uniqueParameters(search);
    if (uri === undefined) {
      return pageReply('Signed out', paragraph('You can close this page.'), 200, headers);
    }
    if (!/^https?:$/.test(URL.parse(uri)?.protocol ?? '')) {
      throw new OAuthError('invalid_request', 'post_logout_redirect_uri must be an http or https URL');
    }
    if (hint === undefined || !await idTokens.isOurs(hint)) {
      throw new OAuthError('invalid_request', 'post_logout_redirect_uri needs an id_token_hint');
    }
    return redirectReply(uri, { state }, headers);
  } catch (error) {
    if (!(error instanceof OAuthError)) {
      throw error;
    }
    return pageReply('Signed out', paragraph(error.description), 400, headers);
  }
}
