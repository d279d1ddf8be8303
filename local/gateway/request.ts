import { randomUUID } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { newTraceId } from '../functions/invocation';

/** Bytes of a request body that API Gateway takes. */
export const BODY_MAX_BYTES = 10 * 1024 * 1024;

export type Pair = readonly [name: string, value: string];

/** A request as the gateway sees it. */
export interface GatewayRequest {
  readonly method: string;
  /** As sent, without the query. */
  readonly fullPath: string;
  readonly query: readonly Pair[];
  /** In the client's case and order. */
  readonly headers: readonly Pair[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly requestId: string;
  readonly extendedRequestId: string;
  readonly receivedAt: number;
}

/** Belong to the connection, not to the request. */
const CONNECTION_HEADERS = new Set(['connection', 'content-length', 'transfer-encoding', 'keep-alive', 'upgrade', 'te', 'trailer', 'expect', 'proxy-connection']);

const decode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
};

function parseQuery(query: string): Pair[] {
  return query.split('&').filter((part) => part !== '').map((part) => {
    const separator = part.indexOf('=');
    return separator < 0 ? [decode(part), ''] : [decode(part.slice(0, separator)), decode(part.slice(separator + 1))];
  });
}

function headerPairs({ rawHeaders, headers, socket }: IncomingMessage, sourceIp: string): Pair[] {
  const pairs: Pair[] = [];
  /** Headers that differ only in case are one header, under the name that came first. */
  const names = new Map<string, string>();
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    const key = name.toLowerCase();
    if (CONNECTION_HEADERS.has(key) || key.startsWith('x-forwarded-')) {
      continue;
    }
    const first = names.get(key);
    if (first === undefined) {
      names.set(key, name);
    }
    pairs.push([first ?? name, rawHeaders[index + 1]]);
  }
  const forwarded = headers['x-forwarded-for'];
  pairs.push(
    ['X-Forwarded-For', forwarded === undefined ? sourceIp : `${String(forwarded)}, ${sourceIp}`],
    ['X-Forwarded-Port', String(socket.localPort)],
    ['X-Forwarded-Proto', 'http'],
  );
  if (!names.has('x-amzn-trace-id')) {
    pairs.push(['X-Amzn-Trace-Id', `Root=${newTraceId()}`]);
  }
  return pairs;
}


/** As long as those of API Gateway. */
function newExtendedRequestId(): string {
  const id = randomUUID();
  return `${id.slice(24)}${id.slice(0, 3)}=`;
}

/** All but its body, as long as the connection is known. */
export function readRequestHead(message: IncomingMessage, receivedAt: number): Omit<GatewayRequest, 'body'> {
  const { remoteAddress = '127.0.0.1' } = message.socket;
  const sourceIp = remoteAddress === '::1' ? '127.0.0.1' : remoteAddress.replace('::ffff:', '');
  const { url = '/' } = message;
  const queryAt = url.indexOf('?');
  const headers = headerPairs(message, sourceIp);
  return {
    method: message.method ?? 'GET',
    fullPath: queryAt < 0 ? url : url.slice(0, queryAt),
    query: queryAt < 0 ? [] : parseQuery(url.slice(queryAt + 1)),
    headers,
    sourceIp,
    requestId: randomUUID(),
    extendedRequestId: newExtendedRequestId(),
    receivedAt,
  };
}

/** The last value of a header, whatever its case. */
export function headerValue(request: GatewayRequest, name: string): string | undefined {
  const key = name.toLowerCase();
  return request.headers.findLast(([candidate]) => candidate.length === key.length && candidate.toLowerCase() === key)?.[1];
}

/** Of duplicates, the last one wins. @returns null for no pairs */
export function singleValues(pairs: readonly Pair[]): { [name: string]: string } | null {
  // Without a prototype: a header may be called `constructor`.
  const values = Object.create(null) as { [name: string]: string };
  for (const [name, value] of pairs) {
    values[name] = value;
  }
  return pairs.length === 0 ? null : values;
}
