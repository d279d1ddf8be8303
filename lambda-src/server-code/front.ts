import type { Context } from 'aws-lambda';
import { canonicalBody } from './incoming/canonical-body';
import { forwardedHeaders } from './incoming/forwarded-headers';
import { scopeRefusal } from './incoming/scope-gate';
import { Delivery } from './reply/delivery';
import { ExpectedResponses } from './reply/expected-responses';
import { relay, type Relayed } from './reply/relay';
import { type OwnServer, ServerFault, type ServerRequest } from './server/own-server';
import { type AccessPolicy } from '../../src/contract/authorizer/access-policy';
import { ANONYMOUS, type Caller, decodeCaller } from '../../src/contract/authorizer/caller';
import type { McpFunctionEnv } from '../../src/contract/mcp/env';
import { encodingRefusal } from '../mcp/http/encoding';
import { requestHeaders } from '../mcp/http/request-headers';
import type { Throttle } from '../mcp/http/throttle';
import { traceIn } from '../mcp/http/trace-context';
import { allowedOriginsOf, transportRefusal, type TransportRefusal } from '../mcp/http/transport';
import { ERROR_CODES } from '../mcp/protocol/error-codes';
import { errorResponse, type RpcError } from '../mcp/protocol/json-rpc';
import type { Message, RpcRequest } from '../mcp/protocol/message';
import { internalError } from '../mcp/protocol/outcome';
import { readMessage } from '../mcp/protocol/read-message';
import { response, statusOf } from '../mcp/protocol/response';
import { requestLines } from '../mcp/request-lines';
import type { Trace } from '../mcp/request-log';
import type { Counter } from '../mcp/request-metrics';
import type { McpEvent } from '../mcp/server';
import { clientAddress } from '../platform/client-address';
import { bodyOf, type Responder } from '../platform/http';
import { log, type Log } from '../platform/log';

/** Time to say that the server was too slow, before Lambda ends the function and the client waits for nothing. */
const RESERVE_MILLIS = 2000;

/** The share of a shorter timeout that is reserved. */
const RESERVE_SHARE = 0.2;

export interface FrontOptions {
  readonly env: McpFunctionEnv;
  readonly accessPolicy: AccessPolicy | undefined;
  readonly server: OwnServer;
  /** Undefined where requests of clients and people are not limited. */
  readonly throttle?: Throttle;
  /** Undefined where nothing is counted. */
  readonly count?: Counter;
  /** @default - one JSON object a line on stdout */
  readonly log?: Log;
}

export type Front = (event: McpEvent, context: Pick<Context, 'getRemainingTimeInMillis'>, responder: Responder) => Promise<void>;

/** Stands before a server that its author brings: what is checked before ours, and what clients may rely on after it. */
export function createFront(options: FrontOptions): Front {
  const front = new FrontServer(options);
  return (event, context, responder) => front.answer(event, withoutReserve(context.getRemainingTimeInMillis()), responder);
}

class FrontServer {
  private readonly allowedOrigins: ReadonlySet<string>;
  private readonly isAnonymous: boolean;
  private readonly log: Log;

  constructor(private readonly options: FrontOptions) {
    const { env } = options;
    this.allowedOrigins = allowedOriginsOf(env.MCP_RESOURCE, env.MCP_ALLOWED_ORIGINS);
    this.isAnonymous = env.MCP_ANONYMOUS === 'true';
    this.log = options.log ?? log;
  }

  /** Resolves when the reply, streamed or not, is complete. */
  async answer(event: McpEvent, remainingMillis: number, responder: Responder): Promise<void> {
    const started = Date.now();
    const { requestId } = event.requestContext;
    const ended = new AbortController();
    const headers = requestHeaders(event);
    const delivery = new Delivery(responder, headers, this.allowedOrigins, () => ended.abort());
    const caller = this.isAnonymous ? ANONYMOUS : decodeCaller(event.requestContext.authorizer);
    const trace: Trace = {};
    let relayed: Relayed = {};
    let expected: ExpectedResponses | undefined;
    try {
      const refusal = transportRefusal({ method: event.httpMethod, headers }, this.allowedOrigins);
      if (refusal) {
        return refuse(delivery, refusal);
      }
      if (caller === undefined) {
        throw new ServerFault('not_authorized', 'no authorizer ran before the MCP function');
      }
      const text = bodyOf(event);
      const message = await readMessage(text, headers);
      trace.message = message;
      if (message.kind === 'invalid') {
        const encoding = message.error.code === ERROR_CODES.parseError ? encodingRefusal(headers) : undefined;
        return encoding ? refuse(delivery, encoding) : delivery.end(400, errorResponse(message.id, message.error));
      }
      trace.outcome = await this.options.throttle?.(message, { caller, requestId, receivedAt: started }, delivery);
      if (trace.outcome !== undefined) {
        return;
      }
      const canonical = canonicalBody(text);
      if ('ambiguous' in canonical) {
        const error: RpcError = { code: ERROR_CODES.invalidRequest, message: `Invalid request: unknown member ${JSON.stringify(canonical.ambiguous.slice(0, 40))}` };
        trace.outcome = { error };
        return delivery.end(400, errorResponse(message.kind === 'request' ? message.id : null, error));
      }
      if (this.refuseScopes(message, caller, delivery, trace)) {
        return;
      }
      expected = new ExpectedResponses(message);
      relayed = await this.pass({
        body: canonical.body,
        headers: forwardedHeaders(event, this.options.env.MCP_RESOURCE, canonical.body),
        message,
        caller: this.isAnonymous ? undefined : caller,
        requestId,
        event,
        remainingMillis,
        signal: ended.signal,
      }, delivery, expected, ended);
      trace.outcome = relayed.outcome;
      if (relayed.fault) {
        this.report(relayed.fault, requestId, message);
      }
    } catch (error) {
      trace.outcome = { error: internalError(requestId) };
      await this.fail(error, requestId, delivery, trace.message, expected);
    } finally {
      const { droppedHeaders, droppedMessages } = relayed;
      const ip = clientAddress(event);
      const endedAt = Date.now();
      const end = { endedAt, durationMs: endedAt - started };
      for (const fields of requestLines({ requestId, caller, ip, traceOf: traceIn(headers) }, delivery, trace, end, { count: this.options.count })) {
        this.log('info', 'mcp request', { ...fields, droppedHeaders, droppedMessages });
      }
    }
  }

