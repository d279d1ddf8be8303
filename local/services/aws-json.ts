import { IncomingMessage, ServerResponse } from 'node:http';

/** An error of an AWS service, in the AWS JSON protocol. */
export class ServiceError extends Error {
  constructor(readonly type: string, message: string, readonly status = 400) {
    super(message);
  }
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: { [name: string]: string } = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1', ...headers }).end(JSON.stringify(body));
}

export function sendError(response: ServerResponse, error: unknown): void {
  const { type, message, status } = error instanceof ServiceError ? error : new ServiceError('InternalServiceError', (error as Error).message, 500);
  sendJson(response, status, { __type: type, message, Message: message }, { 'x-amzn-ErrorType': type });
}
