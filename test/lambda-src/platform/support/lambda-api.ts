import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

export const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'not-a-real-secret', sessionToken: 'session/token==' };

export interface ReceivedInvocation {
  readonly path: string;
  readonly region: string;
  readonly signatureIsRight: boolean;
  readonly headers: IncomingMessage['headers'];
  readonly event: unknown;
}

export type LambdaAnswer = (response: ServerResponse, event: unknown, socket: Socket) => void;

export interface LambdaApi {
  readonly endpoint: string;
  readonly received: ReceivedInvocation[];
  connections(): number;
  close(): Promise<void>;
}

/** Lambda's Invoke API on loopback, as far as its answers are those of a test; it checks signatures as AWS does. */
export async function startLambdaApi(answer: LambdaAnswer): Promise<LambdaApi> {
  const received: ReceivedInvocation[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      const event = JSON.parse(body.toString());
      received.push({ path: request.url!, headers: request.headers, event, ...verified(request, body) });
      answer(response, event, request.socket);
    });
  });
  server.on('connection', () => connections++);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    connections: () => connections,
    close: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}

/** @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html */
function verified(request: IncomingMessage, body: Buffer): { readonly region: string; readonly signatureIsRight: boolean } {
  const [, scope, signedHeaders, signature] = /Credential=[^/]+\/([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=(\w+)/.exec(request.headers.authorization ?? '') ?? [];
  const [date, region, service, terminator] = (scope ?? '').split('/');
  const url = new URL(request.url!, 'http://localhost');
  const canonical = [
    request.method,
    // Every segment once more: what is sent is encoded already, and all services but S3 encode twice.
    request.url!.split('?')[0].split('/').map(encodeURIComponent).join('/'),
    url.search.slice(1),
    ...signedHeaders.split(';').map((name) => `${name}:${String(request.headers[name]).trim()}`),
    '',
    signedHeaders,
    sha256(body),
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', request.headers['x-amz-date'], scope, sha256(canonical)].join('\n');
  const key = [date, region, service, terminator].reduce<string | Buffer>((secret, part) => hmac(secret, part), `AWS4${CREDENTIALS.secretAccessKey}`);
  return { region, signatureIsRight: ['lambda', 'logs', 'states'].includes(service) && hmac(key, toSign).toString('hex') === signature };
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(content: string | Buffer): string {
  return createHash('sha256').update(content).digest('hex');
}
