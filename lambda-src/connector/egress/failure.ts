/** Why a request was not sent, or got no answer. */
export type EgressFailure =
  | 'address'
  | 'aborted'
  | 'credentials'
  | 'origin'
  | 'path'
  | 'protocol'
  | 'timeout'
  | 'unreachable'
  | 'unresolved';

/** The message is for the log; what the model is told says less. */
export class ConnectorError extends Error {
  constructor(readonly reason: EgressFailure, readonly detail: string, options?: ErrorOptions) {
    super(`${reason}: ${detail}`, options);
    this.name = 'ConnectorError';
  }
}

/** Not by its class: each lazily loaded file of the bundle has its own. */
export function isConnectorError(error: unknown): error is ConnectorError {
  return error instanceof Error && error.name === 'ConnectorError';
}
