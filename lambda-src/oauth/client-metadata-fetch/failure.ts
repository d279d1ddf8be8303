import type { DocumentFetchFailure } from '../../../src/contract/document-fetcher/document-fetch';

/** Why there is no document: `fetcher_unavailable` is a fault of this server, the others are due to the publisher or the administrator. */
export type FetchFailureReason = DocumentFetchFailure | 'metadata' | 'keys' | 'host_not_allowed' | 'fetcher_unavailable';

/** What another request may find otherwise. */
const PASSING: readonly FetchFailureReason[] = ['fetcher_unavailable', 'timeout', 'unreachable', 'unresolved'];
/** Of the publisher's server: it has failed, or is asked too often. */
const PASSING_STATUS = /^(5\d\d|429)$/;

/** There is no document. The reason is only logged: in a response, it would let callers map the network. */
export class FetchFailure extends Error {
  constructor(readonly reason: FetchFailureReason, readonly detail?: string) {
    super(detail === undefined ? reason : `${reason}: ${detail}`);
    this.name = 'FetchFailure';
  }

  /** Whether it says nothing of the document. */
  get mayPass(): boolean {
    return PASSING.includes(this.reason) || (this.reason === 'status' && PASSING_STATUS.test(this.detail ?? ''));
  }
}
