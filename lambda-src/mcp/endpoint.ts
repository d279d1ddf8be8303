import type { Caller } from '../../src/contract/caller';
import { type InitializeEraProtocolVersion, MODERN_PROTOCOL_VERSION } from '../../src/contract/protocol-versions';
import type { Headers, HttpReply } from '../platform/http';
import type { Log } from '../platform/log';
import type { CatalogueReader } from './catalogue';
import type { Invoke } from './invoke/invocation-outcome';
import { findMethod } from './methods';
import type { Revision } from './method-context';
import type { Outcome } from './outcome';
import { allowsBatches, headerRevision, requestRevision } from './protocol/initialize-era';
import { ERROR_CODES, errorResponse, isObject, type Message, readMessage, type RequestId, resultResponse, type RpcError } from './protocol/json-rpc';
import { claimsModern, headerClaimsModern, modernRequestError } from './protocol/modern';
import { corsHeaders, transportRefusal } from './transport';

/** More than any client sends, and few enough to be run at once. */
const BATCH_MAX_LENGTH = 50;

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
  readonly headers: Headers;
  readonly body: string;
  /** Undefined where no authorizer ran, which must not happen. */
  readonly caller: Caller | undefined;
  readonly requestId: string;
  readonly remainingMillis: number;
}

type Rpc = Extract<Message, { readonly kind: 'request' }>;

/** What the log says of a request, collected on its way. */
interface Trace {
  rpc?: string;
  /** Of the tool, the prompt or the resource. */
  name?: unknown;
  revision?: Revision;
  outcome?: string;
}

const ACCEPTED: HttpReply = { statusCode: 202, headers: {}, body: '' };

