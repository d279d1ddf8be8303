import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { McpServer } from '../../../../lambda-src/mcp/server';

export interface RunningServer {
  readonly url: URL;
  close(): Promise<void>;
}

/** Serves on loopback what the function answers, with a caller that needs no token. */
export async function serveHttp(serverAt: (origin: string) => McpServer): Promise<RunningServer> {
  let requests = 0;
  let server: McpServer;
  const http = createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const event = {
        httpMethod: request.method!,
        headers: {},
        multiValueHeaders: request.headersDistinct as { [name: string]: string[] },
        body: Buffer.concat(chunks).toString('base64'),
        isBase64Encoded: true,
        requestContext: { requestId: `request-${++requests}`, authorizer: { sub: 'user-1', client_id: 'client-1', scope: 'mcp' } },
      };
      void server(event, { getRemainingTimeInMillis: () => 30_000 }).then((reply) => {
        response.writeHead(reply.statusCode, { ...reply.headers }).end(reply.body);
      });
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(http.address() as AddressInfo).port}`;
  server = serverAt(origin);
  return {
    url: new URL(`${origin}/mcp`),
    close: () => new Promise((resolve) => {
      http.close(() => resolve());
      http.closeAllConnections();
    }),
  };
}
