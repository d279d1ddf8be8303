import { DocumentRefused, effectiveDocument } from './document-policy';
import { requestDocument } from './document-request';
import { FetchFailure } from './failure';
import { lifetime } from './lifetime';
import type { Network } from './network';
import { KeySetRefused, publicKeys } from './public-keys';
import { clientIdUrlProblem, documentUrlProblem } from './url';
import type { DocumentFetchAnswer, DocumentFetchRequest, DocumentKind } from '../../src/contract/document-fetch';
import type { Log } from '../platform/log';

/** Identity providers put certificates beside their keys. */
const MAX_BYTES: { readonly [kind in DocumentKind]: number } = { client_metadata: 5 * 1024, client_keys: 64 * 1024 };

/** Of a URL in the log. */
const URL_MAX_LENGTH = 2048;

export interface DocumentFetcherParts {
  readonly network: Network;
  readonly log: Log;
  /** Epoch seconds. */
  clock(): number;
}

export type DocumentFetcher = (request: DocumentFetchRequest) => Promise<DocumentFetchAnswer>;

/** Fetches one document. What it answers with is not what the other side sent, but what of it has effect here. */
export function documentFetcher({ network, log, clock }: DocumentFetcherParts): DocumentFetcher {
  return async ({ kind, url }) => {
    const line = { kind, url: url.slice(0, URL_MAX_LENGTH) };
    try {
      const { headers, content } = await requestDocument(documentUrl(kind, url), MAX_BYTES[kind], network);
      const body = JSON.stringify(effective(kind, url, content));
      const seconds = lifetime(headers, clock());
      log('info', 'document fetched', { ...line, seconds });
      return { body, seconds };
    } catch (error) {
      if (!(error instanceof FetchFailure)) throw error;
      const { reason, detail } = error;
      log('warn', 'document not fetched', { ...line, reason, detail });
      return { reason, detail };
    }
  };
}

function documentUrl(kind: DocumentKind, url: string): URL {
  const problem = kind === 'client_metadata' ? clientIdUrlProblem(url) : documentUrlProblem(url);
  if (problem !== undefined) throw new FetchFailure('url', problem);
  return new URL(url);
}

function effective(kind: DocumentKind, url: string, content: unknown): unknown {
  try {
    return kind === 'client_metadata' ? effectiveDocument(url, content) : publicKeys(content);
  } catch (error) {
    if (error instanceof DocumentRefused) throw new FetchFailure('metadata', error.message);
    if (error instanceof KeySetRefused) throw new FetchFailure('keys', error.message);
    throw error;
  }
}
