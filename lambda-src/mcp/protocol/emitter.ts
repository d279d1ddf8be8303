import type { Params } from './json-rpc';

/** What reaches the client ahead of a result. */
export interface Emitter {
  /** Whether the reply is a stream by now. */
  readonly isStreaming: boolean;
  /** Aborted when the client gives the request up. Since 2026-07-28 it does so by closing the stream; before, that says nothing. */
  readonly cancelled: AbortSignal;
  /**
   * Sends a notification. The first makes the reply a stream, with status 200: what a client must be refused with by a status is decided
   * before. Where the client reads no stream, or has gone, nothing is sent.
   */
  emit(method: string, params: Params): void;
}
