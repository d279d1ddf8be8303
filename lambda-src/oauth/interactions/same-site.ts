import type { IncomingHttpHeaders } from 'node:http';

/**
 * Whether a form was posted from a page of ours, as far as the browser says. Our pages send no referrer, which makes their origin `null`;
 * browsers that say more, say it in Sec-Fetch-Site.
 */
export function isFromOurselves(headers: IncomingHttpHeaders, issuer: string): boolean {
  const site = headers['sec-fetch-site'];
  if (site !== undefined) {
    return site === 'same-origin' || site === 'none';
  }
  const { origin } = headers;
  return origin === undefined || origin === 'null' || origin === new URL(issuer).origin;
}
