import type { DocumentFetchFailure } from '../../../src/contract/document-fetcher/document-fetch';

/** Why there is no document: `fetcher_unavailable` is this server's fault, the others are the publisher's or the administrator's will. */
export type FetchFailureReason = DocumentFetchFailure | 'metadata' | 'keys' | 'host_not_allowed' | 'fetcher_unavailable';

/** That there is no document. Why is for the log: who asked learns only that there is none, or the answers would map the network. */
export class FetchFailure extends Error {
  constructor(readonly reason: FetchFailureReason, readonly detail?: string) {
    super(detail === undefined ? reason : `${reason}: ${detail}`);
    this.name = 'FetchFailure';
  }
}
