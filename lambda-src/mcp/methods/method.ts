import type { Caller } from '../../../src/contract/authorizer/caller';
import type { RawJson } from '../../../src/contract/mcp/catalogue';
import { MODERN_PROTOCOL_VERSION, type Revision } from '../../../src/contract/mcp/protocol-versions';
import type { TraceContext } from '../../../src/contract/mcp/trace-context';
import type { Log } from '../../platform/log';
import type { Timers } from '../../platform/timers';
import type { CatalogueReader } from '../catalogue/catalogue-reader';
import type { OpenBucket } from '../content/reading';
import type { RequestHeaders } from '../http/request-headers';
import type { Invoke } from '../invoke/invoker';
import type { ReadJson } from '../json/read-json';
import type { Emitter } from '../protocol/emitter';
import type { Params, RequestId } from '../protocol/json-rpc';
import type { Outcome } from '../protocol/outcome';
import type { Subscriptions } from '../subscriptions/subscriptions';
import type { Conversations } from '../talk/conversations';
import type { Session } from '../talk/session';
import type { Tasks } from '../tasks/tasks';

/** The context of a request, besides its parameters. */
export interface MethodContext {
  /** Of the request. */
  readonly id: RequestId;
  /** Of the initialize era. */
  readonly session?: Session;
  /** Undefined where no tool asks, nor can be cancelled. */
  readonly conversations?: () => Promise<Conversations>;
  /** Undefined where there are none. */
  readonly subscriptions?: () => Promise<Subscriptions>;
  /** Undefined where no tool can be a task. */
  readonly tasks?: () => Promise<Tasks>;
  readonly revision: Revision;
  /** The parameters as the client wrote them, if JavaScript would write their numbers differently. */
  readonly exactParams?: ReadJson;
  readonly catalogue: CatalogueReader;
  readonly headers: RequestHeaders;
  readonly caller: Caller;
  /** The same in every log line of this request, and in the error message to the caller. */
  readonly requestId: string;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Milliseconds from then until the caller must have an answer. */
  readonly remainingMillis: number;
  /** Undefined where the client named none. */
  readonly trace?: TraceContext;
  readonly emitter: Emitter;
  readonly invoke: Invoke;
  readonly bucket?: OpenBucket;
  readonly log: Log;
  readonly timers: Timers;
}

export type Method = (params: Params, context: MethodContext) => Outcome | Promise<Outcome>;

interface ResultOptions {
  /** How clients may cache the result, where they may. */
  readonly cacheHints?: RawJson;
  /** A serialized object, without the keys that the server adds. */
  readonly meta?: RawJson;
}

/**
 * A result as its revision defines it.
 *
 * @param members at least one
 */
export function resultOf(
  members: RawJson, { revision, catalogue }: Pick<MethodContext, 'revision' | 'catalogue'>, options: ResultOptions = {},
): RawJson {
  if (revision !== MODERN_PROTOCOL_VERSION) {
    return options.meta === undefined ? `{${members}}` : `{${members},"_meta":${options.meta}}`;
  }
  const meta = options.meta === undefined || options.meta === '{}' ? catalogue.resultMeta : `${options.meta.slice(0, -1)},${catalogue.resultMeta.slice(1)}`;
  return `{"resultType":"complete",${members},${options.cacheHints === undefined ? '' : `${options.cacheHints},`}"_meta":${meta}}`;
}
