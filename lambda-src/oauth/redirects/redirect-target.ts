import { leadsToLoopback } from '../../../src/contract/urls/loopback';

/** The destination of an approval, in a form that a user can judge. */
export type RedirectTarget =
  | { readonly kind: 'web'; readonly host: string }
  | { readonly kind: 'loopback'; readonly host: string }
  /** `scheme` ends with a colon. */
  | { readonly kind: 'app'; readonly scheme: string };

/** The host, with its port unless it is the default; internationalised names in their ASCII form, which cannot imitate others. */
export function redirectTarget(redirectUri: string): RedirectTarget {
  const { protocol, hostname, host } = new URL(redirectUri);
  if (protocol !== 'https:' && protocol !== 'http:') {
    return { kind: 'app', scheme: protocol };
  }
  return { kind: leadsToLoopback(hostname) ? 'loopback' : 'web', host };
}
