import type { Caller } from '../../../src/contract/authorizer/caller';
import type { Message } from '../../mcp/protocol/message';
import type { McpEvent } from '../../mcp/server';

/** A request that passed every check, for the server that answers it. */
export interface ServerRequest {
  /** The JSON text, written once more: parsers that disagree about duplicate members read the same in it. */
  readonly body: string;
  /** What the server may know of the client's headers. By lower-case name. */
  readonly headers: { readonly [name: string]: string };
  readonly message: Exclude<Message, { readonly kind: 'invalid' }>;
  /** Undefined where everybody may call. */
  readonly caller: Caller | undefined;
  readonly requestId: string;
  readonly event: McpEvent;
  readonly remainingMillis: number;
  /** Aborted when the client has left, or no time is left. */
  readonly signal: AbortSignal;
}

/** What the server answers, before any of it is judged. */
export interface ServerReply {
  readonly status: number;
  readonly headers: Iterable<readonly [name: string, value: string]>;
  readonly body: AsyncIterable<Uint8Array> | undefined;
}

/** @throws ServerFault, or whatever the server throws */
export type OwnServer = (request: ServerRequest) => Promise<ServerReply>;

/** Why a server gave no usable answer. For the log; the client gets the reference to it. */
export class ServerFault extends Error {
  /**
   * @param reason one word, to search for
   * @param detail what happened
   * @param remedy what to change
   */
  constructor(public readonly reason: string, public readonly detail: string, public readonly remedy?: string) {
    super(`${reason}: ${detail}`);
  }
}
