import { createClientMetadataFetch, type FetchHook } from './client-metadata-fetch';
import type { Network } from './network';
import { isAllowedHost } from './url';
import type { OAuthConfiguration } from '../../../src/contract/oauth-configuration';
import type { Log, LogLevel } from '../../platform/log';

type Configuration = Pick<OAuthConfiguration, 'clientIdMetadataDocuments' | 'clients' | 'identityAssertionIssuers' | 'softwareStatementIssuers'>;

/**
 * The fetch for a deployment: documents and their keys from the hosts that may publish some, and the keys of pre-registered clients and trusted issuers.
 *
 * @param clock epoch seconds
 */
export function configuredFetch(configuration: Configuration, clock: () => number, log: Log, network?: Network): FetchHook {
  const { clientIdMetadataDocuments, clients, identityAssertionIssuers = [], softwareStatementIssuers = [] } = configuration;
  const { mode, hosts = [] } = clientIdMetadataDocuments;
  const keyOwners: readonly { readonly jwksUri?: string }[] = [...clients, ...identityAssertionIssuers, ...softwareStatementIssuers];
  const keyHosts = keyOwners.flatMap(({ jwksUri }) => (jwksUri === undefined ? [] : [new URL(jwksUri).hostname]));
  return createClientMetadataFetch({
    allowedHosts: mode === 'open' ? 'any' : [...mode === 'allowlist' ? hosts : [], ...keyHosts],
    clock,
    log: ({ level, ...fields }) => log(level as LogLevel, 'client metadata', fields),
    ...network && { network },
  });
}

/**
 * Whether a document may be fetched: the host of a pre-registered client's keys publishes no clients.
 *
 * The library warns unless Node.js has loaded its own fetch by then. It means to load it by mentioning `Response`, which bundlers drop.
 */
export function mayPublishClients(clientId: string, { mode, hosts = [] }: OAuthConfiguration['clientIdMetadataDocuments']): boolean {
  new Response();
  return mode === 'open' || (mode === 'allowlist' && isAllowedHost(new URL(clientId).hostname, hosts));
}
