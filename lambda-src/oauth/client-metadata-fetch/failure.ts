export type FailureReason =
  | 'url'
  | 'host_not_allowed'
  | 'unresolved'
  | 'address'
  | 'unreachable'
  | 'timeout'
  | 'status'
  | 'content_type'
  | 'content_encoding'
  | 'too_large'
  | 'not_json'
  | 'metadata'
  | 'keys';

/** Why there is no document. For the log: who asked learns only that there is none, or the answers would map the network. */
export class FetchFailure extends Error {
  constructor(readonly reason: FailureReason, readonly detail?: string, options?: ErrorOptions) {
    super(detail === undefined ? reason : `${reason}: ${detail}`, options);
    this.name = 'FetchFailure';
  }
}
