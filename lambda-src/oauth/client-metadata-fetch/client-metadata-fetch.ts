import { DocumentRefused, effectiveDocument } from './document-policy';
import { requestDocument } from './document-request';
import { ExpiringMap } from './expiring-map';
import { type FailureReason, FetchFailure } from './failure';
import { lifetime } from './lifetime';
import { type Network, PUBLIC_INTERNET } from './network';
import { KeySetRefused, publicKeys } from './public-keys';
import { type AllowedHosts, clientIdUrlProblem, documentUrlProblem, isAllowedHost } from './url';

/** Documents kept, and as many failures. */
const CAPACITY = 500;
const FAILURE_SECONDS = 30;

export interface ClientMetadataFetchOptions {
  /** Hosts that documents and keys may come from. */
  readonly allowedHosts: AllowedHosts;
  /** @default the public internet */
  readonly network?: Network;
  /** Epoch seconds. */
  clock(): number;
  log(line: { readonly [name: string]: unknown }): void;
}

/** The `fetch` of the library's configuration. */
export type FetchHook = (url: string | URL, options?: RequestInit) => Promise<Response>;

type Kind = 'client_metadata' | 'client_keys';

/** Identity providers put certificates beside their keys. */
const MAX_BYTES: { readonly [kind in Kind]: number } = { client_metadata: 5 * 1024, client_keys: 64 * 1024 };

/** What made a document unavailable, as it is remembered: without the error, which holds on to sockets. */
interface Failure {
  readonly reason: FailureReason;
  readonly detail?: string;
}

/**
 * Fetches what clients publish: client ID metadata documents and the key sets that `jwks_uri` names. What it answers with is not what the
 * other side sent, but what of it has effect here. It answers with 200 or throws, and its errors differ only in the log.
 */
export function createClientMetadataFetch({ allowedHosts, clock, log, network = PUBLIC_INTERNET }: ClientMetadataFetchOptions): FetchHook {
  const documents = new ExpiringMap<string>(CAPACITY, clock);
  const failures = new ExpiringMap<Failure>(CAPACITY, clock);

  const read = async (kind: Kind, url: string, signal?: AbortSignal | null): Promise<{ readonly body: string; readonly seconds: number }> => {
    const problem = kind === 'client_metadata' ? clientIdUrlProblem(url) : documentUrlProblem(url);
    if (problem !== undefined) throw new FetchFailure('url', problem);
    const parsed = new URL(url);
    if (!isAllowedHost(parsed.hostname, allowedHosts)) throw new FetchFailure('host_not_allowed');
    const { headers, content } = await requestDocument(parsed, MAX_BYTES[kind], network, signal);
    return { body: JSON.stringify(effective(kind, url, content)), seconds: lifetime(headers, clock()) };
  };

  return async (input, options) => {
    const url = String(input);
    const kind = kindOf(options);
    const key = `${kind} ${url}`;
    const known = documents.get(key);
    if (known !== undefined) return answer(known.value, known.expiresAt - clock());
    const failed = failures.get(key)?.value;
    const line = { event: 'client_metadata_fetch', kind, url: url.slice(0, 2048) };
    if (failed !== undefined) {
      log({ ...line, level: 'warn', ...failed, cached: true });
      throw new FetchFailure(failed.reason, failed.detail);
    }
    try {
      const { body, seconds } = await read(kind, url, options?.signal);
      documents.set(key, body, seconds);
      log({ ...line, level: 'info', seconds });
      return answer(body, seconds);
    } catch (error) {
      if (!(error instanceof FetchFailure)) throw error;
      const { reason, detail } = error;
      failures.set(key, { reason, detail }, FAILURE_SECONDS);
      log({ ...line, level: 'warn', reason, detail });
      throw error;
    }
  };
}

/**
 * The library forbids redirects for documents and leaves them open for keys; nothing else in the call tells the two apart. Taken for the
 * other, either is refused: no document is a key set, and what is answered for a key set has no client_id.
 */
function kindOf(options: RequestInit | undefined): Kind {
  if (options?.method !== undefined && options.method !== 'GET') throw new FetchFailure('url', 'only documents are fetched');
  return options?.redirect === 'manual' ? 'client_metadata' : 'client_keys';
}

function effective(kind: Kind, url: string, content: unknown): unknown {
  try {
    return kind === 'client_metadata' ? effectiveDocument(url, content) : publicKeys(content);
  } catch (error) {
    if (error instanceof DocumentRefused) throw new FetchFailure('metadata', error.message);
    if (error instanceof KeySetRefused) throw new FetchFailure('keys', error.message);
    throw error;
  }
}

function answer(body: string, seconds: number): Response {
  return new Response(body, { headers: { 'content-type': 'application/json', 'cache-control': `max-age=${Math.max(0, Math.floor(seconds))}` } });
}
