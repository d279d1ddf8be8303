import { requestDocument } from './document-request';
import { FetchFailure } from './failure';
import { lifetime } from './lifetime';
import type { Network } from './network';
import type { DocumentFetchAnswer, DocumentFetchRequest, DocumentKind } from '../../src/contract/document-fetcher/document-fetch';
import { documentUrlProblem } from '../../src/contract/urls/document-url';
import type { Log } from '../platform/log';

/** Identity providers put certificates beside their keys. */
const MAX_BYTES: { readonly [kind in DocumentKind]: number } = { client_metadata: 5 * 1024, client_keys: 64 * 1024 };

/** Maximum length of a URL in the log. */
const URL_MAX_LENGTH = 2048;

export interface DocumentFetcherParts {
  readonly network: Network;
  readonly log: Log;
  /** Epoch seconds. */
  clock(): number;
}

export type DocumentFetcher = (request: DocumentFetchRequest) => Promise<DocumentFetchAnswer>;

/** Fetches one document. Callers validate its content: they trust this function only for where it was found. */
export function documentFetcher({ network, log, clock }: DocumentFetcherParts): DocumentFetcher {
  return async ({ kind, url }) => {
    const line = { kind, url: String(url).slice(0, URL_MAX_LENGTH) };
    try {
      const { headers, content } = await requestDocument(documentUrl(url), MAX_BYTES[kind], network);
      const seconds = lifetime(headers, clock());
      log('info', 'document fetched', { ...line, seconds });
      return { body: JSON.stringify(content), seconds };
    } catch (error) {
      const { reason, detail } = error instanceof FetchFailure ? error : new FetchFailure('internal_error', String(error));
      log(reason === 'internal_error' ? 'error' : 'warn', 'document not fetched', { ...line, reason, detail });
      return { reason, detail };
    }
  };
}

function documentUrl(url: string): URL {
  const problem = documentUrlProblem(url);
  if (problem !== undefined) {
    throw new FetchFailure('url', problem);
  }
  return new URL(url);
}
