import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sendError } from './aws-json';

export interface LoopbackServer {
  readonly url: string;
  close(): void;
}

export async function listenOnLoopback(server: Server): Promise<LoopbackServer> {
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** An AWS service on a port of its own. Whatever its handler throws is answered as AWS would. */
export function serveAws(handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>): Promise<LoopbackServer> {
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => (response.headersSent ? response.destroy() : sendError(response, error)));
  });
  server.requestTimeout = 0;
  return listenOnLoopback(server);
}
