import type { HttpOperation, HttpResponse } from '../../../../src/contract/connector/http-operation';

/** `<url>; rel="next"`, with bounds: the header is a stranger's. */
const LINK = /<([^<>]{1,4000})>((?:\s*;\s*[a-z*]{1,20}\s*=\s*(?:"[^"]{0,200}"|[^\s",;]{1,200})){1,10})/gi;

/**
 * What to call the tool with for the next page, where the API says it in a header only, as GitHub does. Only arguments of the tool: a link may repeat what
 * the connection sent.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8288
 */
export function nextPage({ query = [] }: HttpOperation, { headers }: HttpResponse, url: string): string | undefined {
  const links = [...(headers.link ?? '').slice(0, 16_384).matchAll(LINK)];
  const next = links.find(([, , parameters]) => /;\s*rel\s*=\s*(?:"(?:[^"]*\s)?next(?:\s[^"]*)?"|next\b)/i.test(parameters))?.[1];
  if (next === undefined || !URL.canParse(next, url)) {
    return undefined;
  }
  const [target, current] = [new URL(next, url), new URL(url)];
  const changed = query.filter(({ name }) => {
    const value = target.searchParams.get(name);
    return value !== null && value !== current.searchParams.get(name);
  }).map(({ name, argument }) => `"${argument.join('.')}" = ${JSON.stringify(target.searchParams.get(name)!.slice(0, 500))}`);
  return target.origin === current.origin && changed.length > 0 ? `[There are more results: call the tool again with ${changed.join(', ')}.]` : undefined;
}
