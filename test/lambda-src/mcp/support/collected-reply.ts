import { PassThrough, type Writable } from 'node:stream';
import type { HttpReply, ReplyHead, Responder } from '../../../../lambda-src/platform/http';

/** A reply, as one has it who waits for its end. */
export class CollectedReply implements Responder {
  statusCode = 0;
  headers: HttpReply['headers'] = {};
  text = '';
  isStream = false;
  /** How often something was sent, or begun to be sent: once is right. */
  count = 0;
  readonly body = new PassThrough();

  send({ statusCode, headers, body }: HttpReply): void {
    this.begin({ statusCode, headers });
    this.text = body;
  }

  stream(head: ReplyHead): Writable {
    this.begin(head);
    this.isStream = true;
    return this.body.on('data', (chunk: Buffer) => {
      this.text += chunk.toString();
    });
  }

  private begin({ statusCode, headers }: ReplyHead): void {
    this.statusCode = statusCode;
    this.headers = headers;
    this.count += 1;
  }
}
