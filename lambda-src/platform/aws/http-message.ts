export interface HttpExchange {
  readonly endpoint: URL;
  readonly method: string;
  readonly path: string;
  /** `Host` and `Content-Length` among them. */
  readonly headers: { readonly [name: string]: string };
  readonly body: string | Buffer;
  /** For all of it. */
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
const FIELD_NAME = /^[\w!#$%&'*+.^`|~-]+$/;

/** Head and body in one, for each write costs as much as everything else about a request. */
export function requestBytes({ method, path, headers, body }: HttpExchange): string | Buffer {
  const lines = [`${method} ${path} HTTP/1.1`, ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)];
  if (/[^\x20-\x7e]/.test(lines.join(''))) {
    throw new Error('a header has characters that it may not have');
  }
  const head = lines.join(LINE_END) + HEAD_END;
  return typeof body === 'string' ? head + body : Buffer.concat([Buffer.from(head), body]);
}

/** @returns as long as it is not complete, how long it will be at least */
export function responseIn(received: Buffer): HttpResponse | number {
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
    const colon = line.indexOf(':');
    const name = line.slice(0, Math.max(colon, 0)).toLowerCase();
    if (!FIELD_NAME.test(name)) {
      throw malformed('header');
    }
    const value = trimmed(line, colon + 1);
    const known = headers[name];
    headers[name] = known === undefined ? value : `${known}, ${value}`;
  }
  if (status === undefined) {
    throw malformed('status line');
  }
  const start = headEnd + HEAD_END.length;
  // These have no body, whatever their headers say (RFC 9112, section 6.3).
  const body = status === '204' || status === '304' ? emptyBodyIn(received.subarray(start)) : bodyIn(received.subarray(start), headers);
  return typeof body === 'number' ? start + body : { status: Number(status), headers, body };
}

/** Without the spaces and tabs around it. */
function trimmed(line: string, from: number): string {
  let [start, end] = [from, line.length];
  while (start < end && isBlank(line.charCodeAt(start))) {
    start += 1;
  }
  while (end > start && isBlank(line.charCodeAt(end - 1))) {
    end -= 1;
  }
  return line.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}

function emptyBodyIn(rest: Buffer): Buffer {
  if (rest.length > 0) {
    throw malformed('end');
  }
  return rest;
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
