import type { RequestHeaders } from './request-headers';

/** Why a request is refused before its body is read. */
export interface TransportRefusal {
  readonly statusCode: 403 | 405 | 406 | 415;
  readonly message: string;
  readonly headers?: { readonly [name: string]: string };
}

const JSON_CONTENT = /^\s*application\/json\s*(;|$)/i;
const ACCEPTS_JSON = /(^|,)\s*(application\/(json|\*)|\*\/\*)\s*(;|,|$)/i;

/** The origins that may call from a browser: the server's own, and those that were declared. */
export function allowedOriginsOf(resource: string, declared: string): ReadonlySet<string> {
  return new Set([new URL(resource).origin, ...declared.split(' ').filter((origin) => origin !== '')]);
}

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
  if (!JSON_CONTENT.test(headers.contentType ?? '')) {
    return { statusCode: 415, message: 'Unsupported media type: send application/json' };
  }
  if (!ACCEPTS_JSON.test(headers.accept ?? '*/*')) {
    return { statusCode: 406, message: 'Not acceptable: the answer is application/json' };
  }
  return undefined;
}

/** What lets a browser of an allowed origin read the answer, whatever it is. */
export function corsHeaders({ origin }: RequestHeaders, allowedOrigins: ReadonlySet<string>): { readonly [name: string]: string } | undefined {
  if (origin === undefined || !allowedOrigins.has(origin)) {
    return undefined;
  }
  return { 'Access-Control-Allow-Origin': origin, 'Access-Control-Expose-Headers': 'WWW-Authenticate', 'Vary': 'Origin' };
}
