import { isAllowedRedirect } from './redirect-host';
import { redirectTarget } from './redirect-target';
import type { OAuthConfiguration } from '../../../src/contract/oauth/configuration';
import { redirectUriProblem } from '../../../src/contract/urls/redirect-uri';

/** What of a client decides where a browser may be sent for it. */
export interface RedirectingClient {
  readonly clientId: string;
  /** Whether its metadata come from the document that its id is the URL of. */
  readonly isDocument: boolean;
  /** Whether it registered with the initial access token. */
  readonly isOperators: boolean;
}

type Rules = Pick<OAuthConfiguration, 'clients' | 'clientIdMetadataDocuments' | 'registration'>;

/**
 * Whether a redirect URI of a client's is good today: the rules may have changed since it registered. What the administrator declares is
 * exempt from the list of hosts.
 */
export function mayRedirect(clientId: string, uri: string, { clients, registration: { redirectHosts } }: Rules): boolean {
  if (clients.some((declared) => declared.clientId === clientId)) {
    return true;
  }
  return redirectUriProblem(uri, redirectHosts) === undefined && isAllowedRedirect(uri, redirectHosts);
}

/**
 * Whether a browser may be sent on with an error at once. Else anybody could have this server send people anywhere: a client is registered
 * in a moment, and a faulty request, or a silent one, is answered before a person has seen a page (RFC 9700, section 4.11.2). Somebody
 * vouches for declared clients, for those of the operator's token, for documents of listed hosts, and for all that a list of redirect hosts
 * lets in; what leads to the person's own computer leads nobody astray.
 */
export function mayRedirectErrors({ clientId, isDocument, isOperators }: RedirectingClient, uri: string, rules: Rules): boolean {
  return redirectTarget(uri).kind === 'loopback'
    || isOperators
    || rules.registration.redirectHosts !== undefined
    || rules.clients.some((declared) => declared.clientId === clientId)
    || (isDocument && rules.clientIdMetadataDocuments.mode === 'allowlist');
}
