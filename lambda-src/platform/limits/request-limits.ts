import { BucketTable } from './bucket-table';
import type { Caller } from '../../../src/contract/authorizer/caller';
import { type LimitedParty, type RequestLimit, requestLimitKey, type RequestLimitsReference, toolLimitKey } from '../../../src/contract/mcp/request-limits';
import type { AwsEnvironment } from '../aws/aws-request';
import { BoundedMap } from '../bounded-map';
import type { Log } from '../log';
import { sha256 } from '../sha256';

const REMEMBERED = 10_000;

/** How long an instance keeps tokens that it has not used, at most; they are lost then. */
const LEASE_MILLIS = 10_000;

/** The share of a limit that one instance takes at once, at most: what it does not use, others miss. */
const LEASE_SHARE = 20;

/** Why a request is not answered now. */
export interface TooMany {
  readonly party: LimitedParty;
  /** Where the limit is one of a tool. */
  readonly tool?: string;
  /** At least 1. */
  readonly retryAfterSeconds: number;
}

/** What is to be answered. */
export interface Asked {
  readonly requests: number;
  /** The names of the tools that are called, one for each call. */
  readonly tools: readonly string[];
}

/** Decides whether requests of a caller are answered. */
export interface Limits {
  /**
   * @param asked by one HTTP request: a batch is as many requests as it has
   * @param now epoch milliseconds
   */
  admit(caller: Caller, asked: Asked, now: number, requestId: string): Promise<TooMany | undefined>;
}

/** What an instance knows of one client or person. */
interface Lease {
  /** Tokens that are taken and not used. */
  readonly left: number;
  readonly takenAt: number;
  /** How many were taken at once. */
  readonly size: number;
  /** When the shared bucket will be full, as it was when they were taken. */
  readonly fullAt: number | undefined;
  /** Until when nothing is to be had. */
  readonly refusedUntil: number;
}

const NONE: Lease = { left: 0, takenAt: -Infinity, size: 0, fullAt: undefined, refusedUntil: -Infinity };

/**
 * Limits the requests of each client and person, over all instances. An instance takes tokens for the next requests of who calls often, so that
 * not every request writes: at first one, then twice as many whenever they were used up in time. Where the table cannot be reached, requests
 * are answered: a limit is for fairness, and no reason for an outage.
 */
export class RequestLimits implements Limits {
  private readonly leases = new BoundedMap<Lease>(REMEMBERED);
  private readonly table: BucketTable;
  private readonly limits: readonly (readonly [LimitedParty, RequestLimit])[];
  private readonly tools: readonly (readonly [tool: string, RequestLimit])[];

  constructor({ tableName, limits, tools = {} }: RequestLimitsReference, aws: AwsEnvironment, private readonly log: Log) {
    this.table = new BucketTable(aws, tableName);
    this.limits = Object.entries(limits) as [LimitedParty, RequestLimit][];
    this.tools = Object.entries(tools);
  }

  async admit({ subject, clientId }: Caller, { requests, tools }: Asked, now: number, requestId: string): Promise<TooMany | undefined> {
    for (const [party, limit] of this.limits) {
      const key = requestLimitKey(party, sha256(party === 'person' ? subject : clientId));
      const refusedUntil = await this.spend(key, limit, requests, now, requestId);
      if (refusedUntil !== undefined) {
        return { party, retryAfterSeconds: secondsTo(refusedUntil, now) };
      }
    }
    for (const [tool, limit] of this.tools) {
      const calls = tools.filter((called) => called === tool).length;
      const refusedUntil = calls === 0 ? undefined : await this.spend(toolLimitKey(tool, sha256(subject)), limit, calls, now, requestId);
      if (refusedUntil !== undefined) {
        return { party: 'person', tool, retryAfterSeconds: secondsTo(refusedUntil, now) };
      }
    }
    return undefined;
  }

  /** @returns until when there are too few tokens */
  private async spend(key: string, limit: RequestLimit, needed: number, now: number, requestId: string): Promise<number | undefined> {
    const lease = this.leases.get(key) ?? NONE;
    // A clock that went back says nothing of what it saw before.
    const isOfNow = now >= lease.takenAt && now < lease.takenAt + Math.min(LEASE_MILLIS, limit.periodMillis);
    if (isOfNow && lease.left >= needed) {
      this.leases.set(key, { ...lease, left: lease.left - needed });
      return undefined;
    }
    if (now >= lease.takenAt && now < lease.refusedUntil) {
      return lease.refusedUntil;
    }
    const left = isOfNow ? lease.left : 0;
    const missing = needed - left;
    const wanted = Math.max(missing, isOfNow ? nextSize(lease.size, limit) : 1);
    try {
      const { tokens, fullAt } = await this.table.take(key, limit, { needed: missing, wanted }, now, lease.fullAt);
      if (tokens === 0) {
        // A batch that asks for more than there is says nothing of a single request.
        this.leases.set(key, { ...NONE, takenAt: now, fullAt, refusedUntil: readyAt(fullAt ?? now, limit, 1) });
        return readyAt(fullAt ?? now, limit, missing);
      }
      this.leases.set(key, { left: left + tokens - needed, takenAt: now, size: tokens, fullAt, refusedUntil: -Infinity });
      return undefined;
    } catch (error) {
      this.log('error', 'limits cannot be read', { requestId, error: String(error) });
      return undefined;
    }
  }
}

function secondsTo(time: number, now: number): number {
  return Math.max(1, Math.ceil((time - now) / 1000));
}

function nextSize(size: number, { requests }: RequestLimit): number {
  return Math.max(1, Math.min(2 * size, Math.floor(requests / LEASE_SHARE)));
}

/** When a bucket has so many tokens. Of more than it can hold, when it is full. */
function readyAt(fullAt: number, { requests, periodMillis }: RequestLimit, tokens: number): number {
  return fullAt - periodMillis + Math.min(tokens, requests) * periodMillis / requests;
}
