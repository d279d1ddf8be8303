import { oauthEventOf, oauthOutcome } from '../../src/contract/audit/oauth-event';
import { ACCESS_PATH, AUTHORIZE_PATH, CALLBACK_PATH, INTERACTION_PATH, routeOf, SIGNED_OUT_PATH } from '../../src/contract/gateway/routes';
import { RETRY_AFTER_SECONDS } from '../../src/contract/limits';
import type { Log } from '../platform/log';
import { countMetric } from '../platform/metric';
import { oauthMetrics } from '../platform/oauth-metrics';
import { Unavailable } from './errors/unavailable';
import type { PlainRequest, ProxyEvent, ProxyResult } from './lambda/event';
import { incomingMessage, run } from './lambda/node-http';
import { plainRequest } from './lambda/plain-request';
import { firstSegment, methodProblem, type RequestProblem, requestProblem } from './lambda/request-problem';
import type { ErrorKind } from './pages/message-pages';
import type { PageSource } from './pages/page-context';
import type { RequestListener } from './server';
import { ReadAhead } from './storage/read-ahead';
import { type RequestTrace, traceOf } from './trace/request-trace';
import { PAGE_HEADERS } from '../../src/pages/html/page-headers';
import { clientAddress } from '../platform/client-address';

export interface OAuthFunctionParts {
  readonly issuer: string;
  readonly resource: string;
  readonly pages: PageSource;
  readonly log: Log;
  /** Whether events are counted in their audit lines. */
  readonly countsEvents?: boolean;
  /** @throws Unavailable */
  listener(): Promise<RequestListener>;
  /** Epoch milliseconds. */
  clock(): number;
  /** For metrics, which use a separate log format. */
  writeLine(line: object): void;
}

const UNAVAILABLE = 503;

const BROWSER_PATHS: readonly string[] = [AUTHORIZE_PATH, INTERACTION_PATH, CALLBACK_PATH, ACCESS_PATH, SIGNED_OUT_PATH];

const OPEN_CORS = {
  'access-control-allow-origin': ['*'],
  'access-control-expose-headers': ['WWW-Authenticate, x-amzn-Remapped-WWW-Authenticate, DPoP-Nonce, Retry-After'],
};

/** For a request whose answer a user sees. */
interface ErrorPages {
  readonly pages: PageSource;
  readonly correlationId?: string;
}

interface Outcome {
  readonly result: ProxyResult;
  readonly trace: RequestTrace;
}

/** Event in, response out, one log line per request, even on an exception: if the function itself failed, API Gateway would answer 502 without a reason. */
export function oauthFunction(parts: OAuthFunctionParts): (event: ProxyEvent) => Promise<ProxyResult> {
  return async (event) => {
    const startedAt = parts.clock();
    const { result, trace } = await answer(event, parts);
    const endedAt = parts.clock();
    const oauthEvent = oauthEventOf(event.httpMethod, event.resource);
    const outcome = oauthOutcome(result.statusCode, trace.error?.message);
    parts.log(result.statusCode >= 500 ? 'error' : trace.credentialReused ? 'warn' : 'info', 'authorization server', {
      requestId: event.requestContext?.requestId,
      event: oauthEvent,
      outcome,
      ip: clientAddress(event),
      method: event.httpMethod,
      route: event.resource,
      status: result.statusCode,
      durationMs: endedAt - startedAt,
      clientId: trace.clientId,
      grantType: trace.grantType,
      repeatedRegistration: trace.repeatedRegistration,
      decision: trace.decision,
      subject: trace.subject,
      revokedGrant: trace.revokedGrant,
      credentialReused: trace.credentialReused,
      ...trace.error && { error: trace.error.message, reason: trace.error.error_detail ?? causeOf(trace.error) },
      ...parts.countsEvents && oauthEvent !== undefined && oauthMetrics(parts.resource, oauthEvent, outcome, endedAt),
    });
    if (trace.error instanceof Unavailable && trace.error.what === 'signing_key') {
      parts.writeLine(countMetric('signingSecretUnavailable', parts.resource, parts.clock()));
    }
    if (trace.credentialReused) {
      parts.writeLine(countMetric('credentialReused', parts.resource, parts.clock()));
    }
    const { cors } = routeOf(event.resource, event.httpMethod) ?? {};
    const readable = withCors(result.statusCode === UNAVAILABLE ? repeatable(result) : result, cors === 'any-origin');
    return event.httpMethod === 'HEAD' ? { ...readable, body: '' } : readable;
  };
}

