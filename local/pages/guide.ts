import { html } from './markup';
import { page, PAGE_HEADERS } from './page';
import type { Handled } from '../gateway/gateway';
import type { RequestHandler } from '../gateway/http-server';
import { type GatewayRequest, headerValue } from '../gateway/request';

/** Somewhere a person can go from here. */
export interface GuideLink {
  readonly url: string;
  readonly text: string;
}

/**
 * Shows people who open a path that an API does not have where to go instead. Programs get what API Gateway would send, and so does everybody
 * where the API has an answer.
 *
 * @param hosts the names under which people may open it
 */
export function guiding(handler: RequestHandler, hosts: readonly string[], links: readonly GuideLink[]): RequestHandler {
  const answer = async (request: GatewayRequest, tooLarge: boolean) => {
    const handled = await handler.handle(request, tooLarge);
    const isLost = handled.route === undefined && hosts.includes(headerValue(request, 'host')?.toLowerCase() ?? '');
    return isLost ? { ...handled, reply: guide(request, handled, links) } : handled;
  };
  return {
    handle: (request, tooLarge) => (asksForPage(request) ? answer(request, tooLarge) : handler.handle(request, tooLarge)),
  };
}

const asksForPage = (request: GatewayRequest) => request.method === 'GET' && (headerValue(request, 'accept') ?? '').includes('text/html');

function guide({ fullPath }: GatewayRequest, { reply: { status, headers } }: Handled, links: readonly GuideLink[]): Handled['reply'] {
  const ids = headers.filter(([name]) => /^x-amz/i.test(name));
  const content = html`<p>${fullPath === '/' ? 'The API is not at the root of this host.' : html`The API has nothing at <code>${fullPath}</code>.`} A program gets the status ${String(status)}.</p>
<ul class="items">
${links.map(({ url, text }) => html`<li>${text}: <a href="${url}"><code>${url}</code></a></li>
`)}</ul>`;
  return { status, headers: [...ids, ...Object.entries(PAGE_HEADERS)], body: Buffer.from(page({ title: 'Where to go', header: 'Local gateway', content })) };
}
