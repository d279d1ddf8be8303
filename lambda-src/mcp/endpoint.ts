import type { Answer } from './batch';
import type { CatalogueReader } from './catalogue/catalogue-reader';
import { Dispatcher, type DispatcherOptions } from './dispatch';
import { Reply } from './http/reply';
import { assertAuthorized, type AuthorizedRequest, type McpRequest } from './http/request';
import type { Throttle } from './http/throttle';
import { encodingRefusal, type TransportRefusal, transportRefusal } from './http/transport';
import { ERROR_CODES } from './protocol/error-codes';
import { errorResponse } from './protocol/json-rpc';
import type { InvalidMessage, Message } from './protocol/message';
import { readMessage } from './protocol/read-message';
import { response, statusOf } from './protocol/response';
import { type LogOptions, requestLines, type Trace } from './request-log';
import { MODERN_PROTOCOL_VERSION } from '../../src/contract/mcp/protocol-versions';
import type { Responder } from '../platform/http';

export interface EndpointOptions extends DispatcherOptions, LogOptions {
  readonly catalogue: CatalogueReader;
  /** Browser origins that may call, the server's own among them. */
  readonly allowedOrigins: ReadonlySet<string>;
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
  async answer(request: McpRequest, responder: Responder): Promise<void> {
    const reply = new Reply(responder, request.headers, this.options.allowedOrigins);
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
        if (throttle !== undefined && await this.isThrottled(throttle, message, request, reply, trace)) {
          return;
        }
        const received = conversations !== undefined && (message.kind !== 'request' || message.revision !== MODERN_PROTOCOL_VERSION)
          ? await (await conversations()).receive(
            message, request.caller, request.headers.other('mcp-session-id'), request.headers.protocolVersion !== undefined,
          ) : undefined;
        trace.message = received?.request ?? message;
        if (received?.isUnknown) {
          refuse(reply, UNKNOWN_SESSION);
        } else if (message.kind === 'request') {
          const running = this.dispatcher.run(received?.request ?? message, request, reply, received?.session);
          const outcome = running instanceof Promise ? await running : running;
          trace.outcome = outcome;
          reply.end(statusOf(outcome, message.revision), response(message.id, outcome), received?.sessionId === undefined ? undefined : { 'Mcp-Session-Id': received.sessionId });
        } else if (message.kind === 'batch') {
          const { runAll } = await import('./batch');
          const answers = await runAll(this.dispatcher, message.messages, request);
          trace.answers = answers;
          endBatch(reply, answers);
        } else if (message.kind === 'invalid') {
          refuseMessage(reply, message, request);
        } else {
          reply.accept();
        }
      }
    } catch (error) {
      this.fail(error, request, reply, trace);
    } finally {
      const endedAt = this.options.timers.now();
      for (const fields of requestLines(request, reply, trace, { endedAt, durationMs: endedAt - request.receivedAt }, this.options)) {
        this.options.log('info', 'mcp request', fields);
      }
    }
  }

  private async isThrottled(throttle: () => Promise<Throttle>, message: Message, request: AuthorizedRequest, reply: Reply, trace: Trace): Promise<boolean> {
    const refusal = await (await throttle())(message, request);
    if (refusal !== undefined) {
      trace.outcome = { error: refusal.error };
      reply.end(refusal.statusCode, errorResponse(message.kind === 'request' ? message.id : null, refusal.error), refusal.headers);
    }
    return refusal !== undefined;
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

function refuseMessage(reply: Reply, { id, error }: InvalidMessage, { headers }: McpRequest): void {
  const refusal = error.code === ERROR_CODES.parseError ? encodingRefusal(headers) : undefined;
  if (refusal) {
    refuse(reply, refusal);
  } else {
    reply.end(400, errorResponse(id, error));
  }
}

function endBatch(reply: Reply, answers: readonly Answer[]): void {
  if (answers.length === 0) {
    reply.accept();
  } else {
    reply.end(200, `[${answers.map(({ message, outcome }) => response(message.id, outcome)).join(',')}]`);
  }
}
