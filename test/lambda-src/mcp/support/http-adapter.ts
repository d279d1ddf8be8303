import { createServer as createHttpServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { McpEvent, McpServer } from '../../../../lambda-src/mcp/server';
import { handlerOf } from '../../../../lambda-src/platform/streaming-handler';

export interface RunningServer {
  readonly url: URL;
  close(): Promise<void>;
}

/** What the runtime gives to handlers: here a response stream is that of the HTTP server. */
function installLambdaRuntime(): void {
  Object.assign(globalThis, {
    awslambda: {
      streamifyResponse: <T>(handler: T): T => handler,
      HttpResponseStream: {
        from: (stream: ServerResponse, { statusCode, headers }: { readonly statusCode: number; readonly headers: { [name: string]: string } }) => (
          stream.writeHead(statusCode, headers)
        ),
      },
    },
  });
}

/** Serves on loopback what the function's own handler answers, with a caller that needs no token. */
export async function serveHttp(serverAt: (origin: string) => McpServer): Promise<RunningServer> {
  installLambdaRuntime();
  let requests = 0;
  let handler: ReturnType<typeof handlerOf<McpEvent>>;
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
      void handler(event, response as unknown as Parameters<typeof handler>[1], { getRemainingTimeInMillis: () => 30_000 } as Parameters<typeof handler>[2]);
    });
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(http.address() as AddressInfo).port}`;
  handler = handlerOf(serverAt(origin));
  return {
    url: new URL(`${origin}/mcp`),
    close: () => new Promise((resolve) => {
      http.close(() => resolve());
      http.closeAllConnections();
    }),
  };
}
