import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { CHALLENGE_CONTEXT_KEY } from '../contract/authorizer/caller';
import { MCP_PATH, PROTECTED_RESOURCE_METADATA_PATH } from '../contract/gateway/routes';
import { RETRY_AFTER_SECONDS } from '../contract/limits';

interface ErrorAnswer {
  readonly error: string;
  readonly description: string;
}

interface GatewayAnswer extends ErrorAnswer {
  readonly id: string;
  readonly type: apigateway.ResponseType;
  readonly status?: number;
  readonly headers?: { readonly [name: string]: string };
  /** Where their values come from. */
  readonly mappedHeaders?: { readonly [name: string]: string };
}

/** Pages of any origin may read these answers: they hold no secret, and a client that can't read the challenge can't sign in. */
const CORS_HEADERS = { 'Access-Control-Allow-Origin': '*', 'Access-Control-Expose-Headers': 'WWW-Authenticate,Retry-After' };

const NOT_FOUND: ErrorAnswer = { error: 'not_found', description: 'There is no such route.' };

/** The body of an error, as a template: what reads it knows `$context` and nothing else of Velocity. */
export function errorBody({ error, description }: ErrorAnswer): string {
  return `{"error":"${error}","error_description":"${description}","request_id":"$context.requestId"}`;
}

/** Of a path that does not exist, whatever finds out. */
export const NOT_FOUND_BODY = errorBody(NOT_FOUND);

export interface ChallengeFacts {
  /** The server's public base URL. */
  readonly baseUrl: string;
  /** The scopes that clients should request first. */
  readonly scopes: readonly string[];
}

/**
 * Says what API Gateway answers by itself. A function cannot send a challenge: API Gateway renames its WWW-Authenticate.
 *
 * @param challenge undefined where no token is required
 */
export function addGatewayResponses(restApi: apigateway.RestApi, challenge: ChallengeFacts | undefined): void {
  const { ResponseType } = apigateway;
  const answers: GatewayAnswer[] = [
    ...challenge === undefined ? [] : refusals(challenge),
    {
      // What API Gateway calls a missing token is a route that does not exist.
      id: 'NotFound',
      type: ResponseType.MISSING_AUTHENTICATION_TOKEN,
      status: 404,
      ...NOT_FOUND,
    },
    {
      id: 'Throttled',
      type: ResponseType.THROTTLED,
      status: 429,
      error: 'too_many_requests',
      description: 'Too many requests. Try again later.',
      headers: { 'Retry-After': '1' },
    },
    { id: 'Filtered', type: ResponseType.WAF_FILTERED, status: 403, error: 'forbidden', description: 'The firewall refused the request.' },
    { id: 'RequestTooLarge', type: ResponseType.REQUEST_TOO_LARGE, status: 413, error: 'request_too_large', description: 'The request is too large.' },
    { id: 'ClientError', type: ResponseType.DEFAULT_4XX, error: 'invalid_request', description: 'The request cannot be served.' },
    // Of a function that is throttled, ends or takes too long. After a refresh with `server_error` the official SDKs ask their user to sign in again.
    { id: 'ServerError', type: ResponseType.DEFAULT_5XX, error: 'temporarily_unavailable', description: 'The server failed. Try again later.' },
  ];
  answers.forEach((answer) => restApi.addGatewayResponse(answer.id, {
    type: answer.type,
    statusCode: answer.status?.toString(),
    responseHeaders: { ...quoted({ ...CORS_HEADERS, ...answer.headers }), ...answer.mappedHeaders },
    templates: { 'application/json': errorBody(answer) },
  }));
}

function refusals({ baseUrl, scopes }: ChallengeFacts): GatewayAnswer[] {
  const { ResponseType } = apigateway;
  const scope = scopes.length === 0 ? '' : `, scope="${scopes.join(' ')}"`;
  return [
    {
      // The authorizer could not judge the token: nothing ran, and a client must not discard a token that may be good.
      id: 'AuthorizerFailure',
      type: ResponseType.AUTHORIZER_FAILURE,
      status: 503,
      error: 'temporarily_unavailable',
      description: 'The access token could not be checked. Try again later.',
      headers: { 'Retry-After': String(RETRY_AFTER_SECONDS) },
    },
    {
      // Also when the token is bad: the header's text is fixed, so it cannot say which, and leaves out `error`.
      id: 'Unauthorized',
      type: ResponseType.UNAUTHORIZED,
      status: 401,
      error: 'unauthorized',
      description: 'A valid access token is needed.',
      headers: {
        'WWW-Authenticate': `Bearer resource_metadata="${baseUrl}${PROTECTED_RESOURCE_METADATA_PATH}${MCP_PATH}"${scope}`,
        'Cache-Control': 'no-store',
      },
    },
    {
      id: 'AccessDenied',
      type: ResponseType.ACCESS_DENIED,
      status: 403,
      error: 'insufficient_scope',
      description: 'The access token does not permit this request.',
      headers: { 'Cache-Control': 'no-store' },
      // The scopes depend on the request, which the authorizer has seen.
      mappedHeaders: { 'WWW-Authenticate': `context.authorizer.${CHALLENGE_CONTEXT_KEY}` },
    },
  ];
}

function quoted(headers: { readonly [name: string]: string }): { [name: string]: string } {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, `'${value}'`]));
}
