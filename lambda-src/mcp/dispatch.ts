import type { CatalogueReader } from './catalogue/catalogue-reader';
import type { OpenBucket } from './content/reading';
import type { AuthorizedRequest } from './http/request';
import type { Invoke } from './invoke/invoker';
import { type Methods, methodsOf } from './methods';
import type { Emitter } from './protocol/emitter';
import { ERROR_CODES } from './protocol/error-codes';
import type { InvalidMessage, RpcRequest, SingleMessage } from './protocol/message';
import { internalError, type Outcome } from './protocol/outcome';
import type { Conversations } from './talk/conversations';
import type { Session } from './talk/session';
import type { Revision } from '../../src/contract/mcp/protocol-versions';
import type { Log } from '../platform/log';
import type { Timers } from '../platform/timers';

export interface DispatcherOptions {
  readonly catalogue: CatalogueReader;
  readonly invoke: Invoke;
  readonly bucket?: OpenBucket;
  readonly conversations?: () => Promise<Conversations>;
  readonly log: Log;
  readonly timers: Timers;
}

/** The response to a message of a batch. */
export interface Answer {
  readonly message: RpcRequest | InvalidMessage;
  readonly outcome: Outcome;
}

/** A batch has one JSON response, which cannot contain notifications. */
const SILENT: Emitter = {
  emit: () => undefined,
  sendRequest: () => false,
  cancel: () => undefined,
  keepAlive: () => undefined,
  isStreaming: false,
  get cancelled() {
    return new AbortController().signal;
  },
};

/** Finds the method of a message and runs it. Independent of HTTP. */
export class Dispatcher {
  private readonly methods = new Map<Revision, Methods>();

  constructor(private readonly options: DispatcherOptions) {}

  /**
   * Returns a promise only if the method does: each costs a twentieth of a request's time.
   *
   * @throws what the method throws
   */
  run(message: RpcRequest, request: AuthorizedRequest, emitter: Emitter, session?: Session): Outcome | Promise<Outcome> {
    const { revision, id, method: name, params, exactParams } = message;
    const method = this.methodsOf(revision).get(name);
    if (method === undefined) {
      return { error: { code: ERROR_CODES.methodNotFound, message: `Method not found: ${name}` } };
    }
    const { catalogue, invoke, bucket, conversations, log, timers } = this.options;
    const { headers, caller, requestId, remainingMillis } = request;
    return method(params, {
      id, session, conversations, revision, exactParams, catalogue, headers, caller, requestId, remainingMillis, emitter, invoke, bucket, log, timers,
    });
  }

  /** Runs the messages of a batch at once. Each has an id of its own, because a tool must be able to tell its calls apart. */
  async runAll(messages: readonly SingleMessage[], request: AuthorizedRequest): Promise<readonly Answer[]> {
    const answers = await Promise.all(messages.map((message, index) => this.answer(message, { ...request, requestId: `${request.requestId}-${index + 1}` })));
    return answers.filter((answer) => answer !== undefined);
  }

  /** Reports an internal error: details to the log, a reference to the caller. */
  failure(error: unknown, method: string | undefined, requestId: string): Extract<Outcome, { readonly error: unknown }> {
    this.options.log('error', 'unexpected error', { requestId, method, error: error instanceof Error ? error.stack : String(error) });
    return { error: internalError(requestId) };
  }

  private async answer(message: SingleMessage, request: AuthorizedRequest): Promise<Answer | undefined> {
    switch (message.kind) {
      case 'request':
        try {
          return { message, outcome: await this.run(message, request, SILENT) };
        } catch (error) {
          return { message, outcome: this.failure(error, message.method, request.requestId) };
        }
      case 'invalid':
        return { message, outcome: { error: message.error } };
      default:
        return undefined;
    }
  }

  private methodsOf(revision: Revision): Methods {
    let methods = this.methods.get(revision);
    if (methods === undefined) {
      methods = methodsOf(this.options.catalogue.index.revisions[revision]);
      this.methods.set(revision, methods);
    }
    return methods;
  }
}