  /** @throws whatever the server throws, and a ServerFault when no time is left */
  private async pass(request: ServerRequest, delivery: Delivery, expected: ExpectedResponses, ended: AbortController): Promise<Relayed> {
    let timer: NodeJS.Timeout | undefined;
    const tooLate = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new ServerFault('timeout', `no complete answer within ${request.remainingMillis} ms`, 'raise toolTimeout, or let the server do less at once')), request.remainingMillis);
    });
    const left = new Promise<Relayed>((resolve) => request.signal.addEventListener('abort', () => resolve({}), { once: true }));
    try {
      const relaying = this.options.server(request).then((reply) => relay(reply, { request, delivery, expected }));
      return await Promise.race([relaying, tooLate, left]);
    } finally {
      clearTimeout(timer);
      // What the server still does is for nobody.
      ended.abort();
    }
  }

  /** @returns whether the request, or one of a batch, was refused */
  private refuseScopes(message: Message, caller: Caller, delivery: Delivery, trace: Trace): boolean {
    const { accessPolicy } = this.options;
    if (message.kind === 'request') {
      const outcome = scopeRefusal(accessPolicy, message, caller);
      if (outcome) {
        trace.outcome = outcome;
        delivery.end(statusOf(outcome, message.revision), response(message.id, outcome));
      }
      return outcome !== undefined;
    }
    if (message.kind === 'batch') {
      const requests = message.messages.filter((single): single is RpcRequest => single.kind === 'request');
      const outcomes = requests.map((request) => ({ message: request, outcome: scopeRefusal(accessPolicy, request, caller) }));
      if (outcomes.some(({ outcome }) => outcome !== undefined)) {
        const notRun = { error: { code: ERROR_CODES.invalidRequest, message: 'Not run: another request of the batch was refused' } };
        const answers = outcomes.map(({ message: request, outcome = notRun }) => ({ message: request, outcome }));
        trace.answers = answers;
        delivery.end(200, `[${answers.map((answer) => response('id' in answer.message ? answer.message.id : null, answer.outcome)).join(',')}]`);
        return true;
      }
    }
    return false;
  }

  private report({ reason, detail, remedy }: ServerFault, requestId: string, message: Message | undefined): void {
    this.log('error', 'server code failed', { requestId, method: message && 'method' in message ? message.method : undefined, reason, detail, remedy });
  }

  /** Says that something went wrong, and where to look: in the log. */
  private async fail(error: unknown, requestId: string, delivery: Delivery, message: Message | undefined, expected?: ExpectedResponses): Promise<void> {
    const fault = error instanceof ServerFault
      ? error
      : new ServerFault('threw', error instanceof Error ? error.stack ?? error.message : String(error));
    this.report(fault, requestId, message);
    const rpcError = fault.reason === 'timeout'
      ? { ...internalError(requestId), message: `The server did not answer in time (reference: ${requestId})` }
      : internalError(requestId);
    if (delivery.isStreaming) {
      for (const json of expected?.errors(rpcError) ?? []) {
        await delivery.event(json);
      }
      delivery.finish();
    } else {
      delivery.end(500, errorResponse(message?.kind === 'request' ? message.id : null, rpcError));
    }
  }
}

function refuse(delivery: Delivery, { statusCode, message, headers }: TransportRefusal): void {
  delivery.end(statusCode, errorResponse(null, { code: ERROR_CODES.invalidRequest, message }), headers);
}

function withoutReserve(millis: number): number {
  return millis - Math.min(RESERVE_MILLIS, millis * RESERVE_SHARE);
}
