import { createServer as createHttpServer, get, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { portTaken } from '../gateway/http-server';

/** How often each Region is asked whether it answers, milliseconds. */
const CHECK_EVERY = 1000;
/** How long an answer may take, milliseconds. */
const CHECK_PATIENCE = 3000;

export interface Destination {
  readonly name: string;
  readonly port: number;
  /** What is asked to see whether it answers. */
  readonly healthUrl: string;
}

/**
 * What a DNS record with failover is on AWS: connections go to the first Region that answers its health check. Those that are open stay with their Region,
 * and break with it. Where no Region answers, requests are told so.
 */
export class FrontDoor {
  private readonly servers: Server[] = [];
  private readonly open = new Set<Socket>();
  private readonly healthy = new Map<Destination, boolean>();
  private destinations: readonly Destination[] = [];
  private timer?: NodeJS.Timeout;
  /** Why its requests are not answered by a Region. */
  private readonly unserved = new WeakMap<Socket, string>();
  /** Listens nowhere: it is given connections. */
  private readonly refusing = createHttpServer((request, response) => {
    // Whoever still sends would not read it.
    request.resume().once('end', () => refuse(response, this.unserved.get(request.socket)!));
  });

  /** @param onChange hears which Region is lost or back, and which one gets connections then */
  constructor(private readonly onChange: (changed: Destination, isHealthy: boolean, first: Destination | undefined) => void) {}

  /** @param port 0 for any free one @throws LocalError PortTaken */
  async listen(port: number): Promise<number> {
    const actual = await this.listenAt(port, '127.0.0.1');
    // A machine without IPv6 has no such address.
    await this.listenAt(actual, '::1').catch((error: NodeJS.ErrnoException) => {
      if (!['EADDRNOTAVAIL', 'EAFNOSUPPORT'].includes(error.code ?? '')) {
        throw error;
      }
    });
    return actual;
  }

  /** Sends connections there from now on: to the first that is healthy. */
  lead(destinations: readonly Destination[]): void {
    this.destinations = destinations;
    destinations.forEach((destination) => this.healthy.set(destination, true));
    const check = () => {
      this.timer = setTimeout(() => void Promise.all(destinations.map((destination) => this.check(destination))).then(check), CHECK_EVERY);
    };
    check();
  }

  close(): void {
    clearTimeout(this.timer);
    this.servers.forEach((server) => server.close());
    this.open.forEach((socket) => socket.destroy());
  }

  private get first(): Destination | undefined {
    return this.destinations.find((destination) => this.healthy.get(destination));
  }

  private async check(destination: Destination): Promise<void> {
    const isHealthy = await answers(destination.healthUrl);
    if (isHealthy !== this.healthy.get(destination)) {
      this.healthy.set(destination, isHealthy);
      this.onChange(destination, isHealthy, this.first);
    }
  }

  private async listenAt(port: number, host: string): Promise<number> {
    const server = createServer((client) => this.join(client));
    await new Promise<void>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => reject(error.code === 'EADDRINUSE' || error.code === 'EACCES'
        ? portTaken(port, host) : error));
      server.listen(port, host, resolve);
    });
    this.servers.push(server);
    return (server.address() as AddressInfo).port;
  }

  private join(client: Socket): void {
    this.hold(client);
    const { first } = this;
    if (first === undefined) {
      this.refuse(client, `no Region answers: ${this.destinations.map(({ name }) => name).join(', ')}`);
      return;
    }
    const region = connect(first.port, '127.0.0.1');
    this.hold(region);
    client.once('close', () => region.destroy());
    const refused = () => this.refuse(client, `${first.name} does not answer`);
    region.once('error', refused).once('connect', () => {
      region.off('error', refused);
      region.once('close', () => client.destroy());
      client.pipe(region).pipe(client);
    });
  }

  /** Until it is closed. A connection that breaks is closed, too. */
  private hold(socket: Socket): void {
    this.open.add(socket);
    socket.on('error', () => undefined).once('close', () => this.open.delete(socket));
  }

  private refuse(client: Socket, why: string): void {
    this.unserved.set(client, why);
    this.refusing.emit('connection', client);
  }
}

/** The next request makes a connection of its own, to the Region that answers then. */
function refuse(response: ServerResponse, message: string): void {
  response.writeHead(503, { 'Content-Type': 'application/json', 'Retry-After': '1', 'Connection': 'close' }).end(JSON.stringify({ message }));
}

function answers(url: string): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: CHECK_PATIENCE }, (response) => {
      response.resume();
      resolve(response.statusCode! < 500);
    });
    request.once('timeout', () => request.destroy());
    request.once('error', () => resolve(false));
    request.once('close', () => resolve(false));
  });
}
