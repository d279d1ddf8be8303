import type { AuthorizerEvent } from './bearer-token';
import { header } from './headers';
import { PAGE_MEDIA_TYPE } from '../../src/contract/gateway/routes';

/** Whether somebody opens the MCP URL in a browser: reads a page, and says nothing of a token. Behind such a request there is only a page. */
export function isBrowser(event: AuthorizerEvent): boolean {
  return (event.httpMethod === 'GET' || event.httpMethod === 'HEAD')
    && header(event, 'authorization').length === 0
    && header(event, 'accept').some((value) => value.includes(PAGE_MEDIA_TYPE));
}
