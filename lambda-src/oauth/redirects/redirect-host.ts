import { leadsToLoopback } from '../../../src/contract/urls/loopback';

/**
 * Whether the administrator allows codes to be sent to an otherwise valid redirect URI.
 *
 * @param allowed hosts, `*.example.com`, `localhost` for every loopback address, schemes with their colon; undefined allows any
 */
export function isAllowedRedirect(uri: string, allowed: readonly string[] | undefined): boolean {
  if (allowed === undefined) {
    return true;
  }
  const { protocol, hostname } = new URL(uri);
  if (protocol !== 'https:' && protocol !== 'http:') {
    return allowed.includes(protocol);
  }
  if (leadsToLoopback(hostname)) {
    return allowed.includes('localhost');
  }
  return protocol === 'https:' && allowed.some((each) => (each.startsWith('*.') ? hostname.endsWith(each.slice(1)) : hostname === each));
}
