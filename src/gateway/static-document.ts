import { createHash } from 'node:crypto';
import { corsAnswer, preflightAnswer } from './cors';
import { errorBody } from './gateway-responses';
import { methodIs, MockAnswer } from './mock-answer';
import { velocitySafe, velocityString } from './velocity';
import { Route } from '../contract/gateway/routes';

export interface StaticDocument {
  readonly route: Route;
  readonly mediaType: string;
  /** May hold tokens. */
  readonly json: string;
  /** The same, with intrinsics in the place of tokens: equal in every synthesis. */
  readonly resolved: string;
}

/** Seconds that clients may keep it. */
const MAX_AGE_SECONDS = 3600;

/** HTTP/2 clients write header names in lower case, and the map of headers has them as the client wrote them. */
const SET_IF_NONE_MATCH = [
  "#set($known = $input.params().header.get('If-None-Match'))",
  "#if(!$known || $known == '')#set($known = $input.params().header.get('if-none-match'))#end",
].join('\n');

/** What one mock answers for a document that everybody may read and keep, and ask whether it has changed. */
export function staticDocumentAnswers({ route, mediaType, json, resolved }: StaticDocument): readonly MockAnswer[] {
  const etag = `"${createHash('sha256').update(resolved).digest('hex').slice(0, 32)}"`;
  const cors = { ...corsAnswer('any-origin', []).headers, 'Access-Control-Expose-Headers': 'ETag' };
  const headers = { 'Cache-Control': `public, max-age=${MAX_AGE_SECONDS}`, 'ETag': etag, ...cors };
  const isRead = `(${methodIs('GET')} || ${methodIs('HEAD')})`;
  return [
    {
      status: 204,
      headers: { ...preflightAnswer([route], [])!.headers, 'Access-Control-Allow-Headers': 'Accept,Content-Type,If-None-Match' },
      body: '',
      when: { test: methodIs('OPTIONS') },
    },
    {
      status: 405,
      headers: { Allow: 'GET, HEAD', ...cors },
      body: errorBody({ error: 'method_not_allowed', description: 'Only GET and HEAD are allowed here.' }),
      when: { test: `!${isRead}` },
    },
    {
      status: 304,
      headers,
      body: '',
      when: { set: SET_IF_NONE_MATCH, test: `$known && ($known == '*' || $known.contains(${velocityString(etag)}))` },
    },
    { status: 200, headers: { 'Content-Type': mediaType, ...headers }, body: velocitySafe(json) },
  ];
}
