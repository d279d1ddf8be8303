import { isUri, normalUri } from '../../contract/urls/uri';

/**
 * Why clients could not read a resource by a URI that they are listed; undefined where they can. Many write URIs in their normal form before
 * they send them, some refuse a whole list over one that is none.
 *
 * @returns continues "the URI …"
 */
export function uriProblem(uri: string): string | undefined {
  const normal = normalUri(uri, { hostAsGiven: true });
  if (!/^[A-Za-z][A-Za-z0-9+.-]*:/.test(uri)) {
    return 'has no scheme; write it with one, such as docs://guide';
  }
  if (/\{[^{}]+\}/.test(uri)) {
    return `is a URI template, and this resource has one URI; declare it by a factory that takes templates, such as McpResource.fromTextTemplate(), or write ${uri.replace(/\{/g, '%7B').replace(/\}/g, '%7D')} if the braces are meant`;
  }
  if (!isUri(uri)) {
    const [stray] = /%(?![0-9A-Fa-f]{2})|[^\w.~:/?#[\]@!$&'()*+,;=%-]/u.exec(uri) ?? [];
    const reason = stray === undefined ? 'is not as RFC 3986 has it' : `has "${stray}", which stands in no URI (RFC 3986)`;
    return normal === undefined ? `${reason}; correct it` : `${reason}; write ${normal}`;
  }
  if (!URL.canParse(uri)) {
    return 'is none that clients can parse; correct its host or port';
  }
  return normal === uri ? undefined : `is not in its normal form, in which clients send it; write ${normal}`;
}
