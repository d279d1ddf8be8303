import type { CatalogueReader } from './catalogue/catalogue-reader';
import { type AuthorizedRequest, MessageHandler, type Trace } from './dispatch';
import type { RequestHeaders } from './http/request-headers';
import { corsHeaders, transportRefusal } from './http/transport';
import type { Invoke } from './invoke/invoker';
import { ERROR_CODES, errorResponse, readMessage } from './protocol/json-rpc';
import { claimsModern, headerClaimsModern } from './protocol/modern';
import { badRequest, internalError, invalidRequest, json } from './protocol/reply';
import type { Caller } from '../../src/contract/authorizer/caller';
import type { HttpReply } from '../platform/http';
import type { Log } from '../platform/log';

const LOGGED_NAME_MAX_LENGTH = 200;

export interface EndpointOptions {
  readonly catalogue: CatalogueReader;
  readonly invoke: Invoke;
  readonly log: Log;
  /** Browser origins that may call, the server's own among them. */
  readonly allowedOrigins: ReadonlySet<string>;
}

/** A request to `/mcp`, free of how it came. */
export interface McpRequest {
  readonly method: string;
  readonly headers: RequestHeaders;
  readonly body: string;
  /** Undefined where no authorizer ran, which must not happen. */
  readonly caller: Caller | undefined;
  readonly requestId: string;
  readonly remainingMillis: number;
}

/**
 * The one endpoint, `/mcp`.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export class Endpoint {
  private readonly messages: MessageHandler;

  constructor(private readonly options: EndpointOptions) {
    this.messages = new MessageHandler(options);
  }

  /** Never rejects. */
  async answer(request: McpRequest): Promise<HttpReply> {
    const started = Date.now();
    const trace: Trace = {};
    let reply: HttpReply;
    try {
      const routed = this.route(request, trace);
      reply = routed instanceof Promise ? await routed : routed;
    } catch (error) {
      this.options.log('error', 'unexpected error', { requestId: request.requestId, error: error instanceof Error ? error.stack : String(error) });
      reply = json(500, errorResponse(null, internalError(request.requestId)));
    }
    const { caller, requestId } = request;
    this.options.log('info', 'mcp request', {
      requestId,
      method: clipped(trace.method),
      name: clipped(trace.name),
      protocolVersion: trace.revision,
      subject: caller?.subject,
      clientId: caller?.clientId,
      status: reply.statusCode,
      outcome: trace.outcome,
      durationMs: Date.now() - started,
    });
    const cors = corsHeaders(request.headers, this.options.allowedOrigins);
    return cors ? { ...reply, headers: { ...reply.headers, ...cors } } : reply;
  }

  private route(request: McpRequest, trace: Trace): HttpReply | Promise<HttpReply> {
    const refusal = transportRefusal(request, this.options.allowedOrigins);
    if (refusal) {
      return json(refusal.statusCode, errorResponse(null, { code: ERROR_CODES.invalidRequest, message: refusal.message }), refusal.headers);
    }
    if (!isAuthorized(request)) {
      this.options.log('error', 'no authorizer ran before the MCP function: the request is refused', { requestId: request.requestId });
      return json(500, errorResponse(null, internalError(request.requestId)));
    }
    let body: unknown;
    try {
      body = JSON.parse(request.body);
    } catch {
      return badRequest(null, { code: ERROR_CODES.parseError, message: 'Parse error: the body is not JSON' });
    }
    if (Array.isArray(body)) {
      return this.messages.batch(body, request, trace);
    }
    const message = readMessage(body);
    if (message.kind === 'invalid') {
      return invalidRequest(message.id, 'not a JSON-RPC 2.0 message with a string or number as id');
    }
    const modern = headerClaimsModern(request.headers) || (message.kind !== 'response' && claimsModern(message.params));
    return modern ? this.messages.modern(message, request, trace) : this.messages.initializeEra(message, request, trace);
  }
}

function isAuthorized(request: McpRequest): request is AuthorizedRequest {
  return request.caller !== undefined;
}

/** Names are the client's words: the log need not hold all of them. */
function clipped(name: unknown): string | undefined {
  return typeof name === 'string' ? name.slice(0, LOGGED_NAME_MAX_LENGTH) : undefined;
}
