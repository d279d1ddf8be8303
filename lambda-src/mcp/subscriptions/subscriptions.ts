import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { announceCatalogue } from './announcement';
import { ChangeFeed } from './change-feed';
import { takeLease } from './lease';
import { Subscription, type Watched } from './subscription';
import { SubscriptionTable } from './table';
import type { Caller } from '../../../src/contract/authorizer/caller';
import { LIST_DIGESTS_FILE, type SubscriptionReference } from '../../../src/contract/mcp/subscriptions';
import { awsEnvironment } from '../../platform/aws/aws-request';
import type { Log } from '../../platform/log';
import type { Timers } from '../../platform/timers';
import type { Emitter } from '../protocol/emitter';
import type { Params, RequestId } from '../protocol/json-rpc';

/** What a stream is opened for. */
export interface Listening {
  readonly id: RequestId;
  readonly requestId: string;
  readonly caller: Caller;
  /** Of a call; a stream may be open longer. */
  readonly remainingMillis: number;
  readonly emitter: Emitter;
  readonly watched: Watched;
  /** The parameters of what is sent first. */
  readonly acknowledgement: Params;
}

/** What ends at some time. */
interface Timed {
  getRemainingTimeInMillis(): number;
}

export interface SubscriptionsOptions {
  readonly reference: SubscriptionReference;
  readonly env: { readonly [name: string]: string | undefined };
  /** The directory of the catalogue. */
  readonly catalogue: string;
  readonly timers: Timers;
  readonly log: Log;
}

/** All that a server with subscriptions needs besides the offering. */
export class Subscriptions {
  private readonly table: SubscriptionTable;
  private announcement: Promise<void> | undefined;

  constructor(private readonly options: SubscriptionsOptions) {
    this.table = new SubscriptionTable(awsEnvironment(options.env), options.reference.tableName);
  }

  /** A function that serves streams may run longer than a call, and each deployment says once that it is live. */
  async serve(answer: (call: Timed) => Promise<void>, context: Timed): Promise<void> {
    const getRemainingTimeInMillis = () => context.getRemainingTimeInMillis() - this.options.reference.extraMillis;
    await Promise.all([answer({ getRemainingTimeInMillis }), this.announce()]);
  }

  /** Says which catalogue is live. With the first request: before that, the deployment may not have come to its end. */
  announce(): Promise<void> {
    const { env, catalogue, timers, log } = this.options;
    this.announcement ??= announceCatalogue(this.table, JSON.parse(readFileSync(`${catalogue}/${LIST_DIGESTS_FILE}`, 'utf8')), {
      functionName: env.AWS_LAMBDA_FUNCTION_NAME ?? '', version: env.AWS_LAMBDA_FUNCTION_VERSION ?? '',
    }, timers.now()).catch((error: unknown) => {
      log('warn', 'the catalogue was not announced', { error: String(error) });
      this.announcement = undefined;
    });
    return this.announcement;
  }

  /** Tells every stream that a resource changed. */
  publish(uri: string): Promise<void> {
    return this.table.publish({ uri }, this.options.timers.now());
  }

  /**
   * Serves a stream until it ends.
   *
   * @returns whether it was opened: a caller may have no more of them
   */
  async listen({ id, requestId, caller, remainingMillis, emitter, watched, acknowledgement }: Listening): Promise<boolean> {
    const { reference: { pollMillis, extraMillis, maxPerCaller }, timers, log } = this.options;
    const now = timers.now();
    const end = now + remainingMillis + extraMillis;
    const lease = await takeLease(this.table, { principal: principalOf(caller), places: maxPerCaller, now, until: end });
    if (lease === undefined) {
      return false;
    }
    try {
      const feed = await ChangeFeed.open(this.table, timers.now());
      emitter.emit('notifications/subscriptions/acknowledged', acknowledgement);
      await new Subscription({ id, requestId, watched, feed, lease, end, pollMillis, emitter, timers, log }).run();
    } finally {
      await lease.release().catch((error: unknown) => log('warn', 'the place of a subscription was not released', { requestId, error: String(error) }));
    }
    return true;
  }
}

/** The user, whatever their client: clients register themselves, as many as somebody wants. */
function principalOf({ subject }: Caller): string {
  return createHash('sha256').update(subject).digest('base64url');
}
