import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Whether the request names the address on which it arrived. A page that rebinds its own name to loopback sends that name. */
export function namesOwnHost({ headers, socket }: IncomingMessage): boolean {
  return headers.host === `127.0.0.1:${socket.localPort}` || headers.host === `localhost:${socket.localPort}`;
}

/** Whether a browser sent it for a page: no process of a function sends these. An image or a link has no Origin, so Sec-Fetch-Site counts too. */
export function isFromBrowser({ headers }: IncomingMessage): boolean {
  return headers.origin !== undefined || headers['sec-fetch-site'] !== undefined;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/** Compares secrets in a time that does not depend on them. */
export function isSameSecret(given: string, expected: string): boolean {
  return timingSafeEqual(digest(given), digest(expected));
}
