const MAX_LENGTH = 2048;

/** Schemes that a browser or a phone runs, opens or downloads rather than hands to an application that claimed them. */
const FORBIDDEN_SCHEMES = new Set([
  'about', 'blob', 'chrome', 'content', 'data', 'file', 'filesystem', 'ftp', 'intent', 'jar', 'javascript', 'mailto', 'resource', 'sms', 'tel',
  'vbscript', 'view-source', 'ws', 'wss',
]);
const LOOPBACK_HOSTS = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Why a redirect URI may be neither registered nor declared; undefined where it may. Judged on the text itself: parsers repair what
 * they read (`/cb/%2e%2e/x` becomes `/x`), and the text is what is compared later.
 */
export function redirectUriProblem(uri: unknown): string | undefined {
  if (typeof uri !== 'string' || uri === '') return 'must only contain non-empty strings';
  if (uri.length > MAX_LENGTH) return `must not be longer than ${MAX_LENGTH} characters`;
  if (/[^\x21-\x7e]|[\\"<>^`{|}]/.test(uri)) return 'must not contain control, space or non-ASCII characters; percent-encode them';
  const [, scheme, rest] = /^([A-Za-z][A-Za-z0-9+.-]*):(.*)$/.exec(uri) ?? [];
  if (scheme === undefined) return 'must be absolute';
  if (rest === '') return 'must lead somewhere';
  if (FORBIDDEN_SCHEMES.has(scheme.toLowerCase())) return `must not use the ${scheme.toLowerCase()} scheme`;
  if (uri.includes('#')) return 'must not contain fragments';
  const [, authority, path] = /^(?:\/\/([^/?]*))?([^?]*)/.exec(rest)!;
  if (authority?.includes('@')) return 'must not contain user information';
  if (path.split('/').some((segment) => /^(\.|%2e){1,2}$/i.test(segment))) return 'must not contain dot segments';
  return /^https?$/i.test(scheme) ? webUriProblem(uri, authority) : undefined;
}

/** A valid redirect URI as it is compared in native applications: on loopback, any port is good (RFC 8252, section 7.3). */
export function withoutLoopbackPort(uri: string): string {
  const [, origin, host, port] = /^(http:\/\/(\[[^\]]*\]|[^:/?]*))(:\d*)/i.exec(uri) ?? [];
  return port !== undefined && LOOPBACK_HOSTS.has(host.toLowerCase()) ? origin + uri.slice(origin.length + port.length) : uri;
}

function webUriProblem(uri: string, authority: string | undefined): string | undefined {
  if (!URL.canParse(uri) || !authority) return 'must have a host';
  const { hostname, protocol } = new URL(uri);
  // `0x7f.1` and `2130706433` are 127.0.0.1 to a parser and something else to a reader.
  const host = /^(\[[^\]]*\]|[^:]*)/.exec(authority)![1];
  if (host.toLowerCase() !== hostname) return 'must name the host in its canonical form';
  if (protocol === 'http:' && !LOOPBACK_HOSTS.has(hostname)) return 'must use https, except on localhost, 127.0.0.1 and [::1]';
  return undefined;
}
