import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Proxy {
  readonly origin: string;
  readonly forward: (options: { to: string; token: string }) => void;
  readonly stop: () => Promise<void>;
}

/**
 * The suite cannot send a token, so this adds one. Its own name in Host becomes the server's, as in any reverse proxy; a foreign Host,
 * the Origin and everything else arrive as the suite wrote them.
 */
export async function startProxy(): Promise<Proxy> {
  let target: URL | undefined;
  let authorization = '';
  let own = '';
  const server = createServer((incoming, outgoing) => {
    if (target === undefined) {
      outgoing.writeHead(503).end();
      return;
    }
    const upstream = request({
      host: target.hostname,
      port: target.port,
      method: incoming.method,
      path: incoming.url,
      headers: [...withHost(incoming.rawHeaders, own, target.host), 'Authorization', authorization],
      setHost: false,
    });
    upstream.on('response', (response) => {
      outgoing.writeHead(response.statusCode!, response.rawHeaders);
      response.pipe(outgoing);
    });
    upstream.on('error', (error) => {
      if (outgoing.headersSent) {
        outgoing.destroy(error);
      } else {
        outgoing.writeHead(502).end(error.message);
      }
    });
    outgoing.on('close', () => upstream.destroy());
    incoming.pipe(upstream);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, 'localhost', resolve);
  });
  own = `localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin: `http://${own}`,
    forward: ({ to, token }) => {
      target = new URL(to);
      authorization = `Bearer ${token}`;
    },
    stop: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

/** @param headers names and values in turn */
function withHost(headers: readonly string[], from: string, to: string): string[] {
  return headers.map((value, index) => (index % 2 === 1 && headers[index - 1].toLowerCase() === 'host' && value === from ? to : value));
}
