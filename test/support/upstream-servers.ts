import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { createMcpHandler, type McpServer } from '@modelcontextprotocol/server';

/** A server of other people on this machine. */
export interface Upstream {
  readonly url: string;
  close(): Promise<void>;
}

/** What answers a request of the web platform. */
export type Fetch = (request: Request) => Response | Promise<Response>;

/** Serves it on loopback, below /mcp. */
export async function serveFetch(answer: Fetch): Promise<Upstream> {
  const http = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk)).on('end', async () => {
      const headers = new Headers(Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]));
      const body = incoming.method === 'GET' ? undefined : Buffer.concat(chunks);
      const response = await answer(new Request(`http://${incoming.headers.host}${incoming.url}`, { method: incoming.method, headers, body }));
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      if (response.body === null) {
        outgoing.end();
      } else {
        Readable.fromWeb(response.body as Parameters<typeof Readable.fromWeb>[0]).pipe(outgoing);
      }
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    close: () => new Promise((resolve) => {
      http.close(() => resolve());
      http.closeAllConnections();
    }),
  };
}

/** A server on the official SDK's v2, which answers 2026-07-28 and, where it is asked so, the revisions before. */
export function serveVersion2(makeServer: () => McpServer): Promise<Upstream> {
  const handler = createMcpHandler(makeServer);
  return serveFetch((request) => handler.fetch(request));
}
