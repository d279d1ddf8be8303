import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { Gateway, Handled } from './gateway';
import { Reply } from './reply';
import { BODY_MAX_BYTES, GatewayRequest, readRequestHead } from './request';
import { LocalError } from '../errors/local-error';
import { readUpTo } from '../loopback/body';

export type OnHandled = (request: GatewayRequest, handled: Handled, milliseconds: number) => void;

function send(reply: Reply, response: ServerResponse): void {
  if (response.closed) {
    if (!Buffer.isBuffer(reply.body)) {
      reply.body.resume();
    }
    return;
  }
  const headers = reply.headers.flat();
  if (Buffer.isBuffer(reply.body)) {
    // A body goes with neither HEAD, 204 nor 304; Node.js drops it.
    const isUnmeasured = reply.isStream === true || reply.status === 204 || reply.status === 304;
    response.writeHead(reply.status, isUnmeasured ? headers : [...headers, 'Content-Length', String(reply.body.length)]).end(reply.body);
    return;
  }
  response.writeHead(reply.status, headers);
  response.flushHeaders();
  pipeline(reply.body, response, () => undefined);
}

const HUNG_UP = 'the client hung up';

/** Milliseconds. */
const KEEP_ALIVE_TIMEOUT = 350_000;

/** What answers requests. */
export type RequestHandler = Pick<Gateway, 'handle'>;

/** What answers before the API does. @returns whether the request was for it */
export type Before = (message: IncomingMessage, response: ServerResponse) => boolean;

/** An API that answers, and its requests that are not answered yet. */
interface Serving {
  readonly gateway: RequestHandler;
  readonly unanswered: Set<ServerResponse>;
  drained?: () => void;
}

/** Listens on the loopback addresses. */
export class GatewayServer {
  private serving?: Serving;
  private readonly servers: Server[] = [];

  constructor(private readonly onHandled: OnHandled, private readonly before: Before = () => false) {}

  /**
   * Opens the port, so that the public URL is known; requests wait until {@link serve}.
   *
   * @param port 0 for any free one
   * @throws LocalError PortTaken
   */
  async listen(port: number): Promise<number> {
    for (let attempt = 1; ; attempt += 1) {
      const first = await this.open(port, '127.0.0.1');
      const actual = (first.address() as AddressInfo).port;
      try {
        await this.open(actual, '::1');
        return actual;
      } catch (error) {
        // A machine without IPv6 has no such address; "localhost" is 127.0.0.1 there.
        if (['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes((error as NodeJS.ErrnoException).code ?? '')) {
          return actual;
        }
        this.close();
        // A free port on one address may be taken on the other.
        if (port !== 0 || attempt === 5) {
          throw error;
        }
      }
    }
  }

  /**
   * Answers requests from now on.
   *
   * @returns resolves when the previous handler has answered its last request
   */
  async serve(gateway: RequestHandler): Promise<void> {
    const before = this.serving;
    this.serving = { gateway, unanswered: new Set() };
    if (before !== undefined && before.unanswered.size > 0) {
      await new Promise<void>((resolve) => (before.drained = resolve));
    }
  }

  close(): void {
    for (const server of this.servers.splice(0)) {
      server.close();
      server.closeAllConnections();
    }
  }

  private async open(port: number, host: string): Promise<Server> {
    const server = createServer((message, response) => void this.handle(message, response));
    // Streams may last; the gateway has its own timeouts.
    server.requestTimeout = 0;
    // Clients keep connections to API Gateway for minutes.
    server.keepAliveTimeout = KEEP_ALIVE_TIMEOUT;
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' || error.code === 'EACCES' ? portTaken(port, host) : error));
      server.listen(port, host, resolve);
    });
    this.servers.push(server);
    return server;
  }

  private async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.before(message, response)) {
      return;
    }
    const began = Date.now();
    try {
      const head = readRequestHead(message, began);
      const body = await readUpTo(BODY_MAX_BYTES, message);
      const request = { ...head, body: body ?? Buffer.alloc(0) };
      const { serving } = this;
      if (serving === undefined) {
        response.writeHead(503, { 'Content-Type': 'application/json' }).end('{"message":"Service Unavailable"}');
        return;
      }
      serving.unanswered.add(response);
      let handled: Handled | undefined;
      const report = (outcome: Handled) => {
        const reported = response.writableFinished ? outcome : { ...outcome, reason: whyUnfinished(outcome) };
        this.onHandled(request, reported, Date.now() - request.receivedAt);
      };
      response.once('close', () => {
        serving.unanswered.delete(response);
        if (serving.unanswered.size === 0) {
          serving.drained?.();
        }
        if (handled !== undefined) {
          report(handled);
        }
      });
      handled = await serving.gateway.handle(request, body === undefined);
      // A client that went away while the call ran has closed the response already.
      if (response.closed) {
        report(handled);
      }
      send(handled.reply, response);
    } catch (error) {
      this.failed(message, response, error as Error, Date.now() - began);
    }
  }

  /** The client went away in the middle of its request, or this is a defect of the gateway itself. */
  private failed(message: IncomingMessage, response: ServerResponse, error: Error, milliseconds: number): void {
    if (message.destroyed && !message.complete) {
      process.stderr.write(`${message.method} ${message.url}: ${HUNG_UP} after ${milliseconds} ms\n`);
    } else {
      process.stderr.write(`${error.stack ?? String(error)}\n`);
    }
    if (response.headersSent || response.destroyed) {
      response.destroy();
    } else {
      response.writeHead(500, { 'Content-Type': 'application/json' }).end('{"message":"Internal server error"}');
    }
  }
}

function whyUnfinished({ reply: { body }, reason }: Handled): string {
  const error = Buffer.isBuffer(body) ? undefined : body.errored as NodeJS.ErrnoException | undefined;
  // A stream gets this when its reader is gone.
  return reason ?? (error && error.code !== 'ERR_STREAM_PREMATURE_CLOSE' ? `the answer broke off: ${error.message}` : HUNG_UP);
}

/** What a port that cannot be opened means. */
export const portTaken = (port: number, host: string) => new LocalError('PortTaken', `port ${port} on ${host} cannot be opened: another program holds it, or it is reserved; choose one with --port, 0 for any`);

/** @throws LocalError PortTaken */
export async function requireFreePort(port: number): Promise<void> {
  const server = new GatewayServer(() => undefined);
  try {
    await server.listen(port);
  } finally {
    server.close();
  }
}