/**
 * Answers a request to `/mcp`. Never rejects.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export async function answer(request: McpRequest, options: EndpointOptions): Promise<HttpReply> {
  const started = performance.now();
  const trace: Trace = {};
  let reply: HttpReply;
  try {
    reply = await route(request, options, trace);
  } catch (error) {
    options.log('error', 'unexpected error', { requestId: request.requestId, error: error instanceof Error ? error.stack : String(error) });
    reply = internalError(null, request.requestId);
  }
  const { caller, requestId } = request;
  options.log('info', 'mcp request', {
    requestId,
    method: clipped(trace.rpc),
    name: clipped(trace.name),
    protocolVersion: trace.revision,
    subject: caller?.subject,
    clientId: caller?.clientId,
    status: reply.statusCode,
    outcome: trace.outcome,
    durationMs: Math.round((performance.now() - started) * 1000) / 1000,
  });
  const cors = corsHeaders(request.headers, options.allowedOrigins);
  return cors ? { ...reply, headers: { ...reply.headers, ...cors } } : reply;
}

async function route(request: McpRequest, options: EndpointOptions, trace: Trace): Promise<HttpReply> {
  const refusal = transportRefusal(request, options.allowedOrigins);
  if (refusal) {
    return json(refusal.statusCode, errorResponse(null, { code: ERROR_CODES.invalidRequest, message: refusal.message }), refusal.headers);
  }
  const { caller, headers } = request;
  if (caller === undefined) {
    options.log('error', 'no authorizer ran before the MCP function: the request is refused', { requestId: request.requestId });
    return internalError(null, request.requestId);
  }
  let body: unknown;
  try {
    body = JSON.parse(request.body);
  } catch {
    return badRequest(null, { code: ERROR_CODES.parseError, message: 'Parse error: the body is not JSON' });
  }
  const handler = new MessageHandler({ ...request, caller }, options, trace);
  if (Array.isArray(body)) {
    return handler.batch(body);
  }
  const message = readMessage(body);
  if (message.kind === 'invalid') {
    return badRequest(message.id, { code: ERROR_CODES.invalidRequest, message: 'Invalid request: not a JSON-RPC 2.0 message with a string or number as id' });
  }
  const modern = message.kind === 'response' ? headerClaimsModern(headers) : claimsModern(message.params, headers);
  return modern ? handler.modern(message) : handler.initializeEra(message);
}

type ValidMessage = Exclude<Message, { readonly kind: 'invalid' }>;

class MessageHandler {
  constructor(private readonly request: McpRequest & { readonly caller: Caller }, private readonly options: EndpointOptions, private readonly trace: Trace) {}

  async modern(message: ValidMessage): Promise<HttpReply> {
    this.trace.revision = MODERN_PROTOCOL_VERSION;
    if (message.kind === 'response') {
      return badRequest(null, { code: ERROR_CODES.invalidRequest, message: 'Invalid request: clients do not send responses' });
    }
    this.trace.rpc = message.method;
    if (message.kind === 'notification') {
      return ACCEPTED;
    }
    const error = modernRequestError(message, this.request.headers);
    if (error) {
      return badRequest(message.id, error);
    }
    const outcome = await this.run(message, MODERN_PROTOCOL_VERSION);
    return json(modernStatus(outcome), response(message.id, outcome));
  }

  async initializeEra(message: ValidMessage): Promise<HttpReply> {
    const revision = headerRevision(this.request.headers);
    if (revision === undefined) {
      return badRequest('id' in message ? message.id : null, unsupportedHeader());
    }
    this.trace.revision = revision;
    if (message.kind !== 'request') {
      this.trace.rpc = message.kind === 'notification' ? message.method : undefined;
      return ACCEPTED;
    }
    return json(200, response(message.id, await this.runInitializeEra(message, revision)));
  }

  async batch(items: readonly unknown[]): Promise<HttpReply> {
    const revision = headerRevision(this.request.headers);
    const refuse = (message: string) => badRequest(null, { code: ERROR_CODES.invalidRequest, message: `Invalid request: ${message}` });
    if (headerClaimsModern(this.request.headers) || items.some((item) => isObject(item) && isObject(item.params) && claimsModern(item.params, {}))) {
      return refuse('one message a request');
    }
    if (revision === undefined) {
      return badRequest(null, unsupportedHeader());
    }
    if (!allowsBatches(revision)) {
      return refuse(`${revision} has no batches`);
    }
    if (items.length === 0 || items.length > BATCH_MAX_LENGTH) {
      return refuse(`a batch has 1 to ${BATCH_MAX_LENGTH} messages`);
    }
    this.trace.revision = revision;
    const responses = await Promise.all(items.map((item) => this.batchItem(readMessage(item), revision)));
    const given = responses.filter((text) => text !== undefined);
    return given.length === 0 ? ACCEPTED : json(200, `[${given.join(',')}]`);
  }

  private async batchItem(message: Message, revision: InitializeEraProtocolVersion): Promise<string | undefined> {
    if (message.kind === 'invalid') {
      return errorResponse(message.id, { code: ERROR_CODES.invalidRequest, message: 'Invalid request' });
    }
    if (message.kind !== 'request') {
      return undefined;
    }
    if (message.method === 'initialize') {
      return errorResponse(message.id, { code: ERROR_CODES.invalidRequest, message: 'Invalid request: initialize cannot be part of a batch' });
    }
    return response(message.id, await this.run(message, revision));
  }

  private async runInitializeEra(message: Rpc, header: InitializeEraProtocolVersion): Promise<Outcome> {
    if (message.method === 'initialize' && typeof message.params?.protocolVersion !== 'string') {
      return { error: { code: ERROR_CODES.invalidParams, message: 'params.protocolVersion must be a string' } };
    }
    const revision = requestRevision(message, header);
    this.trace.revision = revision;
    return this.run(message, revision);
  }

  private async run({ method: name, params = {} }: Rpc, revision: Revision): Promise<Outcome> {
    const { catalogue, invoke, log } = this.options;
    const { headers, caller, requestId, remainingMillis } = this.request;
    this.trace.rpc = name;
    this.trace.name = typeof params.name === 'string' ? params.name : params.uri;
    const method = findMethod(name, revision, catalogue.index.revisions[revision]);
    if (!method) {
      return { error: { code: ERROR_CODES.methodNotFound, message: `Method not found: ${name}` } };
    }
    const context = { revision, catalogue, headers, caller, requestId, remainingMillis, invoke, log };
    try {
      const pending = method(params, context);
      const outcome = pending instanceof Promise ? await pending : pending;
      this.trace.outcome = 'error' in outcome ? `error ${outcome.error.code}` : outcome.toolError ? 'tool error' : 'ok';
      return outcome;
    } catch (error) {
      log('error', 'unexpected error', { requestId, method: name, error: error instanceof Error ? error.stack : String(error) });
      return { error: internal(requestId) };
    }
  }
}

/** Names are the client's words: the log need not hold all of them. */
function clipped(name: unknown): string | undefined {
  return typeof name === 'string' ? name.slice(0, LOGGED_NAME_MAX_LENGTH) : undefined;
}

function modernStatus(outcome: Outcome): number {
  if (!('error' in outcome)) {
    return 200;
  }
  switch (outcome.error.code) {
    case ERROR_CODES.methodNotFound: return 404;
    case ERROR_CODES.internalError: return 500;
    default: return outcome.badRequest ? 400 : 200;
  }
}

function response(id: RequestId, outcome: Outcome): string {
  return 'error' in outcome ? errorResponse(id, outcome.error) : resultResponse(id, outcome.result);
}

function unsupportedHeader(): RpcError {
  return { code: ERROR_CODES.invalidRequest, message: 'Invalid request: MCP-Protocol-Version names a version that this server does not speak' };
}

function internal(requestId: string): RpcError {
  return { code: ERROR_CODES.internalError, message: `Internal error (reference: ${requestId})` };
}

function internalError(id: RequestId | null, requestId: string): HttpReply {
  return json(500, errorResponse(id, internal(requestId)));
}

function badRequest(id: RequestId | null, error: RpcError): HttpReply {
  return json(400, errorResponse(id, error));
}

const JSON_HEADERS = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };

function json(statusCode: number, body: string, headers?: { readonly [name: string]: string }): HttpReply {
  return { statusCode, headers: headers ? { ...JSON_HEADERS, ...headers } : JSON_HEADERS, body };
}
