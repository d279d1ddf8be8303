/** Why another MCP server gave no result. */
export type RemoteFailureReason =
  /** It asks for something that only its own client could give. */
  | 'asks'
  /** An error of JSON-RPC. */
  | 'error'
  /** What it says is not MCP, or of no known revision. */
  | 'protocol'
  | 'redirect'
  /** An HTTP status that says nothing else. */
  | 'status'
  | 'too-large'
  /** 401 or 403. */
  | 'unauthorized';

/** The detail is for the log: the server wrote a part of it. */
export class RemoteFailure extends Error {
  constructor(readonly reason: RemoteFailureReason, readonly detail: string, readonly status?: number, readonly code?: number) {
    super(`${reason}: ${detail}`);
    this.name = 'RemoteFailure';
  }
}

/** Not by its class: each lazily loaded file of the bundle has its own. */
export function isRemoteFailure(error: unknown): error is RemoteFailure {
  return error instanceof Error && error.name === 'RemoteFailure';
}
