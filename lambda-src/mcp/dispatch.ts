import type { CatalogueReader } from './catalogue/catalogue-reader';
import type { OpenBucket } from './content/reading';
import type { AuthorizedRequest } from './http/request';
import type { Invoke } from './invoke/invoker';
import { type Methods, methodsOf } from './methods';
import type { Emitter } from './protocol/emitter';
import { ERROR_CODES } from './protocol/error-codes';
import type { RpcRequest } from './protocol/message';
import { internalError, type Outcome } from './protocol/outcome';
import type { Subscriptions } from './subscriptions/subscriptions';
import type { Conversations } from './talk/conversations';
import type { Session } from './talk/session';
import type { Tasks } from './tasks/tasks';
import type { Revision } from '../../src/contract/mcp/protocol-versions';
import type { Log } from '../platform/log';
import type { Timers } from '../platform/timers';

export interface DispatcherOptions {
  readonly catalogue: CatalogueReader;
  readonly invoke: Invoke;
  readonly bucket?: OpenBucket;
  readonly conversations?: () => Promise<Conversations>;
  readonly subscriptions?: () => Promise<Subscriptions>;
  readonly tasks?: () => Promise<Tasks>;
  readonly log: Log;
  readonly timers: Timers;
}

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
    const { catalogue, invoke, bucket, conversations, subscriptions, tasks, log, timers } = this.options;
    const { headers, caller, requestId, receivedAt, remainingMillis } = request;
    return method(params, {
      id,
      session,
      conversations,
      subscriptions,
      tasks,
      revision,
      exactParams,
      catalogue,
      headers,
      caller,
      requestId,
      receivedAt,
      remainingMillis,
      trace: request.traceOf?.(params),
      emitter,
      invoke,
      bucket,
      log,
      timers,
    });
  }

  /** Reports an internal error: details to the log, a reference to the caller. */
  failure(error: unknown, method: string | undefined, requestId: string): Extract<Outcome, { readonly error: unknown }> {
    this.options.log('error', 'unexpected error', { requestId, method, error: error instanceof Error ? error.stack : String(error) });
    return { error: internalError(requestId) };
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
