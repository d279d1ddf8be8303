import type { PlainRequest, ProxyEvent } from './event';
import { isForm } from './form';
import { withRedirectUri } from './omitted-redirect-uri';
import { withTokenAlias } from './token-alias';
import {
  AUTHORIZE_PATH, INTROSPECTION_PATH, PUSHED_AUTHORIZATION_REQUEST_PATH, REGISTRATION_ALIASES, REVOCATION_PATH, TOKEN_PATH,
} from '../../../src/contract/gateway/routes';
import { dictionary } from '../../platform/dictionary';
import { oauthRequest } from '../policies/authorization-request';

/** The public URL is fixed by the deployment; request headers cannot change it. */
const UNTRUSTED_HEADER = /^(host|forwarded|x-forwarded-.*|x-original-.*|x-rewrite-url)$/;

const ALIASES: ReadonlyMap<string, string> = new Map(Object.entries(REGISTRATION_ALIASES));

export function plainRequest(event: ProxyEvent): PlainRequest {
  const headers = plainHeaders(event);
  const body = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  // HEAD is handled as GET without a response body, so that code that distinguishes reads from writes sees only two methods.
  const method = event.httpMethod === 'HEAD' ? 'GET' : event.httpMethod;
  const request = { method, path: canonicalPath(event), query: queryString(event), headers, body };
  if (request.path === REVOCATION_PATH || request.path === INTROSPECTION_PATH) {
    return withBody(request, withTokenAlias);
  }
  if (request.path === TOKEN_PATH) {
    return withBody(request, withRedirectUri);
  }
  if (request.path === PUSHED_AUTHORIZATION_REQUEST_PATH) {
    return withBody(request, oauthRequest);
  }
  if (request.path !== AUTHORIZE_PATH) {
    return request;
  }
  const authorization = request.method === 'POST' ? asGet(request) : request;
  return { ...authorization, query: oauthRequest(authorization.query) };
}

function withBody(request: PlainRequest, change: (body: string) => string): PlainRequest {
  return isForm(request.headers['content-type']?.join(', ')) ? { ...request, body: Buffer.from(change(request.body.toString())) } : request;
}

/** From the route's template: the event's path may or may not begin with the stage, and a stage may have the name of a route. */
function canonicalPath({ resource, path, pathParameters }: ProxyEvent): string {
  const parameters = new Map(Object.entries(pathParameters ?? {}));
  const expanded = (resource || path).replace(/\{([^}+]+)\+?\}/g, (_, name: string) => encodeURIComponent(parameters.get(name) ?? ''));
  const [, first, ...rest] = expanded.split('/');
  return [ALIASES.get(`/${first}`) ?? `/${first}`, ...rest].join('/');
}

/** Every value of a repeated parameter, so that repetition can be refused. */
function queryString({ multiValueQueryStringParameters, queryStringParameters }: ProxyEvent): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(multiValueQueryStringParameters ?? queryStringParameters ?? {})) {
    for (const each of typeof value === 'string' ? [value] : value ?? []) {
      query.append(name, each);
    }
  }
  return query.toString();
}

function plainHeaders({ headers, multiValueHeaders }: ProxyEvent): PlainRequest['headers'] {
  const plain = new Map<string, string[]>();
  for (const [name, value] of Object.entries(multiValueHeaders ?? headers ?? {})) {
    const lower = name.toLowerCase();
    if (!UNTRUSTED_HEADER.test(lower)) {
      plain.set(lower, [...plain.get(lower) ?? [], ...typeof value === 'string' ? [value] : value ?? []]);
    }
  }
  return dictionary(plain);
}

/** A client may post an authorization request; the library would need cross-site cookies for it. */
function asGet(request: PlainRequest): PlainRequest {
  const headers = dictionary(Object.entries(request.headers).filter(([name]) => !/^content-(type|length)$/.test(name)));
  return { ...request, method: 'GET', headers, query: [request.query, request.body.toString()].filter(Boolean).join('&'), body: Buffer.alloc(0) };
}
