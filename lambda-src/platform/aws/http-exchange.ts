import { connect, isIP, type Socket } from 'node:net';

export interface HttpExchange {
  readonly endpoint: URL;
  readonly method: string;
  readonly path: string;
  /** `Host` and `Content-Length` among them. */
  readonly headers: { readonly [name: string]: string };
  readonly body: string | Buffer;
  /** Of silence. */
  readonly timeoutMillis: number;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: { readonly [name: string]: string | string[] | undefined };
  readonly body: Buffer;
}

const HEAD_MAX_BYTES = 64 * 1024;
const LINE_END = '\r\n';
const HEAD_END = '\r\n\r\n';

/** A connection for each origin, kept while nobody uses it. */
const idle = new Map<string, Socket>();

/**
 * One request and its response by HTTP/1.1, as AWS services speak it. node:https does all of HTTP, and takes a fifth of a function's cold
 * start for it.
 *
 * @throws the error of the connection, or one that says what is not HTTP about the response. Its `reusedSocket` is true where the
 * connection had been idle before and brought nothing since: then the service may have closed it, and never seen the request
 * @see https://www.rfc-editor.org/rfc/rfc9112
 */
export function exchange(request: HttpExchange): Promise<HttpResponse> {
  const { endpoint: { origin }, timeoutMillis } = request;
  const kept = idle.get(origin);
  const socket = kept ?? open(request.endpoint);
  idle.delete(origin);
  return new Promise((resolve, reject) => {
    let received: Buffer[] = [];
    let length = 0;
    let needed = 1;
    const settle = (error?: Error) => {
      socket.off('data', read).off('error', settle).off('close', closed).off('timeout', tooLate).setTimeout(0);
      if (error) {
        socket.destroy();
        reject(Object.assign(error, { reusedSocket: kept !== undefined && length === 0 }));
      }
    };
    const read = (chunk: Buffer) => {
      received.push(chunk);
      length += chunk.length;
      if (length < needed) {
        return;
      }
      try {
        received = [Buffer.concat(received)];
        const response = responseIn(received[0]);
        if (typeof response === 'number') {
          needed = response;
          return;
        }
        settle();
        keep(origin, socket, response);
        resolve(response);
      } catch (error) {
        settle(error as Error);
      }
    };
    const closed = () => settle(Object.assign(new Error('the connection was closed before the response was complete'), { code: 'ECONNRESET' }));
    const tooLate = () => settle(new Error(`no answer within ${timeoutMillis} ms`));
    socket.on('data', read).on('error', settle).on('close', closed).on('timeout', tooLate).setTimeout(timeoutMillis);
    socket.ref();
    socket.write(headOf(request));
    socket.write(request.body);
  });
}

function open({ protocol, hostname, port, origin }: URL): Socket {
  const host = hostname.replace(/^\[|\]$/g, '');
  const socket = protocol === 'https:'
    ? process.getBuiltinModule('node:tls').connect({ host, port: Number(port) || 443, servername: isIP(host) ? undefined : host, ALPNProtocols: ['http/1.1'] })
    : connect({ host, port: Number(port) || 80 });
  const drop = () => {
    if (idle.get(origin) === socket) {
      idle.delete(origin);
      socket.destroy();
    }
  };
  // Whatever comes while nobody has asked is no answer to what is asked next.
  return socket.setNoDelay(true).on('data', drop).on('end', drop).on('close', drop).on('error', drop);
}

function keep(origin: string, socket: Socket, { headers }: HttpResponse): void {
  if (headers.connection?.toString().toLowerCase() === 'close' || idle.has(origin)) {
    socket.destroy();
    return;
  }
  idle.set(origin, socket.unref());
}

function headOf({ method, path, headers }: HttpExchange): string {
  const lines = [`${method} ${path} HTTP/1.1`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  if (lines.some((line) => /[^\x20-\x7e]/.test(line))) {
    throw new Error('a header has characters that it may not have');
  }
  return lines.join(LINE_END) + HEAD_END;
}

/** @returns as long as it is not complete, how long it will be at least */
function responseIn(received: Buffer): HttpResponse | number {
  const headEnd = received.indexOf(HEAD_END);
  if (headEnd < 0) {
    if (received.length > HEAD_MAX_BYTES) {
      throw malformed('endless head');
    }
    return received.length + 1;
  }
  const [statusLine, ...lines] = received.toString('latin1', 0, headEnd).split(LINE_END);
  const [, status] = /^HTTP\/1\.1 ([2-5]\d\d)(?: |$)/.exec(statusLine) ?? [];
  const headers: { [name: string]: string } = Object.create(null);
  for (const line of lines) {
    const [, name, value] = /^([\w!#$%&'*+.^`|~-]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    if (name === undefined) {
      throw malformed('header');
    }
    const known = headers[name.toLowerCase()];
    headers[name.toLowerCase()] = known === undefined ? value : `${known}, ${value}`;
  }
  if (status === undefined) {
    throw malformed('status line');
  }
  const start = headEnd + HEAD_END.length;
  const body = bodyIn(received.subarray(start), headers);
  return typeof body === 'number' ? start + body : { status: Number(status), headers, body };
}

function bodyIn(rest: Buffer, headers: { readonly [name: string]: string }): Buffer | number {
  const length = headers['content-length'];
  const coding = headers['transfer-encoding'];
  if (coding !== undefined) {
    if (coding.toLowerCase() !== 'chunked' || length !== undefined) {
      throw malformed('transfer coding');
    }
    return unchunked(rest);
  }
  if (length === undefined || !/^\d{1,9}$/.test(length)) {
    throw malformed('length');
  }
  if (rest.length > Number(length)) {
    throw malformed('end');
  }
  return rest.length < Number(length) ? Number(length) : rest;
}

/** RFC 9112, section 7.1, without trailers. */
function unchunked(rest: Buffer): Buffer | number {
  const chunks: Buffer[] = [];
  for (let at = 0; ;) {
    const lineEnd = rest.indexOf(LINE_END, at);
    if (lineEnd < 0) {
      return rest.length + 1;
    }
    const [size] = /^[0-9a-f]{1,7}(?=[ \t;]|$)/i.exec(rest.toString('latin1', at, lineEnd)) ?? [];
    if (size === undefined) {
      throw malformed('chunk');
    }
    const start = lineEnd + LINE_END.length;
    const end = start + parseInt(size, 16);
    at = end + LINE_END.length;
    if (rest.length < at) {
      return at;
    }
    if (rest.toString('latin1', end, at) !== LINE_END) {
      throw malformed('chunk');
    }
    if (end === start) {
      if (rest.length > at) {
        throw malformed('end');
      }
      return Buffer.concat(chunks);
    }
    chunks.push(rest.subarray(start, end));
  }
}

function malformed(what: string): Error {
  return new Error(`the response has no HTTP/1.1 ${what}`);
}
