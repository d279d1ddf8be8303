import type { CatalogueReader } from './catalogue/catalogue-reader';
import { Dispatcher, type DispatcherOptions } from './dispatch';
import { Reply } from './http/reply';
import { assertAuthorized, type McpRequest } from './http/request';
import type { Throttle } from './http/throttle';
import { type TransportRefusal, transportRefusal } from './http/transport';
import { ERROR_CODES } from './protocol/error-codes';
import { errorResponse } from './protocol/json-rpc';
import type { InvalidMessage } from './protocol/message';
import { readMessage } from './protocol/read-message';
import { response, statusOf } from './protocol/response';
import { requestLine, type Trace } from './request-log';
import type { Counter } from './request-metrics';
import { MODERN_PROTOCOL_VERSION } from '../../src/contract/mcp/protocol-versions';
import type { Responder } from '../platform/http';

export interface EndpointOptions extends DispatcherOptions {
  readonly catalogue: CatalogueReader;
  /** Browser origins that may call, the server's own among them. */
  readonly allowedOrigins: ReadonlySet<string>;
  /** Undefined where nothing is counted. */
  readonly counter?: () => Promise<Counter>;
  /** Undefined where requests of clients and people are not limited. */
  readonly throttle?: () => Promise<Throttle>;
}

/**
 * The one endpoint, `/mcp`. Every request ends with a reply and one line in the log, or one for each message of a batch.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http
 */
export class Endpoint {
  private readonly dispatcher: Dispatcher;

  constructor(private readonly options: EndpointOptions) {
    this.dispatcher = new Dispatcher(options);
  }

  /** Resolves when the reply, streamed or not, is complete. Rejects only where the reply could not be sent. */
  async answer(received: McpRequest, responder: Responder): Promise<void> {
    const { headers, body } = received;
    // Most requests name no trace, and load nothing for it.
    const request = body.includes('"traceparent"') || headers.other('traceparent')
      ? { ...received, traceOf: (await import('./http/trace-context')).traceIn(headers) } : received;
    const reply = new Reply(responder, headers, this.options.allowedOrigins);
    const trace: Trace = {};
    try {
      const refusal = transportRefusal(request, this.options.allowedOrigins);
      if (refusal) {
        refuse(reply, refusal);
      } else {
        assertAuthorized(request);
        const reading = readMessage(request.body, request.headers);
        const message = reading instanceof Promise ? await reading : reading;
        trace.message = message;
        const { conversations, throttle } = this.options;
        trace.outcome = throttle && await (await throttle())(message, request, reply);
        if (trace.outcome) {
          return;
        }
        const heard = conversations !== undefined && (message.kind !== 'request' || message.revision !== MODERN_PROTOCOL_VERSION)
          ? await (await conversations()).receive(
            message, request.caller, request.headers.other('mcp-session-id'), request.headers.protocolVersion !== undefined,
          ) : undefined;
        trace.message = heard?.request ?? message;
        if (heard?.isUnknown) {
          refuse(reply, UNKNOWN_SESSION);
        } else if (message.kind === 'request') {
          const running = this.dispatcher.run(heard?.request ?? message, request, reply, heard?.session);
          const outcome = running instanceof Promise ? await running : running;
          trace.outcome = outcome;
          reply.end(statusOf(outcome, message.revision), response(message.id, outcome), heard?.sessionId === undefined ? outcome.headers : { 'Mcp-Session-Id': heard.sessionId });
        } else if (message.kind === 'batch') {
          const batch = await import('./batch');
          const answers = await batch.runAll(this.dispatcher, message.messages, request);
          trace.answers = answers;
          batch.end(reply, answers);
        } else if (message.kind === 'invalid') {
          await refuseMessage(reply, message, request);
        } else {
          reply.accept();
        }
      }
    } catch (error) {
      this.fail(error, request, reply, trace);
    } finally {
      const { catalogue, counter, timers, log } = this.options;
      const endedAt = timers.now();
      const end = { endedAt, durationMs: endedAt - request.receivedAt };
      const options = {
        catalogue, count: counter && await counter(), audit: catalogue.index.auditsArguments && (await import('./audited-arguments')).auditedArguments,
      };
      const lines = trace.message?.kind === 'batch'
        ? (await import('./batch')).requestLines(request, reply, trace, end, options)
        : [requestLine(request, reply, trace, end, options)];
      lines.forEach((fields) => log('info', 'mcp request', fields));
    }
  }

  private fail(error: unknown, { requestId }: McpRequest, reply: Reply, trace: Trace): void {
    const message = trace.message?.kind === 'request' ? trace.message : undefined;
    const outcome = this.dispatcher.failure(error, message?.method, requestId);
    trace.outcome = outcome;
    if (reply.isComplete) {
      throw error;
    }
    if (message) {
      reply.end(statusOf(outcome, message.revision), response(message.id, outcome));
    } else {
      reply.end(500, errorResponse(null, outcome.error));
    }
  }
}

/** The client initializes again. */
const UNKNOWN_SESSION: TransportRefusal = { statusCode: 404, message: 'Session not found: initialize again' };

function refuse(reply: Reply, { statusCode, message, headers }: TransportRefusal): void {
  reply.end(statusCode, errorResponse(null, { code: ERROR_CODES.invalidRequest, message }), headers);
}

async function refuseMessage(reply: Reply, { id, error }: InvalidMessage, { headers }: McpRequest): Promise<void> {
  const refusal = error.code === ERROR_CODES.parseError ? (await import('./http/encoding')).encodingRefusal(headers) : undefined;
  if (refusal) {
    refuse(reply, refusal);
  } else {
    reply.end(400, errorResponse(id, error));
  }
}
