import type { Writable } from 'node:stream';
import { EVENT_STREAM_HEADERS, eventOf, KEEP_ALIVE } from './event-stream';
import type { RequestHeaders } from './request-headers';
import { acceptsEventStream, corsHeaders } from './transport';
import type { ReplyHead, Responder } from '../../platform/http';
import type { Emitter } from '../protocol/emitter';
import { notification, type Params, requestOf } from '../protocol/json-rpc';
import { headerClaimsModern } from '../protocol/modern';

type Headers = ReplyHead['headers'];

const JSON_HEADERS: Headers = { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' };

/** The reply to one request: one JSON body; or, once something is emitted before its end, a stream of events of which the body is the last. */
export class Reply implements Emitter {
  /** Bytes sent. */
  statusCode: number | undefined;
  private stream: Writable | undefined;
  private hasEnded = false;
  private hasReaderLeft = false;
  private wasCancelled = false;
  private controller: AbortController | undefined;

  constructor(private readonly responder: Responder, private readonly request: RequestHeaders, private readonly allowedOrigins: ReadonlySet<string>) {}

  /** Whether all of it was passed on for sending. */
  get isComplete(): boolean {
    return this.hasEnded;
  }

  get isStreaming(): boolean {
    return this.stream !== undefined;
  }

  get isCancelled(): boolean {
    return this.wasCancelled || (this.hasReaderLeft && headerClaimsModern(this.request));
  }

  get cancelled(): AbortSignal {
    this.controller ??= new AbortController();
    if (this.isCancelled) {
      this.controller.abort();
    }
    return this.controller.signal;
  }

  emit(method: string, params: Params): void {
    this.writeBeforeEnd(() => eventOf(notification(method, params)));
  }

  sendRequest(id: string, method: string, params: Params): boolean {
    return this.writeBeforeEnd(() => eventOf(requestOf(id, method, params)));
  }

  cancel(): void {
    if (this.hasEnded) {
      return;
    }
    this.wasCancelled = true;
    // A stream without a result: the client does not wait for one any more.
    this.keepAlive();
    if (this.stream !== undefined) {
      this.hasEnded = true;
      this.stream.end();
    }
    this.controller?.abort();
  }

  keepAlive(): void {
    this.writeBeforeEnd(() => KEEP_ALIVE);
  }

  /** Sends the JSON that the request is answered with. A stream has sent its status before. */
  end(statusCode: number, json: string, headers?: Headers): void {
    if (this.hasEnded) {
      return;
    }
    this.hasEnded = true;
    if (this.stream !== undefined) {
      this.write(eventOf(json));
      this.stream.end();
    } else {
      this.statusCode = statusCode;
      this.responder.send({ statusCode, headers: this.withCors(headers ? { ...JSON_HEADERS, ...headers } : JSON_HEADERS), body: json });
    }
  }

  openBody(): Writable {
    this.hasEnded = true;
    this.statusCode = 200;
    return this.responder.stream({ statusCode: 200, headers: this.withCors(JSON_HEADERS) });
  }

  /** Accepts the message without a response. */
  accept(): void {
    this.hasEnded = true;
    this.statusCode = 202;
    this.responder.send({ statusCode: 202, headers: this.withCors({}), body: '' });
  }

  private openStream(): Writable {
    this.statusCode = 200;
    return this.responder.stream({ statusCode: 200, headers: this.withCors(EVENT_STREAM_HEADERS) })
      // A stream that breaks also emits `close`; an unhandled `error` event would end the process.
      .on('error', () => undefined)
      .on('close', () => this.readerLeft());
  }

  private readerLeft(): void {
    this.hasReaderLeft = !this.hasEnded;
    if (this.isCancelled) {
      this.controller?.abort();
    }
  }

  private writeBeforeEnd(text: () => string): boolean {
    if (this.hasEnded || !(this.stream !== undefined || acceptsEventStream(this.request))) {
      return false;
    }
    this.stream ??= this.openStream();
    this.write(text());
    return !this.hasReaderLeft;
  }

  private write(text: string): void {
    if (!this.hasReaderLeft) {
      this.stream!.write(text);
    }
  }

  private withCors(headers: Headers): Headers {
    const cors = corsHeaders(this.request, this.allowedOrigins);
    return cors ? { ...headers, ...cors } : headers;
  }
}
