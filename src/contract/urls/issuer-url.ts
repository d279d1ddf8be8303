import { httpsUrlProblem } from './url-text';

/**
 * Why a text is no issuer; undefined where it is one.
 *
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#IssuerDiscovery
 * @see https://www.rfc-editor.org/rfc/rfc8414#section-2
 */
export function issuerUrlProblem(text: string): string | undefined {
  return httpsUrlProblem(text)
    ?? (text.includes('?') ? 'must not contain a query' : undefined)
    ?? (/\/\.well-known\/(?:openid-configuration|oauth-authorization-server)\b/.test(text) ? 'must not be the URL of its metadata document' : undefined);
}
