import type { ConnectableServer } from './own-module';
import { eventOf } from '../../mcp/http/event-stream';
import type { ServerReply } from '../server/own-server';

interface WireMessage {
  readonly jsonrpc?: string;
  readonly id?: unknown;
  readonly method?: string;
  readonly params?: unknown;
}

/** What the SDK's transports pass on beside a message. */
export interface MessageExtra {
  readonly authInfo: unknown;
  readonly requestInfo: { readonly headers: { readonly [name: string]: string }; readonly url: URL };
}

/**
 * Serves the messages of one request with a server that exists for them alone, and closes it after the last response.
 *
 * A transport of our own, for the interface is four methods and the same in every version of the SDK: the SDK stays the author's dependency,
 * of whatever version and bundled however. And it answers in JSON until there is something to stream.
 *
 * @param sent a message, or a batch
 */
export async function exchangeOnce(server: ConnectableServer, sent: WireMessage | readonly WireMessage[], extra: MessageExtra): Promise<ServerReply> {
  const isBatch = Array.isArray(sent);
  const messages = (isBatch ? sent : [sent]) as readonly WireMessage[];
  const exchange = new OneExchange(messages.filter(isRequest).length);
  await server.connect(exchange);
  exchange.onclose = chained(exchange.onclose, () => exchange.end());
  for (const message of messages) {
    exchange.onmessage?.(message, extra);
  }
  const first = await exchange.next();
  const close = () => server.close().catch(() => undefined);
  if (first === undefined || !exchange.hasStreamed) {
    const responses = exchange.responses;
    await close();
    return { status: 200, headers: [['content-type', 'application/json']], body: text([JSON.stringify(isBatch ? responses : responses[0]) ?? '']) };
  }
  return { status: 200, headers: [['content-type', 'text/event-stream']], body: events(first, exchange, close) };
}

async function* events(first: WireMessage, exchange: OneExchange, close: () => Promise<void>): AsyncGenerator<Uint8Array> {
  try {
    for (let message: WireMessage | undefined = first; message !== undefined; message = await exchange.next()) {
      yield Buffer.from(eventOf(JSON.stringify(message)));
    }
  } finally {
    await close();
  }
}

async function* text(parts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) {
    yield Buffer.from(part);
  }
}

/** `Transport` of the SDK. */
class OneExchange {
  onclose?: () => void;
  onerror?: (error: Error) => void;
  onmessage?: (message: WireMessage, extra?: MessageExtra) => void;
  hasStreamed = false;
  readonly responses: WireMessage[] = [];
  private readonly queue: WireMessage[] = [];
  private hasEnded = false;
  private wake: (() => void) | undefined;

  constructor(private awaited: number) {}

  async start(): Promise<void> {
    this.hasEnded = this.awaited === 0;
  }

  async send(message: WireMessage, options: { readonly relatedRequestId?: unknown } = {}): Promise<void> {
    if (this.hasEnded) {
      return;
    }
    if (isRequest(message)) {
      this.refuse(message);
    } else if (message.method === undefined) {
      this.responses.push(message);
      this.queue.push(message);
      this.awaited -= 1;
      this.hasEnded = this.awaited === 0;
    } else if (options.relatedRequestId !== undefined || message.method === 'notifications/message') {
      // A log message that is related to nothing has no other stream to go to; changed lists are those of this server only.
      this.hasStreamed = true;
      this.queue.push(message);
    }
    this.wake?.();
  }

  async close(): Promise<void> {
    this.onclose?.();
  }

  end(): void {
    this.hasEnded = true;
    this.wake?.();
  }

  /** The next message once there is something to stream, else the last. Undefined after the end. */
  async next(): Promise<WireMessage | undefined> {
    for (;;) {
      if (this.queue.length > 0 && (this.hasStreamed || this.hasEnded)) {
        return this.queue.shift();
      }
      if (this.hasEnded) {
        return undefined;
      }
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  /** The client's answer would reach another instance, which knows of no question. */
  private refuse({ id, method }: WireMessage): void {
    const error = { code: -32601, message: `${method} cannot be asked: without a session, the answer of the client does not come back here` };
    queueMicrotask(() => this.onmessage?.({ jsonrpc: '2.0', id, error } as WireMessage));
  }
}

function isRequest({ id, method }: WireMessage): boolean {
  return id !== undefined && method !== undefined;
}

function chained(before: (() => void) | undefined, after: () => void): () => void {
  return () => {
    before?.();
    after();
  };
}
