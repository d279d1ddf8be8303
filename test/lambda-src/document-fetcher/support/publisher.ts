import type { RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { selfSignedCertificate } from './certificate';
import { type DocumentFetcher, documentFetcher } from '../../../../lambda-src/document-fetcher/document-fetcher';
import type { Network, ResolvedAddress } from '../../../../lambda-src/document-fetcher/network';
import { isGloballyRoutable } from '../../../../lambda-src/platform/network/address';

export const HOST = 'client.example';
export const CLIENT_ID = `https://${HOST}/oauth/client.json`;
const LOOPBACK: ResolvedAddress = { address: '127.0.0.1', family: 4 };

/** A client's web site, and the network in which it is a public host. */
export interface Publisher {
  /** What the site answers with; set anew by each test. */
  handle: RequestListener;
  /** The names that were looked up. */
  readonly lookups: string[];
  /** Every request that came, with the server name of its TLS connection. */
  readonly requests: { readonly path: string; readonly host: string; readonly serverName: unknown; readonly headers: object }[];
  readonly network: Network;
  /** The document fetcher in this network. */
  readonly fetchDocument: DocumentFetcher;
  /** The name server; set anew by each test. */
  resolve: (host: string) => Promise<readonly ResolvedAddress[]>;
  close(): Promise<void>;
}

export async function startPublisher(host = HOST): Promise<Publisher> {
  const certificate = selfSignedCertificate(host);
  const server = createServer(certificate, (request, response) => {
    publisher.requests.push({
      path: request.url!,
      host: request.headers.host!,
      serverName: (request.socket as unknown as { servername: unknown }).servername,
      headers: request.headers,
    });
    publisher.handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, LOOPBACK.address, resolve));
  const publisher: Publisher = {
    handle: (_request, response) => response.writeHead(404).end(),
    resolve: async () => [LOOPBACK],
    lookups: [],
    requests: [],
    network: {
      resolve: (name) => {
        publisher.lookups.push(name);
        return publisher.resolve(name);
      },
      mayDial: (address) => address === LOOPBACK.address || isGloballyRoutable(address),
      port: (server.address() as AddressInfo).port,
      deadlineMillis: 30_000,
      certificateAuthorities: [certificate.cert],
    },
    fetchDocument: (request) => documentFetcher({ network: publisher.network, log: () => undefined, clock: () => Math.floor(Date.now() / 1000) })(request),
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
  return publisher;
}

export function json(body: unknown, headers: { readonly [name: string]: string } = {}): RequestListener {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
  };
}

export function clientDocument(more: object = {}): { readonly [name: string]: unknown } {
  return { client_id: CLIENT_ID, client_name: 'An honest client', redirect_uris: ['http://127.0.0.1/callback'], ...more };
}
