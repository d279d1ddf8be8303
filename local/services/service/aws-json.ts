import { IncomingMessage, ServerResponse } from 'node:http';

/** An error of an AWS service, in the AWS JSON protocol. */
export class ServiceError extends Error {
  constructor(readonly type: string, message: string, readonly status = 400) {
    super(message);
  }
}

export type JsonObject = { readonly [name: string]: unknown };

export type Operation = (request: JsonObject) => JsonObject | Promise<JsonObject>;

/** What a service does, by the name that its callers write. */
export type Operations = ReadonlyMap<string, Operation>;

/** Answers in the place of a service. */
export interface Passing {
  pass(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<void>;
}

/**
 * Answers a request of the AWS JSON protocol.
 *
 * @param admit throws where its caller may not do it, by the name of the operation
 * @param elsewhere who answers it; undefined where the operations do
 * @throws ServiceError
 */
export async function answerOperation(
  operations: Operations, request: IncomingMessage, response: ServerResponse, body: Buffer,
  admit: (operation: string, request: JsonObject) => void, elsewhere: (request: JsonObject) => Passing | undefined = () => undefined,
): Promise<void> {
  const target = String(request.headers['x-amz-target'] ?? '');
  const operation = operations.get(target);
  if (operation === undefined) {
    throw new ServiceError('UnknownOperationException', `the local gateway does not know ${target || `${request.method} ${request.url}`}`);
  }
  const parsed = parseObject(body);
  admit(target.slice(target.lastIndexOf('.') + 1), parsed);
  const passing = elsewhere(parsed);
  if (passing !== undefined) {
    return passing.pass(request, response, body);
  }
  sendJson(response, 200, await operation(parsed));
}

function parseObject(body: Buffer): JsonObject {
  try {
    const parsed: unknown = JSON.parse(body.toString('utf8'));
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) {
      return parsed as JsonObject;
    }
  } catch {
    // Said below.
  }
  throw new ServiceError('SerializationException', 'the body is not a JSON object');
}

export function sendJson(response: ServerResponse, status: number, body: unknown, headers: { [name: string]: string } = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/x-amz-json-1.1', ...headers }).end(JSON.stringify(body));
}

export function sendError(response: ServerResponse, error: unknown): void {
  const { type, message, status } = error instanceof ServiceError ? error : new ServiceError('InternalServiceError', (error as Error).message, 500);
  sendJson(response, status, { __type: type, message, Message: message }, { 'x-amzn-ErrorType': type });
}
