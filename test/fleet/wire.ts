import { Agent, type IncomingMessage, request } from 'node:http';

/** A JSON-RPC message, whatever it says. */
// The tests look into messages of every shape.
export type Message = { readonly [member: string]: any };

/** One request and what comes back, as it comes. */
export interface Exchange {
  /** 0 where there was no answer at all. */
  readonly status: number;
  readonly headers: { readonly [name: string]: string | undefined };
  /** Resolves at the end, with all that came. */
  readonly ended: Promise<Ended>;
  /** The next message of a stream, or that of a JSON body; undefined where none comes any more. */
  next(): Promise<Message | undefined>;
  /** Hangs up. */
  close(): void;
}

export interface Ended {
  readonly text: string;
  /** Whether the connection broke before its end. */
  readonly isBroken: boolean;
  /** Whether there was no end in the time in which one must come. */
  readonly hung: boolean;
}

/** Far beyond the deadline of every function: what lasts longer hangs. */
const HUNG_MILLIS = 120_000;

export class Wire {
  private readonly agent = new Agent({ keepAlive: true });

  constructor(private readonly url: URL) {}

  close(): void {
    this.agent.destroy();
  }

  /**
   * Sends a POST exactly as it is given.
   *
   * @param headers names and values in a row, so that names may come twice
   */
  post(headers: readonly string[], body: string | Buffer, method = 'POST'): Promise<Exchange> {
    const { hostname, port, pathname, host } = this.url;
    const chunks: Buffer[] = [];
    let hung = false;
    let parsed = 0;
    const messages: Message[] = [];
    let isOver = false;
    let wake: () => void = () => undefined;
    let finish: (ended: Ended) => void = () => undefined;
    const ended = new Promise<Ended>((resolve) => (finish = resolve));
    const text = () => Buffer.concat(chunks).toString('utf8');
    const end = (isBroken: boolean) => {
      if (!isOver) {
        clearTimeout(limit);
        isOver = true;
        finish({ text: text(), isBroken, hung });
        wake();
      }
    };
    const parse = (incoming: IncomingMessage, atEnd: boolean) => {
      const parts = isStream(incoming) ? text().split('\n\n').slice(parsed, -1) : atEnd && parsed === 0 ? [`data: ${text()}`] : [];
      parsed += parts.length;
      messages.push(...parts.filter((part) => part.startsWith('data: ')).flatMap((part) => read(part.slice('data: '.length))));
      wake();
    };
    const outgoing = request({
      hostname: hostname.replace(/^localhost$/, '127.0.0.1'),
      port,
      method,
      path: pathname,
      agent: this.agent,
      headers: ['Host', host, 'Content-Length', String(Buffer.byteLength(body)), ...headers],
    });
    const limit = setTimeout(() => {
      hung = true;
      outgoing.destroy();
      end(true);
    }, HUNG_MILLIS);
    return new Promise((resolve) => {
      const exchange = (incoming?: IncomingMessage): Exchange => ({
        status: incoming?.statusCode ?? 0,
        headers: { ...incoming?.headers } as Exchange['headers'],
        ended,
        next: async () => {
          for (;;) {
            if (messages.length > 0 || isOver) {
              return messages.shift();
            }
            await new Promise<void>((woken) => (wake = woken));
          }
        },
        close: () => outgoing.destroy(),
      });
      outgoing.on('response', (incoming) => {
        incoming.on('data', (chunk: Buffer) => {
          chunks.push(chunk);
          parse(incoming, false);
        }).on('end', () => {
          parse(incoming, true);
          end(!incoming.complete);
        }).on('error', () => end(true)).on('close', () => end(!incoming.complete));
        resolve(exchange(incoming));
      }).on('error', () => {
        end(true);
        resolve(exchange());
      }).on('close', () => {
        end(true);
        resolve(exchange());
      }).end(body);
    });
  }
}

function isStream({ headers }: IncomingMessage): boolean {
  return headers['content-type'] === 'text/event-stream';
}

function read(json: string): Message[] {
  try {
    return [JSON.parse(json)];
  } catch {
    return [];
  }
}
