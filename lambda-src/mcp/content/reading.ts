import type { RawJson } from '../../../src/contract/mcp/catalogue';
import type { TraceContext } from '../../../src/contract/mcp/trace-context';
import type { Log } from '../../platform/log';
import type { RpcError } from '../protocol/json-rpc';
import type { Outcome } from '../protocol/outcome';
import type { AskingContext } from '../talk/asking-content';

/** The request for which content is read. */
export interface ReadContext extends AskingContext {
  readonly requestId: string;
  readonly trace?: TraceContext;
  readonly bucket?: OpenBucket;
  readonly log: Log;
}

/** What was read: the `contents` of a result, or their text piece by piece; or what the client gets instead, such as questions. */
export type Reading =
  | { readonly contents: RawJson; readonly ttlMs: number }
  | { readonly pieces: AsyncIterable<string>; readonly ttlMs: number }
  | { readonly error: RpcError }
  | { readonly instead: Outcome };

/** Opens the bucket with an id of the wiring. */
export type OpenBucket = (id: string) => Promise<Bucket>;

export interface StoredObject {
  /** Undefined if it has more bytes than were asked for. */
  readonly body?: Buffer;
  /** Of one that has more bytes than `maxBytes`: the first of them, and how to get all of them, which may fail. */
  readonly parts?: { readonly first: Buffer; all(): AsyncIterable<Buffer> };
  /** Bytes, as S3 has them. */
  readonly size: number;
  readonly contentType?: string;
  readonly contentEncoding?: string;
  /** ISO 8601. */
  readonly lastModified?: string;
  readonly etag?: string;
}

/** Why an object was not read. */
export interface ObjectFailure {
  /** Nothing that the caller may know of is there. */
  readonly missing: boolean;
  /** For the log. */
  readonly detail: string;
}

export interface GetOptions {
  /** How much of it is wanted in one piece: all, or nothing. */
  readonly maxBytes: number;
  /** How much of it is wanted in parts. */
  readonly streamedMaxBytes?: number;
  /** How old a copy of this instance may be. */
  readonly ttlMs: number;
  readonly remainingMillis: number;
}

export interface Bucket {
  get(key: string, options: GetOptions): Promise<StoredObject | ObjectFailure>;
  /**
   * The first keys that begin with a prefix.
   *
   * @param isFlat leaves out keys with a slash behind the prefix
   */
  list(prefix: string, options: { readonly isFlat: boolean; readonly max: number; readonly remainingMillis: number }): Promise<Listing | ObjectFailure>;
  /** A URL from which everybody can get the object for some seconds. */
  link(key: string, seconds: number): string;
}

export interface Listing {
  readonly keys: readonly string[];
  readonly isTruncated: boolean;
}
