import type { Arguments } from './argument';
import { buildBody } from './body';
import { requireExactNumbers } from './exact-numbers';
import { buildHeaders } from './headers';
import { buildPath } from './path';
import { buildQuery } from './query';
import { UnsendableArgument } from './unsendable';
import type { HttpOperation, HttpRequest } from '../../../../src/contract/connector/http-operation';

/**
 * The request of a call. Arguments have passed the tool's input schema, and are hostile all the same.
 *
 * @param baseUrl of the connection; an operation's own server comes first
 * @throws UnsendableArgument
 */
export function buildRequest(operation: HttpOperation, values: Arguments, baseUrl: string): HttpRequest {
  try {
    requireExactNumbers(values);
    const body = operation.body && buildBody(operation.body, values);
    const headers = buildHeaders(operation, values);
    if (body) {
      headers['content-type'] = body.mediaType;
    }
    return { method: operation.method, url: buildUrl(operation, values, baseUrl), headers, body: body?.bytes };
  } catch (error) {
    // JSON.stringify recurses, JSON.parse does not.
    throw error instanceof RangeError ? new UnsendableArgument([], 'are nested too deeply') : error;
  }
}

function buildUrl(operation: HttpOperation, values: Arguments, baseUrl: string): string {
  const base = new URL(operation.server ?? baseUrl);
  const basePath = base.pathname.replace(/\/+$/, '');
  const path = `${basePath}${buildPath(operation.path, values)}` || '/';
  // A query in the base URL belongs to each request of the connection.
  const query = buildQuery(operation, values, base.search.slice(1));
  const url = new URL(`${base.origin}${path}${query === '' ? '' : `?${query}`}`);
  // The parser repairs what it dislikes. Whatever it repaired came from an argument, and is not what was checked.
  if (url.origin !== base.origin || url.pathname !== path || url.hash !== '') {
    throw new UnsendableArgument([], 'do not make a valid URL');
  }
  return url.href;
}
