/** The parts of a URI (RFC 3986), as they are written. */
interface UriParts {
  readonly scheme: string;
  readonly authority?: { readonly userinfo: string; readonly host: string; readonly port: string };
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

// With %, of which another expression sees whether two hexadecimals follow: so each part is one class, and a URI of megabytes is no trouble.
const HOST = String.raw`[\w.~!$&'()*+,;=%-]*`;
const PATH = String.raw`[\w.~!$&'()*+,;=%:@/-]*`;
const QUERY = String.raw`[\w.~!$&'()*+,;=%:@/?-]*`;
const URI = new RegExp([
  '^([A-Za-z][A-Za-z0-9+.-]*):',
  String.raw`(?://([\w.~!$&'()*+,;=%:-]*@)?(\[[0-9A-Fa-f:.]+\]|${HOST})(:\d*)?(?=[/?#]|$)|(?!//))`,
  String.raw`(${PATH})(\?${QUERY})?(#${QUERY})?$`,
].join(''));
const STRAY_PERCENT = /%(?![0-9A-Fa-f]{2})/;

const NOT_IN_URI = /%(?![0-9A-Fa-f]{2})|[^\w.~:/?#[\]@!$&'()*+,;=%-]+/g;

/** Schemes whose URIs clients normalise, with their default ports (WHATWG URL). */
const DEFAULT_PORTS: ReadonlyMap<string, string> = new Map([['http', ':80'], ['https', ':443'], ['ws', ':80'], ['wss', ':443'], ['ftp', ':21'], ['file', '']]);

/** Whether a text is a URI with a scheme, as RFC 3986 defines it. */
export function isUri(text: string): boolean {
  return URI.test(text) && !STRAY_PERCENT.test(text);
}

/** Percent-encodes characters that a URI cannot have, as clients do. */
export function encodeUri(text: string): string {
  return isUri(text) ? text : text.trim().replace(/\p{Surrogate}/gu, '\ufffd').replace(NOT_IN_URI, encodeURIComponent);
}

/**
 * The normal form of a URI: two texts of the same normal form name the same. Clients that parse URIs send something between what was listed
 * and this.
 *
 * @param hostAsGiven keeps the host's case where clients keep it: the host of `weather://Rome` is no host to anybody but a parser
 * @returns undefined where the text is no URI even when it is percent-encoded
 * @see https://www.rfc-editor.org/rfc/rfc3986#section-6.2.2
 */
export function normalUri(text: string, { hostAsGiven = false }: { readonly hostAsGiven?: boolean } = {}): string | undefined {
  const parts = partsOf(encodeUri(text));
  if (parts === undefined) {
    return undefined;
  }
  const scheme = parts.scheme.toLowerCase();
  const defaultPort = DEFAULT_PORTS.get(scheme);
  const host = normalEncoding(parts.authority?.host ?? '');
  const lowerHost = hostAsGiven && defaultPort === undefined ? host : host.replace(/%[0-9A-F]{2}|[A-Z]+/g, (found) => found.startsWith('%') ? found : found.toLowerCase());
  const port = parts.authority?.port === defaultPort || parts.authority?.port === ':' ? '' : parts.authority?.port;
  const authority = parts.authority && `//${normalEncoding(parts.authority.userinfo)}${scheme === 'file' && lowerHost === 'localhost' ? '' : lowerHost}${port}`;
  const path = normalPath(normalEncoding(parts.path), defaultPort !== undefined);
  // Without an authority, two slashes would begin one.
  const separated = authority === undefined && path.startsWith('//') ? `/.${path}` : path;
  return `${scheme}:${authority ?? ''}${separated}${normalEncoding(parts.query)}${normalEncoding(parts.fragment)}`;
}

function partsOf(uri: string): UriParts | undefined {
  const match = STRAY_PERCENT.test(uri) ? null : URI.exec(uri);
  if (!match) {
    return undefined;
  }
  const [, scheme, userinfo = '', host, port = '', path, query = '', fragment = ''] = match;
  return { scheme, authority: host === undefined ? undefined : { userinfo, host, port }, path, query, fragment };
}

/** Unreserved characters as they are, all others in upper-case hexadecimals. */
function normalEncoding(text: string): string {
  return text.replace(/%[0-9A-Fa-f]{2}/g, (encoded) => {
    const character = String.fromCharCode(parseInt(encoded.slice(1), 16));
    return /[\w.~-]/.test(character) ? character : encoded.toUpperCase();
  });
}

function normalPath(path: string, rooted: boolean): string {
  if (!path.startsWith('/')) {
    return path === '' && rooted ? '/' : path;
  }
  const segments: string[] = [];
  const given = path.slice(1).split('/');
  given.forEach((segment, index) => {
    if (segment === '..') {
      segments.pop();
    } else if (segment !== '.') {
      segments.push(segment);
      return;
    }
    if (index === given.length - 1) {
      segments.push('');
    }
  });
  return `/${segments.join('/')}`;
}
