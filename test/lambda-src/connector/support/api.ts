import { createServer as createPlainServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { authorizerOf } from '../../../../lambda-src/connector/credentials/credentials';
import { Secrets } from '../../../../lambda-src/connector/credentials/secrets';
import type { TokenRequest } from '../../../../lambda-src/connector/credentials/token-request';
import type { Resolve } from '../../../../lambda-src/connector/egress/addresses';
import type { Authorizer } from '../../../../lambda-src/connector/egress/authorizer';
import { Egress, type EgressConnection } from '../../../../lambda-src/connector/egress/egress';
import type { ConnectionCredentials } from '../../../../src/contract/connector/connection';
import type { HttpRequest } from '../../../../src/contract/connector/http-operation';

export const NOW = Date.UTC(2026, 6, 1);

export interface SeenRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** An API on this machine. */
export interface Api {
  readonly origin: string;
  readonly port: number;
  readonly requests: SeenRequest[];
  /** Connections that were opened to it. */
  connections: number;
  /** What it answers; set by each test. */
  handle: RequestListener;
  close(): Promise<void>;
}

export async function startApi(tls?: { readonly cert: string; readonly key: string; readonly host: string }): Promise<Api> {
  const listener: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', () => {
      api.requests.push({ method: request.method!, url: request.url!, headers: request.headers, body: Buffer.concat(chunks).toString() });
      api.handle(request, response);
    });
  };
  const server: Server = tls === undefined ? createPlainServer(listener) : createServer(tls, listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const api: Api = {
    origin: tls === undefined ? `http://127.0.0.1:${port}` : `https://${tls.host}:${port}`,
    port,
    requests: [],
    connections: 0,
    handle: (_request, response) => response.end('ok'),
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
  server.on('connection', () => {
    api.connections++;
  });
  return api;
}

export interface EgressOptions {
  readonly authorizer?: Authorizer;
  readonly resolve?: Resolve;
  readonly clock?: () => number;
}

/** The way to an API on this machine, and what it waited for between attempts. */
export function egressTo(
  connection: EgressConnection, options: EgressOptions = {},
): { readonly egress: Egress; readonly waits: number[] } {
  const waits: number[] = [];
  const egress = new Egress({ privateNetwork: true, ...connection }, {
    authorizer: options.authorizer ?? { authorize: async (request) => request, renew: () => false },
    resolve: options.resolve ?? (async () => [{ address: '127.0.0.1', family: 4 }]),
    clock: options.clock ?? (() => NOW),
    wait: async (millis) => {
      waits.push(millis);
    },
  });
  return { egress, waits };
}

export const get = (url: string, more: Partial<HttpRequest> = {}): HttpRequest => ({ method: 'GET', url, headers: {}, ...more });

export const LIMITS = { timeoutMillis: 30_000, maxBytes: 1024 * 1024 };

/** Credentials of a connection whose secrets are in a Map by ARN, which a test may rotate. */
export function authorizerWith(
  credentials: ConnectionCredentials, secrets: ReadonlyMap<string, string>, parts: { readonly clock?: () => number; readonly requestToken?: TokenRequest } = {},
): { readonly authorizer: Authorizer; readonly reads: string[] } {
  const reads: string[] = [];
  const clock = parts.clock ?? (() => NOW);
  const authorizer = authorizerOf(credentials, {
    secrets: new Secrets(async (arn) => {
      reads.push(arn);
      return secrets.get(arn);
    }, clock),
    aws: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'canary-aws-key', sessionToken: 'session' },
    requestToken: parts.requestToken ?? (() => Promise.reject(new Error('there is no token endpoint'))),
    clock,
  });
  return { authorizer, reads };
}
