import { isLoopbackHost } from './loopback';
import { hierarchyProblem, hostProblem, urlTextProblem } from './url-text';

/**
 * Schemes of applications that are known to have codes sent to them, though they are no domain names in reverse, as RFC 8252 (section 7.1)
 * has it. Any other may be one that the operating system, a browser or a phone handles itself: `ms-msdt`, `search-ms`, `smb`, `intent`.
 */
export const APPLICATION_SCHEMES: readonly string[] = [
  'claude', 'cursor', 'raycast', 'vscode', 'vscode-insiders', 'vscodium', 'warp', 'windsurf', 'zed',
];

/** Schemes that never belong to an application. */
const FORBIDDEN_SCHEMES = new Set([
  'about', 'blob', 'chrome', 'content', 'data', 'file', 'filesystem', 'ftp', 'intent', 'jar', 'javascript', 'mailto', 'resource', 'sms', 'tel',
  'vbscript', 'view-source', 'ws', 'wss',
]);

/** Begins with a top-level domain: `com.example.app`, but not `x-apple.systempreferences`. */
const REVERSED_DOMAIN = /^[a-z]{2,}(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;

/**
 * Why a redirect URI may be neither registered nor declared; undefined where it may.
 *
 * @param allowed where the administrator lets codes go: a scheme that is named there, with its colon, is an application's
 */
export function redirectUriProblem(uri: unknown, allowed: readonly string[] = []): string | undefined {
  if (typeof uri !== 'string' || uri === '') {
    return 'must only contain non-empty strings';
  }
  const problem = urlTextProblem(uri);
  if (problem !== undefined) {
    return problem;
  }
  const [, scheme, rest] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/.exec(uri) ?? [];
  if (scheme === undefined) {
    return 'must be absolute';
  }
  if (rest === '') {
    return 'must lead somewhere';
  }
  if (FORBIDDEN_SCHEMES.has(scheme.toLowerCase())) {
    return `must not use the ${scheme.toLowerCase()} scheme`;
  }
  if (uri.includes('#')) {
    return 'must not contain fragments';
  }
  const [, authority, path] = /^(?:\/\/([^/?]*))?([^?]*)/.exec(rest)!;
  const isWeb = /^https?$/i.test(scheme);
  return hierarchyProblem(authority, path) ?? (isWeb ? webUriProblem(uri, authority) : applicationSchemeProblem(scheme.toLowerCase(), allowed));
}

/** Whether a scheme, in lower case, may be an application's, if its administrator says so. */
export function mayBeApplicationScheme(scheme: string): boolean {
  return !FORBIDDEN_SCHEMES.has(scheme) && scheme !== 'http' && scheme !== 'https';
}

/** A valid redirect URI as it is compared in native applications: on loopback, any port is good (RFC 8252, section 7.3). */
export function withoutLoopbackPort(uri: string): string {
  const [, origin, host, port] = /^(http:\/\/(\[[^\]]*\]|[^:/?]*))(:\d*)/i.exec(uri) ?? [];
  return port !== undefined && isLoopbackHost(host) ? origin + uri.slice(origin.length + port.length) : uri;
}

function applicationSchemeProblem(scheme: string, allowed: readonly string[]): string | undefined {
  if (REVERSED_DOMAIN.test(scheme) || APPLICATION_SCHEMES.includes(scheme) || allowed.includes(`${scheme}:`)) {
    return undefined;
  }
  return `must not use the ${scheme} scheme: an application's is a domain name in reverse (com.example.app) or one of ${APPLICATION_SCHEMES.join(', ')}`;
}

function webUriProblem(uri: string, authority: string | undefined): string | undefined {
  if (!authority) {
    return 'must have a host';
  }
  const problem = hostProblem(uri, authority);
  if (problem !== undefined) {
    return problem;
  }
  const { hostname, protocol } = new URL(uri);
  return protocol === 'http:' && !isLoopbackHost(hostname) ? 'must use https, except on localhost, 127.0.0.1 and [::1]' : undefined;
}
