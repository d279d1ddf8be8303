/** What clients and trusted issuers publish: client ID metadata documents, and the key sets that a `jwks_uri` names. */
export type DocumentKind = 'client_metadata' | 'client_keys';

/** The event that the document fetcher receives. */
export interface DocumentFetchRequest {
  readonly kind: DocumentKind;
  readonly url: string;
}

/** Why there is no document. */
export type DocumentFetchFailure =
  | 'url'
  | 'unresolved'
  | 'address'
  | 'unreachable'
  | 'timeout'
  | 'status'
  | 'content_type'
  | 'content_encoding'
  | 'too_large'
  | 'not_json'
  /** Of the fetcher's own. */
  | 'internal_error';

/** What the document fetcher answers with. That there is no document is an answer, not an error of the function. */
export type DocumentFetchAnswer =
  | {
    /** JSON, whatever it says. */
    readonly body: string;
    /** How long it may be kept. */
    readonly seconds: number;
  }
  | { readonly reason: DocumentFetchFailure; readonly detail?: string };

/** From the look-up of a name to the last byte of a document. */
export const DOCUMENT_FETCH_DEADLINE_MILLIS = 3000;

/** When Lambda ends the fetcher, which has answered long before. */
export const DOCUMENT_FETCHER_TIMEOUT_SECONDS = 5;

/** @throws where the text is no answer of a document fetcher */
export function decodeDocumentFetchAnswer(json: string): DocumentFetchAnswer {
  const answer = JSON.parse(json);
  const isDocument = typeof answer?.body === 'string' && Number.isFinite(answer.seconds);
  if (!isDocument && typeof answer?.reason !== 'string') {
    throw new Error('neither a document nor a reason');
  }
  return answer as DocumentFetchAnswer;
}
