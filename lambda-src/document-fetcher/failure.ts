import type { DocumentFetchFailure } from '../../src/contract/document-fetcher/document-fetch';

/** Why there is no document. For the log: who asked learns only that there is none, or the answers would map the network. */
export class FetchFailure extends Error {
  constructor(readonly reason: DocumentFetchFailure, readonly detail?: string, options?: ErrorOptions) {
    super(detail === undefined ? reason : `${reason}: ${detail}`, options);
    this.name = 'FetchFailure';
  }
}
