import type { DocumentFetchFailure } from '../../../src/contract/document-fetcher/document-fetch';

/** Why there is no document: `fetcher_unavailable` is a fault of this server, the others are due to the publisher or the administrator. */
export type FetchFailureReason = DocumentFetchFailure | 'metadata' | 'keys' | 'host_not_allowed' | 'fetcher_unavailable';

/** There is no document. The reason is only logged: in a response, it would let callers map the network. */
export class FetchFailure extends Error {
  constructor(readonly reason: FetchFailureReason, readonly detail?: string) {
    super(detail === undefined ? reason : `${reason}: ${detail}`);
    this.name = 'FetchFailure';
  }
}
