import { leadsToLoopback } from '../../../src/contract/urls/loopback';

/** Where an approval goes, as a person can judge it. */
export type RedirectTarget =
  | { readonly kind: 'web'; readonly host: string }
  | { readonly kind: 'loopback'; readonly host: string }
  /** `scheme` ends with a colon. */
  | { readonly kind: 'app'; readonly scheme: string };

/** The host with its port if that is not the usual one; names of other scripts in their ASCII form, which imitates nothing. */
export function redirectTarget(redirectUri: string): RedirectTarget {
  const { protocol, hostname, host } = new URL(redirectUri);
  if (protocol !== 'https:' && protocol !== 'http:') {
    return { kind: 'app', scheme: protocol };
  }
  return { kind: leadsToLoopback(hostname) ? 'loopback' : 'web', host };
}
