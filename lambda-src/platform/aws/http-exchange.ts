import { connect, isIP, type Socket } from 'node:net';
import { type HttpExchange, type HttpResponse, requestBytes, responseIn } from './http-message';

/** There was no complete response in time. */
export class NoAnswerInTime extends Error {}

/** After this time an idle connection is replaced: a middlebox may have dropped it, which only shows once a request is sent. */
const IDLE_MAX_MILLIS = 30_000;

/** After this time a connection is used only after pending data has been read, which may be its end. */
const UNDOUBTED_MILLIS = 100;

/** One connection per origin, kept open while idle. */
const idle = new Map<string, Connection>();

/** The last TLS session of each origin: the next connection need not have the certificates sent and verified again. */
const sessions = new Map<string, Buffer>();

/**
 * One request and its response by HTTP/1.1, as AWS services speak it. node:https does all of HTTP, and takes a fifth of a function's cold
 * start for it.
 *
 * @throws the error of the connection, {@link NoAnswerInTime}, or one that says what is not HTTP about the response. Its `unsent` is true
 * where a connection that was kept had ended, and the service has certainly not got the whole request
 * @see https://www.rfc-editor.org/rfc/rfc9112
 */
export async function exchange(request: HttpExchange): Promise<HttpResponse> {
  const bytes = requestBytes(request);
  const connection = await (keptConnection(request.endpoint.origin) ?? new Connection(request.endpoint));
  return connection.exchange(bytes, request.timeoutMillis);
}

/** Opens a connection before there is a request for it. Where it breaks before it is used, another is opened then. */
export function openAhead(endpoint: URL): void {
  if (!idle.has(endpoint.origin)) {
    new Connection(endpoint).keep();
  }
}

function keptConnection(origin: string): Connection | Promise<Connection> | undefined {
  const kept = idle.get(origin);
  if (kept === undefined) {
    return undefined;
  }
  idle.delete(origin);
  const idleMillis = Date.now() - kept.idleSince;
  if (idleMillis > IDLE_MAX_MILLIS) {
    kept.close();
    return undefined;
  }
  return idleMillis > UNDOUBTED_MILLIS ? kept.orAnother() : kept;
}

interface Pending {
  readonly resolve: (response: HttpResponse) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

class Connection {
  idleSince = Date.now();
  private readonly socket: Socket;
  private pending?: Pending;
  private received: Buffer[] = [];
  private length = 0;
  private needed = 1;
  private wasKept = false;
  private isOpen = false;
  private isClosed = false;

  constructor(private readonly endpoint: URL) {
    const { protocol, hostname, port, origin } = endpoint;
    const host = hostname.replace(/^\[|\]$/g, '');
    const isSecure = protocol === 'https:';
    this.socket = isSecure
      ? process.getBuiltinModule('node:tls')
        .connect({ host, port: Number(port) || 443, servername: isIP(host) ? undefined : host, session: sessions.get(origin), ALPNProtocols: ['http/1.1'] })
        .on('session', (session) => sessions.set(origin, session))
      : connect({ host, port: Number(port) || 80 });
    const ended = () => this.fail(Object.assign(new Error('the connection was closed before the response was complete'), { code: 'ECONNRESET' }));
    this.socket.setNoDelay(true)
      .once(isSecure ? 'secureConnect' : 'connect', () => {
        this.isOpen = true;
      })
      .on('data', (chunk: Buffer) => this.read(chunk))
      .on('error', (error) => this.fail(error))
      .on('end', ended)
      .on('close', ended);
  }

  exchange(bytes: string | Buffer, timeoutMillis: number): Promise<HttpResponse> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.fail(new NoAnswerInTime(`no answer within ${timeoutMillis} ms`)), timeoutMillis);
      this.pending = { resolve, reject, timer };
      this.socket.ref();
      this.socket.write(bytes);
    });
  }

  keep(): void {
    const { origin } = this.endpoint;
    if (idle.has(origin)) {
      this.close();
      return;
    }
    this.wasKept = true;
    this.idleSince = Date.now();
    this.socket.unref();
    idle.set(origin, this);
  }

  close(): void {
    this.isClosed = true;
    this.socket.destroy();
    if (idle.get(this.endpoint.origin) === this) {
      idle.delete(this.endpoint.origin);
    }
  }

  /** This connection or, where it turns out to have ended, a new one. */
  async orAnother(): Promise<Connection> {
    // Twice, for between the two everything is read that has arrived.
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    return this.isClosed ? new Connection(this.endpoint) : this;
  }

  private read(chunk: Buffer): void {
    if (this.pending === undefined) {
      // Data that arrives without a pending request does not answer the next one.
      this.close();
      return;
    }
    this.received.push(chunk);
    this.length += chunk.length;
    if (this.length < this.needed) {
      return;
    }
    try {
      const received = this.received.length === 1 ? chunk : Buffer.concat(this.received);
      const response = responseIn(received);
      if (typeof response === 'number') {
        this.received = [received];
        this.needed = response;
        return;
      }
      this.answer(this.pending, response);
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private answer({ resolve, timer }: Pending, response: HttpResponse): void {
    clearTimeout(timer);
    this.pending = undefined;
    this.received = [];
    this.length = 0;
    this.needed = 1;
    if (response.headers.connection?.toString().toLowerCase() === 'close') {
      this.close();
    } else {
      this.keep();
    }
    resolve(response);
  }

  private fail(error: NodeJS.ErrnoException): void {
    const { pending } = this;
    this.pending = undefined;
    this.close();
    if (!this.isOpen) {
      sessions.delete(this.endpoint.origin);
    }
    if (pending) {
      clearTimeout(pending.timer);
      // A write fails whose bytes the system did not take in full. After any other end the service may have got the request.
      const unsent = this.wasKept && !(error instanceof NoAnswerInTime) && (!this.isOpen || error.syscall === 'write');
      pending.reject(Object.assign(error, { unsent }));
    }
  }
}
