import { randomUUID } from 'node:crypto';
import type { Item, SubscriptionTable } from './table';
import { SUBSCRIPTION_SCHEMA } from '../../../src/contract/mcp/subscriptions';

/** A younger stream is not ended for another: a flood of requests ends at its limit instead of taking turns. */
const SETTLED_MILLIS = 10_000;
/** Others of the same caller may take places at the same time. */
const ATTEMPTS = 5;

/** The place of a stream among those that its caller may have open. */
export interface Lease {
  /** Whether it has not gone to a later stream of the caller. */
  isHeld(): Promise<boolean>;
  release(): Promise<void>;
}

export interface LeaseRequest {
  /** Who listens. */
  readonly principal: string;
  readonly places: number;
  readonly now: number;
  readonly until: number;
}

/**
 * Takes a place. Where all are taken, the oldest goes: its client may have left long ago, which AWS does not say.
 *
 * @returns undefined where all are taken by streams that have only just begun
 */
export async function takeLease(table: SubscriptionTable, { principal, places, now, until }: LeaseRequest): Promise<Lease | undefined> {
  const partition = `LISTENER#${principal}`;
  const nonce = randomUUID();
  for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
    const taken = await table.all(partition);
    const mine = taken.find((item) => item.nonce === nonce);
    const place = mine === undefined ? choose(taken, places, now) : undefined;
    if (mine === undefined && place === undefined) {
      return undefined;
    }
    const slot = mine === undefined ? place!.slot : String(mine.sk);
    const isTaken = mine !== undefined || await table.replace(partition, slot, {
      nonce: { S: nonce }, since: { N: String(now) }, [SUBSCRIPTION_SCHEMA.expiry]: { N: String(Math.ceil(until / 1000)) },
    }, place!.nonce === undefined ? undefined : { nonce: place!.nonce });
    if (isTaken) {
      return {
        isHeld: async () => (await table.get(partition, slot))?.nonce === nonce,
        release: () => table.remove(partition, slot, nonce),
      };
    }
  }
  return undefined;
}

interface Place {
  readonly slot: string;
  /** Of who had it. */
  readonly nonce: string | undefined;
}

function choose(taken: readonly Item[], places: number, now: number): Place | undefined {
  const slots = Array.from({ length: places }, (_, index) => String(index));
  const holders = new Map(taken.map((item) => [String(item.sk), item]));
  const placeAt = (slot: string): Place => ({ slot, nonce: holders.get(slot)?.nonce as string | undefined });
  const free = slots.find((slot) => !holders.has(slot) || Number(holders.get(slot)!.expiresAt) * 1000 <= now);
  if (free !== undefined) {
    return placeAt(free);
  }
  const since = (slot: string) => Number(holders.get(slot)!.since);
  const [oldest] = slots.filter((slot) => since(slot) <= now - SETTLED_MILLIS).sort((left, right) => since(left) - since(right));
  return oldest === undefined ? undefined : placeAt(oldest);
}
