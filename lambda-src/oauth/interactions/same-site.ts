import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a form was posted from a page of this server, as far as the browser reveals. The pages send no referrer, so their origin is `null`;
 * newer browsers also send Sec-Fetch-Site.
 */
export function isFromOurselves(headers: IncomingHttpHeaders, issuer: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) {
    return site === 'same-origin' || site === 'none';
  }
  const { origin } = headers;
  return origin === undefined || origin === 'null' || origin === new URL(issuer).origin;
}