async function answer(event: ProxyEvent, parts: OAuthFunctionParts): Promise<Outcome> {
  try {
    const request = plainRequest(event);
    const problem = methodProblem(event) ?? requestProblem(request);
    const requestId = event.requestContext?.requestId;
    const page = isForPeople(request) ? { pages: parts.pages, correlationId: requestId } : undefined;
    return problem === undefined ? await served(request, requestId, page, parts) : await refused(problem, page);
  } catch (error) {
    return { result: await failure(error as Error, undefined), trace: { error: error as Error } };
  }
}

async function refused({ statusCode, error, description, headers }: RequestProblem, page: ErrorPages | undefined): Promise<Outcome> {
  const result = page ? await pageError(statusCode, 'request', page) : jsonError(statusCode, error, description);
  return {
    result: { ...result, multiValueHeaders: { ...result.multiValueHeaders, ...headers } },
    trace: { error: Object.assign(new Error(error), { error_detail: description }) },
  };
}

async function served(request: PlainRequest, requestId: string | undefined, page: ErrorPages | undefined, parts: OAuthFunctionParts): Promise<Outcome> {
  const { issuer, resource, listener, clock, writeLine } = parts;
  const message = incomingMessage(request, new URL(issuer));
  const trace = traceOf(message);
  trace.requestId = requestId;
  try {
    const serve = await listener();
    const result = await ReadAhead.during(() => run(serve, message));
    return { result: result.body === 'Not Found' ? jsonError(404, 'not_found', 'there is nothing here') : result, trace };
  } catch (error) {
    if (error instanceof Unavailable && error.what === 'signing_secret') {
      writeLine(countMetric('signingSecretUnavailable', resource, clock()));
    }
    return { result: await failure(error as Error, page), trace: { ...trace, error: error as Error } };
  }
}

/** @param page undefined where a program reads the response */
async function failure(error: Error, page: ErrorPages | undefined): Promise<ProxyResult> {
  const unavailable = error instanceof Unavailable;
  if (page !== undefined) {
    return pageError(unavailable ? UNAVAILABLE : 500, unavailable ? 'unavailable' : 'other', page);
  }
  return unavailable ? jsonError(UNAVAILABLE, error.message, error.error_description) : jsonError(500, 'server_error', 'the request could not be served');
}

function isForPeople(request: PlainRequest): boolean {
  return BROWSER_PATHS.includes(firstSegment(request)) && (request.headers.accept ?? []).some((value) => value.includes('text/html'));
}

function causeOf(error: Error): string | undefined {
  return error.cause instanceof Error ? error.cause.message : undefined;
}

async function pageError(statusCode: number, kind: ErrorKind, { pages, correlationId }: ErrorPages): Promise<ProxyResult> {
  const { errorPage } = await import('./pages/message-pages');
  return {
    statusCode,
    multiValueHeaders: Object.fromEntries(Object.entries(PAGE_HEADERS).map(([name, value]) => [name.toLowerCase(), [value]])),
    body: errorPage({ kind, correlationId }, await pages()),
    isBase64Encoded: false,
  };
}

function jsonError(statusCode: number, error: string, description: string | undefined): ProxyResult {
  return {
    statusCode,
    multiValueHeaders: { 'content-type': ['application/json; charset=utf-8'], 'cache-control': ['no-store'] },
    body: JSON.stringify({ error, error_description: description }),
    isBase64Encoded: false,
  };
}

/** What was not served can be sent again: it says when, and takes no cookie back that the next attempt needs. */
function repeatable(result: ProxyResult): ProxyResult {
  const { 'set-cookie': _cookies, ...headers } = result.multiValueHeaders;
  return { ...result, multiValueHeaders: { ...headers, 'retry-after': [String(RETRY_AFTER_SECONDS)] } };
}

/** The route's CORS policy: any site if no cookie is involved, otherwise none. The library would allow any origin. */
function withCors(result: ProxyResult, isOpen: boolean): ProxyResult {
  const others = Object.entries(result.multiValueHeaders).filter(([name]) => !name.startsWith('access-control-'));
  return { ...result, multiValueHeaders: { ...Object.fromEntries(others), ...isOpen && OPEN_CORS } };
}
