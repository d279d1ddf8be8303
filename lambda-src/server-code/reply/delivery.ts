import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { EVENT_STREAM_HEADERS, eventOf } from '../../mcp/http/event-stream';
import type { RequestHeaders } from '../../mcp/http/request-headers';
import { acceptsEventStream, corsHeaders } from '../../mcp/http/transport';
import { headerClaimsModern } from '../../mcp/protocol/modern';
import type { ReplyHead, Responder } from '../../platform/http';

type Headers = ReplyHead['headers'];

const JSON_HEADERS: Headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };

/** What is sent to the client: one JSON body, or events that were JSON when they came. */
export class Delivery {
  statusCode: number | undefined;
  isComplete = false;
  private stream: Writable | undefined;
  private hasReaderLeft = false;

  /** @param left is called when the client of a stream leaves before its end */
  constructor(
    private readonly responder: Responder, private readonly request: RequestHeaders, private readonly allowedOrigins: ReadonlySet<string>,
    private readonly left: () => void,
  ) {}

  get acceptsStream(): boolean {
    return acceptsEventStream(this.request);
  }

  get isStreaming(): boolean {
    return this.stream !== undefined;
  }

  /** Since 2026-07-28 a client cancels by leaving. */
  get isCancelled(): boolean {
    return this.hasReaderLeft && headerClaimsModern(this.request);
  }

  /** Sends a JSON body. */
  end(statusCode: number, json: string, headers: Headers = {}): void {
    this.send(statusCode, json, { ...JSON_HEADERS, ...headers });
  }

  /** Accepts a message that needs no response. */
  accept(headers: Headers = {}): void {
    this.send(202, '', headers);
  }

  /** Begins the stream with the first event. Resolves when more can be sent. */
  async event(json: string, headers: Headers = {}): Promise<void> {
    if (!this.isComplete) {
      this.stream ??= this.openStream(headers);
      await this.write(eventOf(json));
    }
  }

  /** Keeps a stream open that has begun. */
  async comment(): Promise<void> {
    if (this.stream !== undefined && !this.isComplete) {
      await this.write(':\n\n');
    }
  }

  finish(): void {
    if (!this.isComplete) {
      this.isComplete = true;
      this.stream?.end();
    }
  }

  private send(statusCode: number, body: string, headers: Headers): void {
    if (!this.isComplete) {
      this.isComplete = true;
      this.statusCode = statusCode;
      this.responder.send({ statusCode, headers: this.withCors(headers), body });
    }
  }

  private openStream(headers: Headers): Writable {
    this.statusCode = 200;
    return this.responder.stream({ statusCode: 200, headers: this.withCors({ ...EVENT_STREAM_HEADERS, ...headers }) })
      // A stream that breaks also emits `close`; an unhandled `error` event would end the process.
      .on('error', () => undefined)
      .on('close', () => {
        this.hasReaderLeft = !this.isComplete;
        if (this.isCancelled) {
          this.left();
        }
      });
  }

  private async write(text: string): Promise<void> {
    const stream = this.stream!;
    if (!this.hasReaderLeft && !stream.write(text) && !stream.destroyed) {
      const settled = new AbortController();
      await Promise.race(['drain', 'close'].map((event) => once(stream, event, { signal: settled.signal }).catch(() => undefined)));
      settled.abort();
    }
  }

  private withCors(headers: Headers): Headers {
    const cors = corsHeaders(this.request, this.allowedOrigins);
    return cors ? { ...headers, ...cors } : headers;
  }
}
