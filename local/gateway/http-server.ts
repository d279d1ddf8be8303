import { createServer, IncomingMessage, Server, ServerResponse } from 'node:http';
import { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';
import { LocalError } from '../local-error';
import { Gateway, Handled } from './gateway';
import { Reply } from './reply';
import { GatewayRequest, readRequest } from './request';

export type OnHandled = (request: GatewayRequest, handled: Handled, milliseconds: number) => void;

function send(reply: Reply, response: ServerResponse): void {
  const headers = reply.headers.flatMap(([name, value]) => [name, value]);
  if (Buffer.isBuffer(reply.body)) {
    // A body goes with neither HEAD, 204 nor 304; Node.js drops it.
    response.writeHead(reply.status, reply.status === 204 || reply.status === 304 ? headers : [...headers, 'Content-Length', String(reply.body.length)]).end(reply.body);
    return;
  }
  response.writeHead(reply.status, headers);
  response.flushHeaders();
  pipeline(reply.body, response, () => undefined);
}

/** Milliseconds. */
const KEEP_ALIVE_TIMEOUT = 350_000;

/** Listens on the loopback addresses. */
export class GatewayServer {
  private gateway?: Gateway;
  private readonly servers: Server[] = [];
  private onHandled?: OnHandled;

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
        if (['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes((error as NodeJS.ErrnoException).code ?? '')) return actual;
        this.close();
        // A free port on one address may be taken on the other.
        if (port !== 0 || attempt === 5) throw error;
      }
    }
  }

  serve(gateway: Gateway, onHandled: OnHandled): void {
    this.gateway = gateway;
    this.onHandled = onHandled;
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
    try {
      const { request, tooLarge } = await readRequest(message);
      if (this.gateway === undefined) {
        response.writeHead(503, { 'Content-Type': 'application/json' }).end('{"message":"Service Unavailable"}');
        return;
      }
      const handled = await this.gateway.handle(request, tooLarge);
      response.once('close', () => this.onHandled?.(request, handled, Date.now() - request.receivedAt));
      send(handled.reply, response);
    } catch (error) {
      // The client went away, or a defect of the gateway itself.
      if (!response.headersSent && !message.destroyed) response.writeHead(500, { 'Content-Type': 'application/json' }).end('{"message":"Internal server error"}');
      else response.destroy();
      if (!message.destroyed || message.complete) process.stderr.write(`${(error as Error).stack ?? String(error)}\n`);
    }
  }
}

const portTaken = (port: number, host: string) => new LocalError('PortTaken', `port ${port} on ${host} cannot be opened: another program holds it, or it is reserved; choose one with --port, 0 for any`);
