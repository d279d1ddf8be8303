/**
 * What a server with subscriptions keeps outside of the function: the changes that are told to open streams, which instance serves which stream,
 * and what the catalogue was that started last.
 */
export interface SubscriptionReference {
  readonly tableName: string;
  /** How often an open stream reads the changes. */
  readonly pollMillis: number;
  /** By how much the function may run longer than a call: its timeout is that of streams. */
  readonly extraMillis: number;
  /** Open streams of one caller. */
  readonly maxPerCaller: number;
}

/** Two-part keys, because changes are read in the order of their time, whatever their number. */
export const SUBSCRIPTION_SCHEMA = {
  partitionKey: 'pk',
  sortKey: 'sk',
  /** Epoch seconds; the table's TTL attribute. */
  expiry: 'expiresAt',
} as const;

/**
 * The partition of changes: the only one that publishers may write to. An item says what changed, never to what. Its sort key is
 * the time in milliseconds since the epoch, in 13 digits, `#`, and anything that makes it unique. It has either `uri`, of a resource, or `list`.
 */
export const CHANGE_PARTITION = 'CHANGE';

/** The lists that change, and `contents`: what the server carries of resources itself, all of it. */
export const CHANGED_LISTS = ['tools', 'prompts', 'resources', 'contents'] as const;
export type ChangedList = typeof CHANGED_LISTS[number];

/** Streams look this far back and ahead: clocks differ, and a write takes its time. */
export const CHANGE_OVERLAP_MILLIS = 10_000;

/** How often an open stream looks for changes, unless its author chose another interval. */
export const SUBSCRIPTION_POLL_MILLIS = 1000;

/** Seconds after which nobody reads a change any more. */
export const CHANGE_LIFETIME_SECONDS = 3600;

/** Characters of a URI that can be subscribed to. */
export const SUBSCRIBED_URI_MAX_LENGTH = 2048;

/** Resources that one stream can watch. */
export const SUBSCRIBED_RESOURCES_MAX = 200;

/** Beside the catalogue of a server with subscriptions: a digest of each list. */
export const LIST_DIGESTS_FILE = 'digests.json';
export type ListDigests = { readonly [list in ChangedList]: string };
