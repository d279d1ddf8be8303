import type { RequestHeaders } from './request-headers';
import type { TraceOf } from './trace-context';
import type { Caller } from '../../../src/contract/authorizer/caller';

/** A request to `/mcp`, independent of its transport. */
export interface McpRequest {
  readonly method: string;
  readonly headers: RequestHeaders;
  readonly body: string;
  /** Undefined where no authorizer ran, which must not happen. */
  readonly caller: Caller | undefined;
  readonly requestId: string;
  /** The address that the request came from. */
  readonly ip?: string;
  /** Undefined where nothing in the request names a trace. */
  readonly traceOf?: TraceOf;
  /** Milliseconds since the epoch. */
  readonly receivedAt: number;
  /** Milliseconds from then until the caller must have an answer. */
  readonly remainingMillis: number;
}

export type AuthorizedRequest = McpRequest & { readonly caller: Caller };

/** @throws if no authorizer named the caller */
export function assertAuthorized(request: McpRequest): asserts request is AuthorizedRequest {
  if (request.caller === undefined) {
    throw new Error('no authorizer ran before the MCP function: the request is refused');
  }
}
