import type { ChangeFeed } from './change-feed';
import type { Lease } from './lease';
import type { Change } from './table';
import type { ChangedList } from '../../../src/contract/mcp/subscriptions';
import { normalUri } from '../../../src/contract/urls/uri';
import type { Log } from '../../platform/log';
import type { Timers } from '../../platform/timers';
import type { Emitter } from '../protocol/emitter';
import type { RequestId } from '../protocol/json-rpc';

export const SUBSCRIPTION_ID = 'io.modelcontextprotocol/subscriptionId';

/** Comments keep the connection alive: API Gateway closes one after 30 seconds in silence where the endpoint is edge-optimized. */
const KEEP_ALIVE_MILLIS = 15_000;
/** How often a stream looks whether it still has its place. */
const LEASE_CHECK_MILLIS = 10_000;
/** Readings that fail in a row before the stream ends. */
const FAILURES_MAX = 10;

/** What is notified of: what the client asked for, as far as it is offered to this caller. */
export interface Watched {
  readonly lists: ReadonlySet<Exclude<ChangedList, 'contents'>>;
  /** The URIs as the client wrote them, by their normal forms. */
  readonly resources: ReadonlyMap<string, readonly string[]>;
  /** Those of them that the server carries itself, and changes with a deployment. */
  readonly carried: ReadonlySet<string>;
}

export interface SubscriptionOptions {
  /** Of the request that opened it. */
  readonly id: RequestId;
  readonly requestId: string;
  readonly watched: Watched;
  readonly feed: ChangeFeed;
  readonly lease: Lease;
  /** When it ends: milliseconds since the epoch. */
  readonly end: number;
  readonly pollMillis: number;
  readonly emitter: Emitter;
  readonly timers: Timers;
  readonly log: Log;
}

/** One open stream: tells its client of what changes, until its time is over, its client has left, or its place is needed. */
export class Subscription {
  private lastSent: number;
  private lastChecked: number;
  private failures = 0;

  constructor(private readonly options: SubscriptionOptions) {
    this.lastSent = this.lastChecked = options.timers.now();
  }

  async run(): Promise<void> {
    const { emitter, timers, end, pollMillis } = this.options;
    while (!emitter.cancelled.aborted && timers.now() < end) {
      await this.pause(Math.min(pollMillis, end - timers.now()));
      if (emitter.cancelled.aborted || !await this.goesOn()) {
        return;
      }
    }
  }

  /** @returns whether it goes on */
  private async goesOn(): Promise<boolean> {
    const { feed, lease, timers, emitter, log, requestId } = this.options;
    const now = timers.now();
    try {
      const { changes, isIncomplete } = await feed.next(now);
      this.notify(changes);
      if (isIncomplete) {
        log('warn', 'subscription ended: more changes than can be notified of', { requestId });
        return false;
      }
      if (now - this.lastChecked >= LEASE_CHECK_MILLIS) {
        this.lastChecked = now;
        if (!await lease.isHeld()) {
          return false;
        }
      }
      this.failures = 0;
    } catch (error) {
      this.failures += 1;
      if (this.failures >= FAILURES_MAX) {
        log('error', 'subscription ended: changes cannot be read', { requestId, error: String(error) });
        return false;
      }
    }
    if (now - this.lastSent >= KEEP_ALIVE_MILLIS) {
      this.lastSent = now;
      emitter.keepAlive();
    }
    return true;
  }

  /** What changed more than once is told once. */
  private notify(changes: readonly Change[]): void {
    const { watched } = this.options;
    const lists = new Set(changes.flatMap((change) => 'list' in change ? [change.list] : []));
    lists.forEach((list) => {
      if (list !== 'contents' && watched.lists.has(list)) {
        this.send(`notifications/${list}/list_changed`, {});
      }
    });
    const changed = new Set(changes.flatMap((change) => 'uri' in change ? [normalUri(change.uri) ?? change.uri] : []));
    if (lists.has('contents')) {
      watched.carried.forEach((uri) => changed.add(uri));
    }
    changed.forEach((uri) => watched.resources.get(uri)?.forEach((asked) => this.send('notifications/resources/updated', { uri: asked })));
  }

  private send(method: string, params: object): void {
    const { emitter, id, timers } = this.options;
    emitter.emit(method, { _meta: { [SUBSCRIPTION_ID]: id }, ...params });
    this.lastSent = timers.now();
  }

  /** Until then, or until the client leaves. */
  private pause(millis: number): Promise<void> {
    const { timers, emitter: { cancelled } } = this.options;
    return new Promise((resolve) => {
      const prevent = timers.after(millis, () => {
        cancelled.removeEventListener('abort', leave);
        resolve();
      });
      const leave = () => {
        prevent();
        resolve();
      };
      cancelled.addEventListener('abort', leave, { once: true });
    });
  }
}
