import type { PlainRequest, ProxyEvent } from './event';
import { AUTHORIZE_PATH, methodsOf, PUSHED_AUTHORIZATION_REQUEST_PATH, REGISTRATION_PATH, ROUTES } from '../../../src/contract/gateway/routes';
import { AUTHORIZATION_REQUEST_MAX_BYTES, REGISTRATION_MAX_BYTES } from '../../../src/contract/limits';

export interface RequestProblem {
  readonly statusCode: 400 | 405 | 415;
  readonly error: 'invalid_client_metadata' | 'invalid_request';
  readonly description: string;
  readonly headers?: { readonly [name: string]: readonly string[] };
}

/** Limit for data that anyone can make this server store. */
const MAX_BYTES: ReadonlyMap<string, number> = new Map([
  [REGISTRATION_PATH, REGISTRATION_MAX_BYTES],
  [AUTHORIZE_PATH, AUTHORIZATION_REQUEST_MAX_BYTES],
  [PUSHED_AUTHORIZATION_REQUEST_PATH, AUTHORIZATION_REQUEST_MAX_BYTES],
]);

/** Why a request is refused before it is parsed; undefined if it is not. */
export function requestProblem(request: PlainRequest): RequestProblem | undefined {
  const coding = contentCoding(request);
  if (coding !== undefined) {
    return {
      statusCode: 415,
      error: 'invalid_request',
      description: `the content encoding ${coding} is not supported: send the body as it is`,
      // RFC 9110, section 15.5.16.
      headers: { 'accept-encoding': ['identity'] },
    };
  }
  const limit = MAX_BYTES.get(firstSegment(request)) ?? Infinity;
  if (request.body.length <= limit && request.query.length <= limit) {
    return undefined;
  }
  const error = firstSegment(request) === REGISTRATION_PATH ? 'invalid_client_metadata' : 'invalid_request';
  return { statusCode: 400, error, description: `the request must not be larger than ${limit} bytes` };
}

/** Where a path takes several methods, the gateway forwards requests with any method: those that no route names are refused here. */
export function methodProblem({ resource, httpMethod }: ProxyEvent): RequestProblem | undefined {
  const allowed = methodsOf(ROUTES.filter(({ path }) => path === resource));
  if (allowed.length === 0 || allowed.includes(httpMethod)) {
    return undefined;
  }
  const list = allowed.join(', ');
  return { statusCode: 405, error: 'invalid_request', description: `only ${list} is allowed here`, headers: { allow: [list] } };
}

export function firstSegment({ path }: PlainRequest): string {
  return `/${path.split('/')[1]}`;
}

/** The content encoding, limited to characters that a message may quote; undefined for an unencoded body (RFC 9110, section 8.4). */
function contentCoding({ headers }: PlainRequest): string | undefined {
  const codings = (headers['content-encoding'] ?? []).flatMap((value) => value.split(',')).map((coding) => coding.trim().toLowerCase());
  const unknown = codings.find((coding) => coding !== '' && coding !== 'identity');
  return unknown?.replace(/[^a-z0-9-]/g, '').slice(0, 20);
}
