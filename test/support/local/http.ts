import { request } from 'node:http';

export interface Answer {
  readonly status: number;
  /** By lower-case name; of several, the last. */
  readonly headers: { readonly [name: string]: string };
  readonly rawHeaders: readonly string[];
  readonly chunks: readonly string[];
  readonly text: string;
  /** Whether the connection broke before the end of the body. */
  readonly broken: boolean;
}

export interface SendOptions {
  readonly method?: string;
  /** Pairs in a row, so that names may come twice and keep their case. */
  readonly headers?: readonly string[];
  readonly body?: string | Buffer;
}

/** Sends a request exactly as it is given. */
export function send(url: string, { method = 'GET', headers = [], body }: SendOptions = {}): Promise<Answer> {
  const { hostname, port, pathname, search, host } = new URL(url);
  const named = headers.some((name, index) => index % 2 === 0 && name.toLowerCase() === 'host') ? headers : ['Host', host, ...headers];
  const length = body === undefined ? [] : ['Content-Length', String(Buffer.byteLength(body))];
  return new Promise((resolve, reject) => {
    const outgoing = request({
      hostname: hostname === 'localhost' ? '127.0.0.1' : hostname.replace(/^\[|\]$/g, ''), port, method, path: pathname + search, headers: [...named, ...length], agent: false,
    }, (incoming) => {
      const chunks: string[] = [];
      const finish = (broken: boolean) => resolve({
        status: incoming.statusCode ?? 0,
        headers: Object.fromEntries(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)])),
        rawHeaders: incoming.rawHeaders,
        chunks,
        text: chunks.join(''),
        broken,
      });
      incoming.setEncoding('utf8').on('data', (chunk: string) => chunks.push(chunk)).on('end', () => finish(false)).on('error', () => finish(true));
    });
    outgoing.on('error', reject).end(body);
  });
}

export const json = <T = { readonly [name: string]: unknown }>(answer: Answer): T => JSON.parse(answer.text) as T;
