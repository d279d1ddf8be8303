import { isLoopbackHost } from './loopback';
import { hierarchyProblem, hostProblem, urlTextProblem } from './url-text';

/** Schemes that a browser or a phone runs, opens or downloads rather than hands to an application that claimed them. */
const FORBIDDEN_SCHEMES = new Set([
  'about', 'blob', 'chrome', 'content', 'data', 'file', 'filesystem', 'ftp', 'intent', 'jar', 'javascript', 'mailto', 'resource', 'sms', 'tel',
  'vbscript', 'view-source', 'ws', 'wss',
]);

/**
 * Why a redirect URI may be neither registered nor declared; undefined where it may.
 */
export function redirectUriProblem(uri: unknown): string | undefined {
  if (typeof uri !== 'string' || uri === '') return 'must only contain non-empty strings';
  const problem = urlTextProblem(uri);
  if (problem !== undefined) return problem;
  const [, scheme, rest] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/.exec(uri) ?? [];
  if (scheme === undefined) return 'must be absolute';
  if (rest === '') return 'must lead somewhere';
  if (FORBIDDEN_SCHEMES.has(scheme.toLowerCase())) return `must not use the ${scheme.toLowerCase()} scheme`;
  if (uri.includes('#')) return 'must not contain fragments';
  const [, authority, path] = /^(?:\/\/([^/?]*))?([^?]*)/.exec(rest)!;
  return hierarchyProblem(authority, path) ?? (/^https?$/i.test(scheme) ? webUriProblem(uri, authority) : undefined);
}

/** A valid redirect URI as it is compared in native applications: on loopback, any port is good (RFC 8252, section 7.3). */
export function withoutLoopbackPort(uri: string): string {
  const [, origin, host, port] = /^(http:\/\/(\[[^\]]*\]|[^:/?]*))(:\d*)/i.exec(uri) ?? [];
  return port !== undefined && isLoopbackHost(host) ? origin + uri.slice(origin.length + port.length) : uri;
}

function webUriProblem(uri: string, authority: string | undefined): string | undefined {
  if (!authority) return 'must have a host';
  const problem = hostProblem(uri, authority);
  if (problem !== undefined) return problem;
  const { hostname, protocol } = new URL(uri);
  return protocol === 'http:' && !isLoopbackHost(hostname) ? 'must use https, except on localhost, 127.0.0.1 and [::1]' : undefined;
}
