import { randomUUID } from 'node:crypto';
import { IncomingMessage } from 'node:http';
import { readUpTo } from '../loopback/body';

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

function headerPairs(message: IncomingMessage, sourceIp: string): Pair[] {
  const pairs: Pair[] = [];
  for (let index = 0; index < message.rawHeaders.length; index += 2) {
    const name = message.rawHeaders[index];
    if (!CONNECTION_HEADERS.has(name.toLowerCase()) && !name.toLowerCase().startsWith('x-forwarded-')) {
      pairs.push([name, message.rawHeaders[index + 1]]);
    }
  }
  const forwarded = message.headers['x-forwarded-for'];
  return canonical([
    ...pairs,
    ['X-Forwarded-For', forwarded === undefined ? sourceIp : `${String(forwarded)}, ${sourceIp}`],
    ['X-Forwarded-Port', String(message.socket.localPort)],
    ['X-Forwarded-Proto', 'http'],
    ...message.headers['x-amzn-trace-id'] === undefined ? [['X-Amzn-Trace-Id', `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomHex(24)}`] as const] : [],
  ]);
}

/** Headers that differ only in case are one header, under the name that came first. */
function canonical(pairs: readonly Pair[]): Pair[] {
  const names = new Map<string, string>();
  return pairs.map(([name, value]) => {
    const key = name.toLowerCase();
    if (!names.has(key)) {
      names.set(key, name);
    }
    return [names.get(key)!, value];
  });
}

/** Up to thirty digits. Of UUIDs, Node.js draws many at once: that is cheaper than bytes. */
const randomHex = (digits: number) => randomUUID().replaceAll('-', '').slice(-digits);

/** @returns the request, and whether its body was too large to keep */
export async function readRequest(message: IncomingMessage): Promise<{ readonly request: GatewayRequest; readonly tooLarge: boolean }> {
  const receivedAt = Date.now();
  const sourceIp = (message.socket.remoteAddress ?? '127.0.0.1').replace(/^::ffff:/, '').replace(/^::1$/, '127.0.0.1');
  const [fullPath, query = ''] = (message.url ?? '/').split(/\?(.*)/s);
  const headers = headerPairs(message, sourceIp);
  const body = await readUpTo(BODY_MAX_BYTES, message);
  return {
    request: {
      method: message.method ?? 'GET',
      fullPath,
      query: parseQuery(query),
      headers,
      body: body ?? Buffer.alloc(0),
      sourceIp,
      requestId: randomUUID(),
      extendedRequestId: `${Buffer.from(randomHex(22), 'hex').toString('base64url')}=`,
      receivedAt,
    },
    tooLarge: body === undefined,
  };
}

/** The last value of a header, whatever its case. */
export function headerValue(request: GatewayRequest, name: string): string | undefined {
  return request.headers.findLast(([candidate]) => candidate.toLowerCase() === name.toLowerCase())?.[1];
}

/** Of duplicates, the last one wins. @returns null for no pairs, as in Lambda's event */
export function singleValues(pairs: readonly Pair[]): { [name: string]: string } | null {
  const values = named<string>();
  for (const [name, value] of pairs) {
    values[name] = value;
  }
  return pairs.length === 0 ? null : values;
}

/** Every value, in order. */
export function multiValues(pairs: readonly Pair[]): { [name: string]: string[] } | null {
  const values = named<string[]>();
  for (const [name, value] of pairs) {
    (values[name] ??= []).push(value);
  }
  return pairs.length === 0 ? null : values;
}

/** Without a prototype: a header may be called `constructor`. */
const named = <T>() => Object.create(null) as { [name: string]: T };
