import { randomBytes } from 'node:crypto';
import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { FunctionFailure, RunningResponse } from './invocation';
import { readBody } from '../loopback/body';
import { isFromBrowser, isSameSecret, namesOwnHost } from '../loopback/private-request';
import { frozenTime } from '../runtimes/node/clock.mjs';

const PREFIX = '/2018-06-01/runtime';

/** One event for the runtime. */
export interface RuntimeEvent {
  readonly requestId: string;
  readonly payload: Buffer;
  readonly functionArn: string;
  readonly traceId: string;
}

/** What the process of one instance tells through its Runtime API. */
export interface RuntimeListener {
  /** The runtime asks for work. @param give called with the event as soon as there is one, and the epoch milliseconds of its deadline */
  next(give: (event: RuntimeEvent, deadline: number) => void): void;
  responseStarted(requestId: string, response: RunningResponse): void;
  /** The response is complete, or its trailers say that it failed. */
  responseEnded(requestId: string, failure: FunctionFailure | undefined): void;
  failed(requestId: string, failure: FunctionFailure): void;
  initFailed(failure: FunctionFailure): void;
}

async function readFailure(request: IncomingMessage): Promise<FunctionFailure> {
  const payload = await readBody(request);
  return { errorType: String(request.headers['lambda-runtime-function-error-type'] ?? 'Unhandled'), payload };
}

function accepted(response: ServerResponse): void {
  response.writeHead(202, { 'Content-Type': 'application/json' }).end('{"status":"OK"}');
}

function respondNext(listener: RuntimeListener, response: ServerResponse): void {
  listener.next((event, deadline) => response.writeHead(200, {
    'Content-Type': 'application/json',
    'Lambda-Runtime-Aws-Request-Id': event.requestId,
    'Lambda-Runtime-Deadline-Ms': String(deadline),
    'Lambda-Runtime-Invoked-Function-Arn': event.functionArn,
    'Lambda-Runtime-Trace-Id': event.traceId,
    ...frozenTime() !== undefined && { 'Local-Frozen-Time': String(frozenTime()) },
  }).end(event.payload));
}

function receiveResponse(listener: RuntimeListener, requestId: string, request: IncomingMessage, response: ServerResponse): void {
  const streaming = request.headers['lambda-runtime-function-response-mode'] === 'streaming';
  request.once('end', () => {
    const { 'lambda-runtime-function-error-type': errorType, 'lambda-runtime-function-error-body': body } = request.trailers;
    listener.responseEnded(requestId, errorType === undefined ? undefined : { errorType: String(errorType), payload: Buffer.from(String(body ?? ''), 'base64') });
    accepted(response);
  });
  listener.responseStarted(requestId, { streaming, contentType: String(request.headers['content-type'] ?? 'application/octet-stream'), body: request });
}

/** The path behind the secret with which the URL must begin; undefined for callers other than the runtime. */
function privatePath(secret: string, request: IncomingMessage): string | undefined {
  const [, given, path] = /^\/([^/]+)(\/.*)$/.exec(request.url ?? '') ?? [];
  return namesOwnHost(request) && !isFromBrowser(request) && given !== undefined && isSameSecret(given, secret) ? path : undefined;
}

async function route(listener: RuntimeListener, path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const [, requestId, action] = new RegExp(`^${PREFIX}/invocation/([^/]+)/(response|error)$`).exec(path) ?? [];
  if (request.method === 'GET' && path === `${PREFIX}/invocation/next`) {
    respondNext(listener, response);
  } else if (request.method === 'POST' && path === `${PREFIX}/init/error`) {
    listener.initFailed(await readFailure(request));
    accepted(response);
  } else if (request.method === 'POST' && action === 'response') {
    receiveResponse(listener, requestId, request, response);
  } else if (request.method === 'POST' && action === 'error') {
    listener.failed(requestId, await readFailure(request));
    accepted(response);
  } else {
    response.writeHead(404, { 'Content-Type': 'application/json' }).end('{"errorMessage":"no such route","errorType":"InvalidRequest"}');
  }
}

/**
 * The Lambda Runtime API of one instance, on a separate loopback port, only for its process.
 *
 * @returns as its address what `AWS_LAMBDA_RUNTIME_API` holds. It ends in a secret path: runtimes write their own paths behind it.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
export async function serveRuntimeApi(listener: RuntimeListener): Promise<{ readonly address: string; close(): void }> {
  const secret = randomBytes(24).toString('base64url');
  const server: Server = createServer((request, response) => {
    const path = privatePath(secret, request);
    if (path === undefined) {
      response.writeHead(403, { 'Content-Type': 'application/json' }).end('{"errorMessage":"only the runtime is answered","errorType":"AccessDenied"}');
      return;
    }
    // The runtime may go away while it waits; its process tells why.
    route(listener, path, request, response).catch(() => response.destroy());
  });
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}/${secret}`,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}
