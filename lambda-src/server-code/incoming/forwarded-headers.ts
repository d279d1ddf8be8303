import type { McpEvent } from '../../mcp/server';

/**
 * What a server gets of the client's headers: those of MCP, and a few that say nothing of identity. The token, cookies and all that proxies
 * are believed for stay here; so nobody can pretend to be the authorizer, a load balancer or another address.
 */
const FORWARDED = /^(mcp-.*|last-event-id|user-agent|accept-language|origin|traceparent|tracestate|baggage)$/;

/** Both, whatever the client accepts: SDKs refuse a request that names one, and the reply is made to fit the client afterwards. */
const ACCEPT = 'application/json, text/event-stream';

/**
 * @param resource the server's URL
 * @param body its length is announced
 */
export function forwardedHeaders(
  { multiValueHeaders, headers }: Pick<McpEvent, 'headers' | 'multiValueHeaders'>, resource: string, body: string,
): { readonly [name: string]: string } {
  const forwarded = new Map<string, string>();
  for (const [given, lines] of Object.entries(multiValueHeaders ?? headers ?? {})) {
    const name = given.toLowerCase();
    if (lines !== undefined && lines !== null && FORWARDED.test(name)) {
      const before = forwarded.get(name);
      const value = typeof lines === 'string' ? lines : lines.join(', ');
      forwarded.set(name, before === undefined ? value : `${before}, ${value}`);
    }
  }
  return Object.fromEntries([
    ...forwarded,
    ['host', new URL(resource).host],
    ['accept', ACCEPT],
    ['content-type', 'application/json'],
    ['content-length', String(Buffer.byteLength(body))],
  ]);
}
