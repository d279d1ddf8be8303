import { type Change, type Item, type SubscriptionTable } from './table';
import { CHANGE_OVERLAP_MILLIS, CHANGED_LISTS, type ChangedList } from '../../../src/contract/mcp/subscriptions';
import { type Bounds, PROMPTLY } from '../../platform/aws/aws-json';

/** Changes that are read at once: more than this within seconds is not told one by one. */
const READ_MAX = 1000;

export interface News {
  readonly changes: readonly Change[];
  /** Whether there was more than can be read: who listens must read everything again. */
  readonly isIncomplete: boolean;
}

/**
 * The changes since it was opened, each once. Every reading begins some seconds before the end of the last one: clocks differ, and what was
 * written late stands before what was read.
 */
export class ChangeFeed {
  /** What changed before is not news. */
  static async open(table: SubscriptionTable, now: number): Promise<ChangeFeed> {
    const feed = new ChangeFeed(table, now);
    // Without it there is no stream: it is tried again where it fails.
    await feed.next(now, {});
    return feed;
  }

  /** The keys of what was told, while readings can still find them. */
  private readonly told = new Set<string>();
  private readUntil: number;

  private constructor(private readonly table: SubscriptionTable, now: number) {
    this.readUntil = now;
  }

  /** After a reading that failed, the next one begins where that one began. */
  async next(now: number, bounds: Bounds = PROMPTLY): Promise<News> {
    const from = this.readUntil - CHANGE_OVERLAP_MILLIS;
    const { items, hasMore } = await this.table.changes(from, now + CHANGE_OVERLAP_MILLIS, READ_MAX, bounds);
    const found = new Set(items.map(({ sk }) => String(sk)));
    const changes = items.filter(({ sk }) => !this.told.has(String(sk))).map(changeOf).filter((change) => change !== undefined);
    this.told.forEach((sk) => {
      if (!found.has(sk)) {
        this.told.delete(sk);
      }
    });
    found.forEach((sk) => this.told.add(sk));
    this.readUntil = now;
    return { changes, isIncomplete: hasMore };
  }
}

/** Anybody with the permission may have written it. */
function changeOf({ uri, list }: Item): Change | undefined {
  if (typeof uri === 'string') {
    return { uri };
  }
  return CHANGED_LISTS.includes(list as ChangedList) ? { list: list as ChangedList } : undefined;
}
