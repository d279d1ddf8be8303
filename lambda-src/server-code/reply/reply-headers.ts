import { ServerFault } from '../server/own-server';

/** What passes of a server's headers. Cookies, challenges, CORS and caching are decided here, for every server alike. */
const PASSED = /^(mcp-[a-z0-9-]+|retry-after|allow)$/;

/** API Gateway takes 10,240 bytes of headers in a response, its own among them. */
const PASSED_MAX_LENGTH = 4096;

const VISIBLE = /^[\x20-\x7e\t]*$/;

export interface ReplyHeaders {
  readonly contentType: string;
  /** Of the last of several. */
  readonly passed: { readonly [name: string]: string };
  /** Names of what was left out and would have meant something. */
  readonly dropped: readonly string[];
}

/** What a server sets by habit, and nobody misses. */
const HABITUAL = /^(content-(type|length)|transfer-encoding|connection|keep-alive|date|server|cache-control|x-accel-buffering|x-powered-by|vary|etag)$/;

/** @throws ServerFault for headers that API Gateway would refuse */
export function replyHeaders(headers: Iterable<readonly [string, string]>): ReplyHeaders {
  let contentType = '';
  const passed = new Map<string, string>();
  const dropped = new Set<string>();
  for (const [given, value] of headers) {
    const name = given.toLowerCase();
    if (name === 'content-type') {
      contentType = value;
    } else if (PASSED.test(name) && VISIBLE.test(value)) {
      passed.set(name, value);
    } else if (!HABITUAL.test(name)) {
      dropped.add(name.slice(0, 100));
    }
  }
  const length = [...passed].reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (length > PASSED_MAX_LENGTH) {
    throw new ServerFault('headers_too_large', `${length} characters in ${[...passed.keys()].join(', ')}`, `keep what is in headers below ${PASSED_MAX_LENGTH} characters`);
  }
  return { contentType, passed: Object.fromEntries(passed), dropped: [...dropped].slice(0, 20) };
}
