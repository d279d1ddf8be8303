import type { Writable } from 'node:stream';
import type { Params } from './json-rpc';

/** Messages to the client before a result. */
export interface Emitter {
  /** Whether the reply has become a stream. */
  readonly isStreaming: boolean;
  /** Aborted when the client cancels the request. Since 2026-07-28 it does so by closing the stream; before, closing means nothing. */
  readonly cancelled: AbortSignal;
  /**
   * Sends a notification. The first one makes the reply a stream with status 200: any refusal by status code must be decided
   * before. If the client does not accept a stream, or has disconnected, nothing is sent.
   */
  emit(method: string, params: Params): void;
  /** Sends a request of the server, which only clients of the initialize era take. @returns whether it was sent */
  sendRequest(id: string, method: string, params: Params): boolean;
  /** The client has cancelled the request in another way than by closing the stream: nothing more is sent, no result either. */
  cancel(): void;
  /**
   * For a response that is made while it is sent: nothing else of the reply is sent then. The JSON that is written ends with the end of the stream.
   * Not where several messages share a reply, and not once that is a stream.
   */
  openBody?(): Writable;
  /** Sends what no client sees, and what keeps proxies from taking the connection for dead. It makes the reply a stream, as `emit` does. */
  keepAlive(): void;
}
