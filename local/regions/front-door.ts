import { get } from 'node:http';
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
 * and break with it.
 */
export class FrontDoor {
  private readonly servers: Server[] = [];
  private readonly open = new Set<Socket>();
  private readonly healthy = new Map<Destination, boolean>();
  private destinations: readonly Destination[] = [];
  private timer?: NodeJS.Timeout;

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
    const { first } = this;
    if (first === undefined) {
      client.destroy();
      return;
    }
    const region = connect(first.port, '127.0.0.1');
    for (const [one, other] of [[client, region], [region, client]]) {
      this.open.add(one);
      one.pipe(other);
      one.once('error', () => other.destroy());
      one.once('close', () => {
        this.open.delete(one);
        other.destroy();
      });
    }
  }
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
