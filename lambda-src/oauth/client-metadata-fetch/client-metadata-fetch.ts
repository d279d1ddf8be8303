import { type AllowedHosts, isAllowedHost } from './allowed-hosts';
import { clientIdUrlProblem, DocumentRefused, effectiveDocument } from './document-policy';
import { ExpiringMap } from './expiring-map';
import { FetchFailure, type FetchFailureReason } from './failure';
import type { FetchDocument, FetchOutcome } from './fetch-document';
import type { DocumentKind } from '../../../src/contract/document-fetcher/document-fetch';
import { KeySetRefused, publicKeys } from '../../../src/contract/oauth/public-keys';
import { documentUrlProblem } from '../../../src/contract/urls/document-url';
import type { Log } from '../../platform/log';

/** Maximum number of cached documents, and of cached failures. */
const CAPACITY = 500;
const FAILURE_SECONDS = 30;

/** Maximum length of a URL in the log. */
const URL_MAX_LENGTH = 2048;

export interface ClientMetadataFetchOptions {
  /** Hosts that documents and keys may come from. */
  readonly allowedHosts: AllowedHosts;
  /** Allowed redirect hosts; undefined allows any. */
  readonly redirectHosts?: readonly string[];
  readonly fetchDocument: FetchDocument;
  readonly log: Log;
  /** Epoch seconds. */
  clock(): number;
}

/** The `fetch` of the library's configuration. */
export type FetchHook = (url: string | URL, options?: RequestInit) => Promise<Response>;

interface Failure {
  readonly reason: FetchFailureReason;
  readonly detail?: string;
}

/**
 * Fetches and caches what clients publish, from hosts that the administrator allows. It returns the effective metadata rather than the
 * fetched document. It answers with 200 or throws, and its errors differ only in the log. Of the caller's options only method and redirect are
 * used: the document fetcher has a separate deadline.
 */
export function createClientMetadataFetch({ allowedHosts, redirectHosts, fetchDocument, clock, log }: ClientMetadataFetchOptions): FetchHook {
  const documents = new ExpiringMap<string>(CAPACITY, clock);
  const failures = new ExpiringMap<Failure>(CAPACITY, clock);

  return async (input, options) => {
    const url = String(input);
    const kind = kindOf(options);
    const key = `${kind} ${url}`;
    const line = { event: 'client_metadata_fetch', kind, url: url.slice(0, URL_MAX_LENGTH) };
    const refused = ({ reason, detail }: Failure, more: object = {}) => {
      log(reason === 'fetcher_unavailable' ? 'error' : 'warn', 'client metadata', { ...line, reason, detail, ...more });
      return new FetchFailure(reason, detail);
    };
    const problem = kind === 'client_metadata' ? clientIdUrlProblem(url) : documentUrlProblem(url);
    if (problem !== undefined) {
      throw refused({ reason: 'url', detail: problem });
    }
    if (!isAllowedHost(url, allowedHosts)) {
      throw refused({ reason: 'host_not_allowed' });
    }
    const known = documents.get(key);
    if (known !== undefined) {
      return answer(known.value, known.expiresAt - clock());
    }
    const failed = failures.get(key);
    if (failed !== undefined) {
      throw refused(failed.value, { cached: true });
    }
    const outcome = inEffect(kind, url, await fetchDocument({ kind, url }), redirectHosts);
    if ('reason' in outcome) {
      // Only this server can resolve the failure, and it may be brief.
      if (outcome.reason !== 'fetcher_unavailable') {
        failures.set(key, outcome, FAILURE_SECONDS);
      }
      throw refused(outcome);
    }
    const { body, seconds } = outcome;
    documents.set(key, body, seconds);
    log('info', 'client metadata', { ...line, seconds });
    return answer(body, seconds);
  };
}

/**
 * The library forbids redirects for documents and allows them for keys; the call has no other distinction. Mistaking one for the
 * other is safe: a document is not a key set, and a key set has no client_id, so either is refused.
 */
function kindOf(options: RequestInit | undefined): DocumentKind {
  if (options?.method !== undefined && options.method !== 'GET') {
    throw new FetchFailure('url', 'only documents are fetched');
  }
  return options?.redirect === 'manual' ? 'client_metadata' : 'client_keys';
}

/** Validated here and not in the fetcher: a compromised fetcher could forge documents, but gain no more than a publisher has. */
function inEffect(kind: DocumentKind, url: string, outcome: FetchOutcome, redirectHosts: readonly string[] | undefined): FetchOutcome | Failure {
  if ('reason' in outcome) {
    return outcome;
  }
  try {
    const content: unknown = JSON.parse(outcome.body);
    return { ...outcome, body: JSON.stringify(kind === 'client_metadata' ? effectiveDocument(url, content, redirectHosts) : publicKeys(content)) };
  } catch (error) {
    if (error instanceof DocumentRefused) {
      return { reason: 'metadata', detail: error.message };
    }
    if (error instanceof KeySetRefused) {
      return { reason: 'keys', detail: error.message };
    }
    if (error instanceof SyntaxError) {
      return { reason: 'not_json' };
    }
    throw error;
  }
}

function answer(body: string, seconds: number): Response {
  return new Response(body, { headers: { 'content-type': 'application/json', 'cache-control': `max-age=${Math.max(0, Math.floor(seconds))}` } });
}
