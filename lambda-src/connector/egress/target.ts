import { isIP } from 'node:net';
import { ConnectorError } from './failure';
import type { Connection } from '../../../src/contract/connector/connection';

/** More would be no encoding but an attack. */
const DECODING_MAX_DEPTH = 32;

/** The parser of URLs reads a backslash as a slash and drops tabs and line breaks, also between two dots. */
const READ_DIFFERENTLY = /[\\\s\x00-\x1f\x7f]/;

/** The origins to which a connection sends requests. */
export function originsOf({ baseUrl, origins = [] }: Pick<Connection, 'baseUrl' | 'origins'>): ReadonlySet<string> {
  return new Set([baseUrl, ...origins].map((url) => new URL(url).origin));
}

/**
 * Checks where a request goes, just before it goes there, whoever made its URL.
 *
 * @throws ConnectorError
 */
export function checkTarget(text: string, origins: ReadonlySet<string>): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !origins.has(url.origin) || url.username !== '' || url.password !== '') {
    throw new ConnectorError('origin', `${url?.origin ?? 'no URL'} is not declared by the connection`);
  }
  if (READ_DIFFERENTLY.test(text)) {
    throw new ConnectorError('path', 'the URL has a backslash or white space');
  }
  // Not url.pathname: the parser has resolved the dots of that.
  const path = text.replace(/^[a-z]+:\/\/[^/?#]*/i, '').split(/[?#]/, 1)[0];
  if (hasDotSegment(path)) {
    throw new ConnectorError('path', 'the path has a dot segment');
  }
  return url;
}

/** Whether a path has a dot segment, at any depth of decoding: an API, or a proxy before it, may decode once more than it should. */
export function hasDotSegment(path: string): boolean {
  let current = path;
  for (let depth = 0; depth <= DECODING_MAX_DEPTH; depth++) {
    if (current.split(/[/\\]/).some((segment) => segment === '.' || segment === '..' || /^\.\.?;/.test(segment))) {
      return true;
    }
    const decoded = withoutOverlongForms(current.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))));
    if (decoded === current) {
      return false;
    }
    current = decoded;
  }
  return true;
}

/** ASCII in more bytes than it needs, which is no UTF-8, but which careless decoders read: `%c0%ae` is a dot. */
function withoutOverlongForms(bytes: string): string {
  return bytes.replace(/(?:\xc0|\xe0\x80|\xf0\x80\x80)([\x80-\xbf])|(?:\xc1|\xe0\x81|\xf0\x80\x81)([\x80-\xbf])/g, (_, low?: string, high?: string) => (
    String.fromCharCode(low === undefined ? high!.charCodeAt(0) - 0x40 : low.charCodeAt(0) - 0x80)
  ));
}

/** As `lookup` and `connect` want it. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}

/** Whether a URL names this machine itself, as the API of a developer does. */
export function isLoopbackHost(url: URL): boolean {
  const host = hostOf(url);
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
