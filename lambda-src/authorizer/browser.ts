import type { AuthorizerEvent } from './bearer-token';
import { header } from './headers';
import { PAGE_MEDIA_TYPE, PROGRAM_MEDIA_TYPES } from '../../src/contract/gateway/routes';

/** Whether the MCP URL is opened in a browser: a request for a page without a token. Such a request only gets a page. */
export function isBrowser(event: AuthorizerEvent): boolean {
  const accept = header(event, 'accept').join();
  return (event.httpMethod === 'GET' || event.httpMethod === 'HEAD')
    && header(event, 'authorization').length === 0
    && accept.includes(PAGE_MEDIA_TYPE)
    && !PROGRAM_MEDIA_TYPES.some((type) => accept.includes(type));
}
