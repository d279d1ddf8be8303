import { REGISTRATION_MAX_BYTES } from '../../src/contract/limits';
import { REGISTRATION_PATH, ROUTES } from '../../src/contract/routes';
import type { Log } from '../platform/log';
import { countMetric } from '../platform/metric';
import type { PlainRequest, ProxyEvent, ProxyResult } from './lambda/event';
import { incomingMessage, run } from './lambda/node-http';
import { plainRequest } from './lambda/plain-request';
import { type RequestTrace, traceOf } from './request-trace';
import type { RequestListener } from './server';
import { Unavailable } from './unavailable';

export interface OAuthFunctionParts {
  readonly issuer: string;
  readonly resource: string;
  /** @throws Unavailable */
  listener(): Promise<RequestListener>;
  /** Epoch milliseconds. */
  clock(): number;
  readonly log: Log;
  /** For metrics, which are lines of their own format. */
  writeLine(line: object): void;
}

interface Outcome {
  readonly result: ProxyResult;
  readonly trace: RequestTrace;
}

/** Event in, response out, one log line a request. */
export function oauthFunction(parts: OAuthFunctionParts): (event: ProxyEvent) => Promise<ProxyResult> {
  return async (event) => {
    const startedAt = parts.clock();
    const request = plainRequest(event);
    const { result, trace } = await answer(request, parts);
    const cors = hasOpenCors(event.resource, event.httpMethod);
    parts.log(result.statusCode >= 500 ? 'error' : 'info', 'authorization server', {
      requestId: event.requestContext?.requestId,
      method: event.httpMethod,
      route: event.resource,
      status: result.statusCode,
      millis: parts.clock() - startedAt,
      clientId: trace.clientId,
      grantType: trace.grantType,
      ...trace.error && { error: trace.error.message, reason: trace.error.error_detail ?? causeOf(trace.error) },
    });
    return cors ? withOpenCors(result) : result;
  };
}

async function answer(request: PlainRequest, { issuer, resource, listener, clock, writeLine }: OAuthFunctionParts): Promise<Outcome> {
  if (request.path.startsWith(REGISTRATION_PATH) && request.body.length > REGISTRATION_MAX_BYTES) {
    const error = new Error('invalid_client_metadata');
    return { result: jsonError(400, error.message, `the request must not be larger than ${REGISTRATION_MAX_BYTES} bytes`), trace: { error } };
  }
  const message = incomingMessage(request, new URL(issuer));
  try {
    const result = await run(await listener(), message);
    return { result: result.body === 'Not Found' ? jsonError(404, 'not_found', 'there is nothing here') : result, trace: traceOf(message) };
  } catch (error) {
    if (!(error instanceof Unavailable)) return { result: jsonError(500, 'server_error', 'the request could not be served'), trace: { error: error as Error } };
    if (error.what === 'signing_secret') writeLine(countMetric('signingSecretUnavailable', resource, clock()));
    return { result: jsonError(503, error.message, error.error_description), trace: { error } };
  }
}

function causeOf(error: Error): string | undefined {
  return error.cause instanceof Error ? error.cause.message : undefined;
}

function jsonError(statusCode: number, error: string, description: string | undefined): ProxyResult {
  return {
    statusCode,
    multiValueHeaders: { 'content-type': ['application/json; charset=utf-8'], 'cache-control': ['no-store'] },
    body: JSON.stringify({ error, error_description: description }),
    isBase64Encoded: false,
  };
}

function hasOpenCors(resource: string, method: string): boolean {
  return ROUTES.some((route) => route.path === resource && (route.methods as readonly string[]).includes(method) && route.cors === 'any-origin');
}

/** Any site may read these answers: no cookie plays a part in them. */
function withOpenCors(result: ProxyResult): ProxyResult {
  return {
    ...result,
    multiValueHeaders: {
      ...result.multiValueHeaders,
      'access-control-allow-origin': ['*'],
      'access-control-expose-headers': ['WWW-Authenticate, x-amzn-Remapped-WWW-Authenticate'],
    },
  };
}
