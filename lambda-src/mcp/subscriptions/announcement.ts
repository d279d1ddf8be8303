import type { Item, SubscriptionTable } from './table';
import { CHANGED_LISTS, type ListDigests } from '../../../src/contract/mcp/subscriptions';

/** The code that runs: what tells one deployment from another. */
export interface RunningVersion {
  readonly functionName: string;
  /** Of the function, as Lambda counts; `$LATEST` where it does not. */
  readonly version: string;
}

const PARTITION = 'CATALOGUE';
const SORT = 'LIVE';

/**
 * Says that another catalogue is live than the one that started last, so that streams which the last deployment serves tell their clients. Who
 * starts first does it: the changes first, for twice is better than never.
 */
export async function announceCatalogue(table: SubscriptionTable, digests: ListDigests, running: RunningVersion, now: number): Promise<void> {
  const live = await table.get(PARTITION, SORT);
  const mark = markOf(digests, running);
  if (live !== undefined && (live.mark === mark || isEarlier(running, live))) {
    return;
  }
  const known = live?.digests as { readonly [list: string]: unknown } | undefined;
  for (const list of CHANGED_LISTS.filter((name) => known !== undefined && known[name] !== digests[name])) {
    await table.publish({ list }, now);
  }
  await table.replace(PARTITION, SORT, {
    mark: { S: mark },
    functionName: { S: running.functionName },
    version: { S: running.version },
    digests: { M: Object.fromEntries(CHANGED_LISTS.map((list) => [list, { S: digests[list] }])) },
  }, live === undefined ? undefined : { mark: String(live.mark) });
}

function markOf(digests: ListDigests, { functionName, version }: RunningVersion): string {
  return [functionName, version, ...CHANGED_LISTS.map((list) => digests[list])].join(' ');
}

/** While an alias moves, instances of the last version may still start. */
function isEarlier({ functionName, version }: RunningVersion, live: Item): boolean {
  return live.functionName === functionName && Number(version) < Number(live.version);
}
