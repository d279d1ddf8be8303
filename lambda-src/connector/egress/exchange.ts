import { type Agent, type ClientRequest, type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { ACCEPTED_ENCODINGS, readBody } from './body';
import { ConnectorError, isConnectorError } from './failure';
import type { HttpRequest, HttpResponse } from '../../../src/contract/connector/http-operation';

export interface ExchangeOptions {
  readonly agent: Agent;
  readonly lookup: LookupFunction;
  readonly signal: AbortSignal;
  readonly maxBytes: number;
  readonly enoughOf?: EnoughOf;
}

/** For answers that do not end: says with each piece of the body whether that was all that matters. Undefined to read on. */
export type EnoughOf = (response: Pick<HttpResponse, 'status' | 'headers'>) => ((piece: Uint8Array) => boolean) | undefined;

/** A request of which the API has certainly not seen anything: it can be sent again whatever its method is. */
export class UnsentError extends ConnectorError {}

/**
 * One request, one response. No redirects, no cookies, no proxy.
 *
 * @throws ConnectorError
 */
export async function exchange(url: URL, { method, headers, body }: HttpRequest, options: ExchangeOptions): Promise<HttpResponse> {
  let request: ClientRequest | undefined;
  let isConnected = false;
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      request = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, {
        method,
        agent: options.agent,
        lookup: options.lookup,
        signal: options.signal,
        headers: {
          'accept-encoding': ACCEPTED_ENCODINGS, 'user-agent': 'cdk-remote-mcp-server', ...headers, ...body && { 'content-length': body.length },
        },
      });
      request.on('socket', (socket) => {
        if (!socket.connecting) {
          isConnected = true;
        }
        socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', () => {
          isConnected = true;
        });
      });
      // Closed without either: by an answer that is none, such as a change of protocol that nobody asked for.
      request.on('response', resolve).on('error', reject).on('close', () => reject(new Error('closed without an answer'))).end(body);
    });
    const head = { status: response.statusCode!, headers: flat(response) };
    const read = await readBody(response, options.maxBytes, options.enoughOf?.(head));
    // What ends by its connection looks whole when the connection is given up.
    options.signal.throwIfAborted();
    return { ...head, ...read };
  } catch (error) {
    throw failure(error as NodeJS.ErrnoException, { isUnsent: !isConnected || (request?.reusedSocket === true && isReset(error)), signal: options.signal });
  }
}

function flat({ headers }: IncomingMessage): { readonly [name: string]: string } {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value ?? '']));
}

/** A kept connection that the API had closed. Only idempotent requests are sent on one, and those may be sent again. */
function isReset(error: unknown): boolean {
  return ['ECONNRESET', 'EPIPE'].includes((error as NodeJS.ErrnoException).code ?? '');
}

function failure(error: NodeJS.ErrnoException, { isUnsent, signal }: { readonly isUnsent: boolean; readonly signal: AbortSignal }): ConnectorError {
  if (isConnectorError(error)) {
    return error;
  }
  if (signal.aborted) {
    const reason: unknown = signal.reason;
    return isConnectorError(reason) ? reason : new ConnectorError('aborted', 'the call was cancelled', { cause: error });
  }
  const detail = error.code ?? error.message;
  return isUnsent ? new UnsentError('unreachable', detail, { cause: error }) : new ConnectorError('unreachable', detail, { cause: error });
}
