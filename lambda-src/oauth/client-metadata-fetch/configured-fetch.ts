import { isAllowedHost } from './allowed-hosts';
import type { ClientMetadataFetchOptions, FetchHook } from './client-metadata-fetch';
import { declaredKeyUris, type OAuthConfiguration } from '../../../src/contract/oauth/configuration';

/** The fetch for a deployment: documents and their keys from the hosts that may publish some, and the keys of pre-registered clients and trusted issuers. */
export function configuredFetch(configuration: OAuthConfiguration, { fetchDocument, clock, log }: Omit<ClientMetadataFetchOptions, 'allowedHosts'>): FetchHook {
  const { mode, hosts = [] } = configuration.clientIdMetadataDocuments;
  const keyHosts = declaredKeyUris(configuration).map((uri) => new URL(uri).hostname);
  const allowedHosts = mode === 'open' ? 'any' : [...mode === 'allowlist' ? hosts : [], ...keyHosts];
  let hook: Promise<FetchHook> | undefined;
  return async (url, options) => {
    hook ??= import('./client-metadata-fetch').then(({ createClientMetadataFetch }) => (
      createClientMetadataFetch({ allowedHosts, redirectHosts: configuration.registration.redirectHosts, fetchDocument, clock, log })
    ));
    return (await hook)(url, options);
  };
}

/**
 * Whether a document may be fetched: the host of a pre-registered client's keys publishes no clients.
 *
 * The library warns unless Node.js has loaded its own fetch by then. It loads it by mentioning `Response`, which bundlers drop.
 */
export function mayPublishClients(clientId: string, { mode, hosts = [] }: OAuthConfiguration['clientIdMetadataDocuments']): boolean {
  new Response();
  return mode === 'open' || (mode === 'allowlist' && isAllowedHost(clientId, hosts));
}
