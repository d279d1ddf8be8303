import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { rootCertificates } from 'node:tls';
import { checkedLookup, type Resolve } from './addresses';
import type { Authorizer } from './authorizer';
import { credentialsIn, withoutCredentials } from './echo';
import { type EnoughOf, exchange, UnsentError } from './exchange';
import { ConnectorError, isConnectorError } from './failure';
import { isIdempotent, retryAfter } from './retry';
import { checkTarget, originsOf } from './target';
import type { Connection } from '../../../src/contract/connector/connection';
import type { HttpRequest, HttpResponse } from '../../../src/contract/connector/http-operation';

/** Requests of a call, besides those with new credentials. */
const ATTEMPTS = 3;

/** Most often, 403 is about what was asked for. Credentials that are younger than this are kept, or each such call would ask for new ones. */
const FORBIDDEN_AGE_MILLIS = 60_000;

interface Agents {
  readonly 'https:': HttpsAgent;
  readonly 'http:': HttpAgent;
}

/** What a connection is to those who send its requests. */
export interface EgressConnection extends Pick<Connection, 'baseUrl' | 'origins' | 'privateNetwork'> {
  /** In PEM. */
  readonly certificateAuthorities?: string;
}

export interface EgressParts {
  readonly authorizer: Authorizer;
  readonly resolve: Resolve;
  /** Epoch milliseconds. */
  clock(): number;
  wait(millis: number, signal: AbortSignal): Promise<void>;
}

export interface SendOptions {
  /** For all attempts together. */
  readonly timeoutMillis: number;
  /** Of the decoded body. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
  readonly enoughOf?: EnoughOf;
}

/** The only way out of the connector: sends the requests of one connection, with its credentials. A redirect is an answer. */
export class Egress {
  private readonly origins: ReadonlySet<string>;
  private readonly kept: Agents;
  private readonly fresh: Agents;

  constructor(private readonly connection: EgressConnection, private readonly parts: EgressParts) {
    this.origins = originsOf(connection);
    const { certificateAuthorities } = connection;
    const ca = certificateAuthorities === undefined ? undefined : [...rootCertificates, certificateAuthorities];
    const keeping = { keepAlive: true, maxFreeSockets: 4 };
    this.kept = { 'https:': new HttpsAgent({ ...keeping, ca }), 'http:': new HttpAgent(keeping) };
    this.fresh = { 'https:': new HttpsAgent({ ca }), 'http:': new HttpAgent() };
  }

  /** @throws ConnectorError */
  async send(request: HttpRequest, options: SendOptions): Promise<HttpResponse> {
    const deadline = this.parts.clock() + options.timeoutMillis;
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(new ConnectorError('timeout', `no answer within ${options.timeoutMillis} ms`)), options.timeoutMillis);
    const signal = options.signal === undefined ? timeout.signal : AbortSignal.any([timeout.signal, options.signal]);
    try {
      return await this.attempts(request, { ...options, signal }, deadline);
    } finally {
      clearTimeout(timer);
    }
  }

  private async attempts(request: HttpRequest, options: SendOptions & { readonly signal: AbortSignal }, deadline: number): Promise<HttpResponse> {
    const { signal } = options;
    let isRenewed = false;
    for (let attempt = 1; ; attempt++) {
      const sentAt = this.parts.clock();
      try {
        const authorized = await this.authorized(request, signal);
        const response = withoutCredentials(await this.exchange(authorized, { ...options, signal }), credentialsIn(authorized, request));
        if (!isRenewed && isRefusal(response, request) && this.parts.authorizer.renew(response.status === 401 ? sentAt : sentAt - FORBIDDEN_AGE_MILLIS)) {
          isRenewed = true;
          // The same credentials would be forbidden the same.
          if (response.status === 401 || !isSame(authorized, await this.authorized(request, signal))) {
            continue;
          }
        }
        const millis = isIdempotent(request.method) ? retryAfter(response, this.parts.clock()) : undefined;
        if (millis === undefined || attempt >= ATTEMPTS || this.parts.clock() + millis >= deadline) {
          return response;
        }
        await orAborted(this.parts.wait(millis, signal), signal);
      } catch (error) {
        if (!(error instanceof UnsentError) || attempt >= ATTEMPTS || signal.aborted) {
          throw error;
        }
      }
    }
  }

  private authorized(request: HttpRequest, signal: AbortSignal): Promise<HttpRequest> {
    checkTarget(request.url, this.origins);
    return orAborted(this.parts.authorizer.authorize(request), signal);
  }

  private async exchange(request: HttpRequest, { maxBytes, signal, enoughOf }: SendOptions & { readonly signal: AbortSignal }): Promise<HttpResponse> {
    const url = checkTarget(request.url, this.origins);
    const lookup = checkedLookup(url, this.connection.privateNetwork === true, this.parts.resolve);
    return exchange(url, request, {
      // A kept connection may break under a request: nobody knows then whether it was done, and only an idempotent one can be sent again.
      agent: (isIdempotent(request.method) ? this.kept : this.fresh)[url.protocol as keyof Agents], lookup, signal, maxBytes, enoughOf,
    });
  }
}

/** Whether new credentials may help, and nothing was done. Some APIs answer 403 to a key that was rotated, others to what a caller may not do. */
function isRefusal({ status }: HttpResponse, { method }: HttpRequest): boolean {
  return status === 401 || (status === 403 && isIdempotent(method));
}

function isSame(one: HttpRequest, other: HttpRequest): boolean {
  return one.url === other.url && JSON.stringify(one.headers) === JSON.stringify(other.headers);
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      const reason: unknown = signal.reason;
      reject(isConnectorError(reason) ? reason : new ConnectorError('aborted', 'the call was cancelled'));
    };
    if (signal.aborted) {
      return abort();
    }
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
