import type { Writable } from 'node:stream';
import type { APIGatewayProxyEvent } from 'aws-lambda';

/** The part of a reply that is sent before its body. */
export interface ReplyHead {
  readonly statusCode: number;
  readonly headers: { readonly [name: string]: string };
}

/** A reply that is complete before any of it is sent. */
export interface HttpReply extends ReplyHead {
  readonly body: string;
}

/** The destination of a reply: exactly one of the two methods is called, once. */
export interface Responder {
  send(reply: HttpReply): void;
  /** For a body that is sent in parts. The returned stream may break or be closed by its reader at any time. */
  stream(head: ReplyHead): Writable;
}

/** Bodies may arrive as base64. */
export function bodyOf(event: Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded'>): string {
  return event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString() : event.body ?? '';
}
