import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { PlainRequest, ProxyResult } from './event';
import { dictionary } from '../../platform/dictionary';

type RequestListener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** The request object that Node's server would have created for a request to the public URL. */
export function incomingMessage({ method, path, query, headers, body }: PlainRequest, publicUrl: URL): IncomingMessage {
  const socket = Object.assign(new Socket(), { encrypted: publicUrl.protocol === 'https:' });
  const message = new IncomingMessage(socket);
  const length: readonly string[] = body.length > 0 ? [String(body.length)] : [];
  const all = dictionary([...Object.entries(headers), ['host', [publicUrl.host]], ...length.map((value) => ['content-length', [value]] as const)]);
  message.method = method;
  message.url = query === '' ? path : `${path}?${query}`;
  message.headers = dictionary(Object.entries(all).map(([name, values]) => [name, values.join(name === 'cookie' ? '; ' : ', ')] as const));
  message.rawHeaders = Object.entries(all).flatMap(([name, values]) => values.flatMap((value) => [name, value]));
  message.httpVersion = '1.1';
  message.complete = true;
  message.push(body.length > 0 ? body : null);
  if (body.length > 0) {
    message.push(null);
  }
  return message;
}

/** Runs a Node request listener to the end of its response. */
export function run(listener: RequestListener, request: IncomingMessage): Promise<ProxyResult> {
  return new Promise((resolve, reject) => {
    const response = new CapturedResponse(request, resolve);
    Promise.resolve(listener(request, response)).catch(reject);
  });
}

/** A response that buffers what it would have sent. */
class CapturedResponse extends ServerResponse {
  private readonly chunks: Buffer[] = [];

  constructor(request: IncomingMessage, private readonly sent: (result: ProxyResult) => void) {
    super(request);
  }

  override write(chunk: unknown): boolean {
    this.chunks.push(Buffer.from(chunk as string | Uint8Array));
    return true;
  }

  override end(chunk?: unknown): this {
    if (chunk !== undefined && chunk !== null && typeof chunk !== 'function') {
      this.write(chunk);
    }
    this.finished = true;
    this.sent({
      statusCode: this.statusCode,
      multiValueHeaders: Object.fromEntries(Object.entries(this.getHeaders()).flatMap(([name, value]) => (
        value === undefined ? [] : [[name, Array.isArray(value) ? value : [String(value)]]]
      ))),
      body: Buffer.concat(this.chunks).toString(),
      isBase64Encoded: false,
    });
    this.emit('finish');
    return this;
  }
}
