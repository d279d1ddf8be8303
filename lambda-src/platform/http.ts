import type { Writable } from 'node:stream';
import type { APIGatewayProxyEvent } from 'aws-lambda';

/** What of a reply goes out before its body. */
export interface ReplyHead {
  readonly statusCode: number;
  readonly headers: { readonly [name: string]: string };
}

/** A reply of which all is known before any of it is sent. */
export interface HttpReply extends ReplyHead {
  readonly body: string;
}

/** Where the reply to one request goes: one of the two is called, once. */
export interface Responder {
  send(reply: HttpReply): void;
  /** For a body that is sent as it comes. The stream that is returned may break or be closed by its reader at any time. */
  stream(head: ReplyHead): Writable;
}

/** Bodies may arrive as base64. */
export function bodyOf(event: Pick<APIGatewayProxyEvent, 'body' | 'isBase64Encoded'>): string {
  return event.isBase64Encoded ? Buffer.from(event.body ?? '', 'base64').toString() : event.body ?? '';
}
