import type { EndpointOptions, McpRequest } from './endpoint';
import { type Methods, methodsOf } from './methods';
import type { Revision } from './methods/method';
import { allowsBatches, headerRevision, requestRevision } from './protocol/initialize-era';
import { ERROR_CODES, errorResponse, isObject, type Message, type Params, readMessage, type RequestId } from './protocol/json-rpc';
import { claimsModern, headerClaimsModern, modernRequestError } from './protocol/modern';
import type { Outcome } from './protocol/outcome';
import { ACCEPTED, badRequest, internalError, invalidRequest, json, modernStatus, response } from './protocol/reply';
import type { Caller } from '../../src/contract/authorizer/caller';
import { type InitializeEraProtocolVersion, MODERN_PROTOCOL_VERSION } from '../../src/contract/mcp/protocol-versions';
import type { HttpReply } from '../platform/http';

/** More than any client sends, and few enough to be run at once. */
const BATCH_MAX_LENGTH = 50;

const UNSUPPORTED_HEADER = 'MCP-Protocol-Version names a version that this server does not speak';

type ValidMessage = Exclude<Message, { readonly kind: 'invalid' }>;
type Rpc = Extract<Message, { readonly kind: 'request' }>;

export type AuthorizedRequest = McpRequest & { readonly caller: Caller };

/** What the log says of a request, collected on its way. */
export interface Trace {
  method?: string;
  /** Of the tool, the prompt or the resource. */
  name?: unknown;
  revision?: Revision;
  outcome?: string;
}

/** Runs messages as their revision demands. What is not awaited is not promised: most of a request is done in one go. */
export class MessageHandler {
  private readonly methods = new Map<Revision, Methods>();

  constructor(private readonly options: EndpointOptions) {}

  modern(message: ValidMessage, request: AuthorizedRequest, trace: Trace): HttpReply | Promise<HttpReply> {
    trace.revision = MODERN_PROTOCOL_VERSION;
    if (message.kind === 'response') {
      return invalidRequest(null, 'clients do not send responses');
    }
    trace.method = message.method;
    if (message.kind === 'notification') {
      return ACCEPTED;
    }
    const error = modernRequestError(message, request.headers);
    if (error) {
      return badRequest(message.id, error);
    }
    return this.run(message, MODERN_PROTOCOL_VERSION, request, trace, modernReply);
  }

  initializeEra(message: ValidMessage, request: AuthorizedRequest, trace: Trace): HttpReply | Promise<HttpReply> {
    const header = headerRevision(request.headers);
    if (header === undefined) {
      return invalidRequest('id' in message ? message.id : null, UNSUPPORTED_HEADER);
    }
    trace.revision = header;
    if (message.kind !== 'request') {
      trace.method = message.kind === 'notification' ? message.method : undefined;
      return ACCEPTED;
    }
    return this.runInitializeEra(message, header, request, trace);
  }

  async batch(items: readonly unknown[], request: AuthorizedRequest, trace: Trace): Promise<HttpReply> {
    const revision = headerRevision(request.headers);
    if (headerClaimsModern(request.headers) || items.some(itemClaimsModern)) {
      return invalidRequest(null, 'one message a request');
    }
    if (revision === undefined) {
      return invalidRequest(null, UNSUPPORTED_HEADER);
    }
    if (!allowsBatches(revision)) {
      return invalidRequest(null, `${revision} has no batches`);
    }
    if (items.length === 0 || items.length > BATCH_MAX_LENGTH) {
      return invalidRequest(null, `a batch has 1 to ${BATCH_MAX_LENGTH} messages`);
    }
    trace.revision = revision;
    const responses = await Promise.all(items.map((item) => this.batchItem(readMessage(item), revision, request, trace)));
    const given = responses.filter((text) => text !== undefined);
    return given.length === 0 ? ACCEPTED : json(200, `[${given.join(',')}]`);
  }

  private async batchItem(
    message: Message, revision: InitializeEraProtocolVersion, request: AuthorizedRequest, trace: Trace,
  ): Promise<string | undefined> {
    if (message.kind === 'invalid') {
      return errorResponse(message.id, { code: ERROR_CODES.invalidRequest, message: 'Invalid request' });
    }
    if (message.kind !== 'request') {
      return undefined;
    }
    if (message.method === 'initialize') {
      return errorResponse(message.id, { code: ERROR_CODES.invalidRequest, message: 'Invalid request: initialize cannot be part of a batch' });
    }
    return this.run(message, revision, request, trace, response);
  }

  private runInitializeEra(
    message: Rpc, header: InitializeEraProtocolVersion, request: AuthorizedRequest, trace: Trace,
  ): HttpReply | Promise<HttpReply> {
    if (message.method === 'initialize' && typeof message.params?.protocolVersion !== 'string') {
      return initializeEraReply(message.id, { error: { code: ERROR_CODES.invalidParams, message: 'params.protocolVersion must be a string' } });
    }
    const revision = requestRevision(message, header);
    trace.revision = revision;
    return this.run(message, revision, request, trace, initializeEraReply);
  }

  /** @param write what the outcome becomes, in the same step: each promise on the way costs a request a twentieth of its time */
  private run<T>(
    { id, method: name, params = {} }: Rpc, revision: Revision, request: AuthorizedRequest, trace: Trace, write: (id: RequestId, outcome: Outcome) => T,
  ): T | Promise<T> {
    const finish = (outcome: Outcome) => write(id, traced(trace, outcome));
    trace.method = name;
    trace.name = typeof params.name === 'string' ? params.name : params.uri;
    const method = this.methodsOf(revision).get(name);
    if (method === undefined) {
      return finish({ error: { code: ERROR_CODES.methodNotFound, message: `Method not found: ${name}` } });
    }
    const { catalogue, invoke, log } = this.options;
    const { headers, caller, requestId, remainingMillis } = request;
    try {
      const outcome = method(params, { revision, catalogue, headers, caller, requestId, remainingMillis, invoke, log });
      return outcome instanceof Promise ? outcome.then(finish, (error) => finish(this.failed(error, name, requestId))) : finish(outcome);
    } catch (error) {
      return finish(this.failed(error, name, requestId));
    }
  }

  private failed(error: unknown, method: string, requestId: string): Outcome {
    this.options.log('error', 'unexpected error', { requestId, method, error: error instanceof Error ? error.stack : String(error) });
    return { error: internalError(requestId) };
  }

  private methodsOf(revision: Revision): Methods {
    let methods = this.methods.get(revision);
    if (methods === undefined) {
      methods = methodsOf(revision, this.options.catalogue.index.revisions[revision]);
      this.methods.set(revision, methods);
    }
    return methods;
  }
}

function modernReply(id: RequestId, outcome: Outcome): HttpReply {
  return json(modernStatus(outcome), response(id, outcome));
}

function initializeEraReply(id: RequestId, outcome: Outcome): HttpReply {
  return json(200, response(id, outcome));
}

function itemClaimsModern(item: unknown): boolean {
  return isObject(item) && isObject(item.params) && claimsModern(item.params as Params);
}

function traced(trace: Trace, outcome: Outcome): Outcome {
  trace.outcome = 'error' in outcome ? `error ${outcome.error.code}` : outcome.toolError ? 'tool error' : 'ok';
  return outcome;
}
