import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AroundRequest } from './around-request';
import { sendError } from './aws-json';
import { admit, type Caller, requireSignature, type ServiceCredentials } from './credentials';
import { sha256 } from './signature';
import { readBody } from '../../loopback/body';

export interface LoopbackServer {
  readonly url: string;
  close(): void | Promise<void>;
}

async function listenOnLoopback(server: Server): Promise<LoopbackServer> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** An AWS service on a separate port, for callers who sign with its credentials, bodies too. Errors of its handler are answered as AWS would. */
export function serveAws(
  credentials: ServiceCredentials,
  around: AroundRequest | undefined,
  handle: (request: IncomingMessage, response: ServerResponse, body: Buffer, caller: Caller) => void | Promise<void>,
): Promise<LoopbackServer> {
  return serveLoopback(async (request, response) => {
    const caller = admit(request, credentials);
    const body = await readBody(request);
    requireSignature(request, sha256(body), caller);
    if (around === undefined) {
      return handle(request, response, body, caller);
    }
    const { service, region } = caller.authorization;
    const operation = String(request.headers['x-amz-target'] ?? '').split('.').at(-1)!;
    return around({ service, region, operation, body, response }, () => Promise.resolve(handle(request, response, body, caller)));
  }, sendError);
}

/** A server on a separate port, which admits whom it wants. */
export function serveLoopback(
  handle: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>, fail: (response: ServerResponse, error: unknown) => void,
): Promise<LoopbackServer> {
  const server = createServer(async (request, response) => {
    try {
      await handle(request, response);
    } catch (error) {
      if (response.headersSent) {
        response.destroy();
      } else {
        fail(response, error);
      }
    }
  });
  server.requestTimeout = 0;
  // As services of AWS do, it keeps idle connections longer than functions use them.
  server.keepAliveTimeout = 60_000;
  return listenOnLoopback(server);
}
