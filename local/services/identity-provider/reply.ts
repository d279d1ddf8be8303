import type { ServerResponse } from 'node:http';
import type { Markup } from '../../pages/markup';
import { page, PAGE_HEADERS } from '../../pages/page';

/** What is sent back. */
export interface Reply {
  readonly status: number;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

export function jsonReply(body: unknown, status = 200, headers: Reply['headers'] = {}): Reply {
  return { status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers }, body: JSON.stringify(body) };
}

export function pageReply(title: string, content: Markup, status = 200, headers: Reply['headers'] = {}): Reply {
  return { status, headers: { ...PAGE_HEADERS, ...headers }, body: page({ title, header: 'Local identity provider', content }) };
}

export function redirectReply(uri: string, parameters: { readonly [name: string]: string | undefined }, headers: Reply['headers'] = {}): Reply {
  const location = new URL(uri);
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) {
      location.searchParams.set(name, value);
    }
  }
  return { status: 303, headers: { 'location': location.href, 'cache-control': 'no-store', ...headers }, body: '' };
}

export function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, headers).end(body);
}
