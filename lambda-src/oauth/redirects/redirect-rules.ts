import { isAllowedRedirect } from './redirect-host';
import { redirectTarget } from './redirect-target';
import type { OAuthConfiguration } from '../../../src/contract/oauth/configuration';
import { redirectUriProblem } from '../../../src/contract/urls/redirect-uri';

/** The client properties that decide where a browser may be redirected. */
export interface RedirectingClient {
  readonly clientId: string;
  /** Whether its metadata comes from the document at the URL that is its id. */
  readonly isDocument: boolean;
  /** Whether it registered with the initial access token. */
  readonly isOperators: boolean;
}

type Rules = Pick<OAuthConfiguration, 'clients' | 'clientIdMetadataDocuments' | 'registration'>;

/**
 * Whether a client's redirect URI is currently allowed: the rules may have changed since it registered. Clients that the administrator declares
 * are exempt from the list of hosts.
 */
export function mayRedirect(clientId: string, uri: string, { clients, registration: { redirectHosts } }: Rules): boolean {
  if (clients.some((declared) => declared.clientId === clientId)) {
    return true;
  }
  return redirectUriProblem(uri, redirectHosts) === undefined && isAllowedRedirect(uri, redirectHosts);
}

/**
 * Whether a browser may be redirected with an error immediately. Otherwise this server would be an open redirector: anyone can register a
 * client, and an invalid or silent request is answered before the user sees a page (RFC 9700, section 4.11.2). Trusted are declared
 * clients, clients of the operator's token, documents of listed hosts, and every redirect URI that a list of redirect hosts
 * allows; a loopback address is harmless.
 */
export function mayRedirectErrors({ clientId, isDocument, isOperators }: RedirectingClient, uri: string, rules: Rules): boolean {
  return redirectTarget(uri).kind === 'loopback'
    || isOperators
    || rules.registration.redirectHosts !== undefined
    || rules.clients.some((declared) => declared.clientId === clientId)
    || (isDocument && rules.clientIdMetadataDocuments.mode === 'allowlist');
}
