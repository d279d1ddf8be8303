import { isPrivateHost } from './private-text';

/**
 * Where a Location header leads, as the caller may know it: a path within the API, or a public URL.
 *
 * @param base the URL of the request
 * @param whole keeps the query of a public URL: where it is the answer, as the signature of a download
 * @returns undefined where there is none
 */
export function locationText(location: string | undefined, base: string, whole = false): string | undefined {
  if (location === undefined || !URL.canParse(location, base)) {
    return undefined;
  }
  const url = new URL(location, base);
  if (url.origin === new URL(base).origin) {
    return whole ? `${url.pathname}${url.search}` : url.pathname;
  }
  return isPrivateHost(url) ? undefined : `${url.origin}${url.pathname}${whole ? url.search : ''}`;
}
