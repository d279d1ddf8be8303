import type { RequestHeaders } from './request-headers';
import type { ReplyHead } from '../../platform/http';

/** Why a request is refused for its transport. */
export interface TransportRefusal {
  readonly statusCode: 403 | 404 | 405 | 406 | 415;
  readonly message: string;
  readonly headers?: ReplyHead['headers'];
}

/** What nearly every client sends; an exact match avoids parsing. */
const USUAL_CONTENT_TYPE = 'application/json';
const USUAL_ACCEPT = 'application/json, text/event-stream';

const JSON_CONTENT = /^\s*application\/json\s*(;|$)/i;
const ACCEPTS_JSON = /(^|,)\s*(application\/(json|\*)|\*\/\*)\s*(;|,|$)/i;
/** Named explicitly: clients that send a wildcard may not handle a stream. */
const ACCEPTS_EVENT_STREAM = /(^|,)\s*text\/event-stream\s*(?!;\s*q=0(\.0*)?\s*(,|$))(;|,|$)/i;

/** The origins that may call from a browser: the server's own, and the declared ones. */
export function allowedOriginsOf(resource: string, declared: string): ReadonlySet<string> {
  return new Set([new URL(resource).origin, ...declared.split(' ').filter((origin) => origin !== '')]);
}

/** Facts needed before the body is read. */
export function transportRefusal(
  { method, headers }: { readonly method: string; readonly headers: RequestHeaders }, allowedOrigins: ReadonlySet<string>,
): TransportRefusal | undefined {
  const { origin } = headers;
  if (origin !== undefined && !allowedOrigins.has(origin)) {
    return { statusCode: 403, message: 'Forbidden: this origin may not call the server' };
  }
  if (method !== 'POST') {
    return { statusCode: 405, message: 'Method not allowed: send POST', headers: { Allow: 'POST' } };
  }
  const { contentType = '', accept = '*/*' } = headers;
  if (contentType !== USUAL_CONTENT_TYPE && !JSON_CONTENT.test(contentType)) {
    return { statusCode: 415, message: 'Unsupported media type: send application/json' };
  }
  if (accept !== USUAL_ACCEPT && !ACCEPTS_JSON.test(accept)) {
    return { statusCode: 406, message: 'Not acceptable: the answer is application/json' };
  }
  return undefined;
}

export function acceptsEventStream({ accept = '' }: RequestHeaders): boolean {
  return ACCEPTS_EVENT_STREAM.test(accept);
}

/** CORS headers that let a browser of an allowed origin read any response. */
export function corsHeaders({ origin }: RequestHeaders, allowedOrigins: ReadonlySet<string>): ReplyHead['headers'] | undefined {
  if (origin === undefined || !allowedOrigins.has(origin)) {
    return undefined;
  }
  return { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': 'Mcp-Session-Id, WWW-Authenticate, Retry-After', 'Vary': 'Origin' };
}
