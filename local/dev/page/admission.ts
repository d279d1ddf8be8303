import type { IncomingMessage } from 'node:http';
import { isSameSecret, namesOwnHost } from '../../loopback/private-request';

/** A name in lower case, as Node.js has them. */
export const TOKEN_HEADER = 'x-local-page-token';

/** What proxies add, those of tunnels among them: some write this machine's own name into `Host`. */
const FORWARDED = /^(?:forwarded|via|x-forwarded-.*|x-real-ip|cf-connecting-ip)$/;

export function cameThroughProxy({ headers }: IncomingMessage): boolean {
  return Object.keys(headers).some((name) => FORWARDED.test(name));
}

/**
 * Why a request gets no answer: it names another host (a name that was rebound to loopback), came through a tunnel, comes from another origin, or
 * changes something without the token that only the page itself can read.
 *
 * @returns undefined for one that may pass
 */
export function refusalOf(request: IncomingMessage, token: string): string | undefined {
  const { headers, method } = request;
  if (!namesOwnHost(request)) {
    return 'the Host header does not name this gateway';
  }
  if (cameThroughProxy(request)) {
    return 'only this machine may use this page';
  }
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) {
    return `the origin ${headers.origin} may not use this page`;
  }
  const site = headers['sec-fetch-site'];
  const isNavigation = method === 'GET' && headers['sec-fetch-mode'] === 'navigate' && headers['sec-fetch-dest'] === 'document';
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation) {
    return 'another site may not use this page';
  }
  const isChange = method !== 'GET' && method !== 'HEAD';
  return isChange && !isSameSecret(String(headers[TOKEN_HEADER] ?? ''), token) ? `a change needs the header ${TOKEN_HEADER}, with the token of the page` : undefined;
}
