import { decodeDocumentFetchAnswer, DOCUMENT_FETCHER_TIMEOUT_SECONDS, type DocumentFetchAnswer, type DocumentFetchRequest } from '../../../src/contract/document-fetcher/document-fetch';
import type { AwsEnvironment } from '../../platform/aws/aws-request';
import { invokeFunction } from '../../platform/aws/invoke-function';

export type FetchOutcome = DocumentFetchAnswer | { readonly reason: 'fetcher_unavailable'; readonly detail: string };

/** Fetches a document. Never rejects. */
export type FetchDocument = (request: DocumentFetchRequest) => Promise<FetchOutcome>;

/** Time for an instance to start, which does not count as the function's time. */
const START_MILLIS = 2000;
const TIMEOUT_MILLIS = DOCUMENT_FETCHER_TIMEOUT_SECONDS * 1000 + START_MILLIS;

/** Delegates to the document fetcher, a function that can neither read a secret nor write the registry. */
export function fetchByFunction(aws: AwsEnvironment, functionArn: string): FetchDocument {
  return async (request) => {
    const outcome = await invokeFunction(aws, functionArn, JSON.stringify(request), TIMEOUT_MILLIS);
    if ('failure' in outcome) {
      return unavailable(`${outcome.failure}: ${outcome.detail}`);
    }
    try {
      const answer = decodeDocumentFetchAnswer(outcome.answer);
      return 'reason' in answer && answer.reason === 'internal_error' ? unavailable(`internal_error: ${answer.detail}`) : answer;
    } catch (error) {
      return unavailable(`unreadable answer: ${(error as Error).message}`);
    }
  };
}

function unavailable(detail: string): FetchOutcome {
  return { reason: 'fetcher_unavailable', detail };
}
