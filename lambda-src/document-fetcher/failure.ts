import type { DocumentFetchFailure } from '../../src/contract/document-fetcher/document-fetch';

/** Why there is no document. Only for the log: in a response, it would let callers map the network. */
export class FetchFailure extends Error {
  constructor(readonly reason: DocumentFetchFailure, readonly detail?: string, options?: ErrorOptions) {
    super(detail === undefined ? reason : `${reason}: ${detail}`, options);
    this.name = 'FetchFailure';
  }
}
