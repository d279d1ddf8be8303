import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { FetchFailure } from './failure';
import type { Network, ResolvedAddress } from './network';

export interface JsonDocument {
  readonly headers: IncomingHttpHeaders;
  readonly content: unknown;
}

/**
 * One GET for one JSON document: no redirects, no proxies, no cookies, and no second look-up between the check of an address and its use.
 *
 * @throws FetchFailure
 */
export async function requestDocument(url: URL, maxBytes: number, network: Network): Promise<JsonDocument> {
  const signal = AbortSignal.timeout(network.deadlineMillis);
  try {
    const addresses = await orAborted(checkedAddresses(url, network), signal);
    const response = await send(url, addresses, network, signal);
    try {
      check(response, maxBytes);
      return { headers: response.headers, content: parse(await read(response, maxBytes)) };
    } finally {
      response.destroy();
    }
  } catch (error) {
    if (error instanceof FetchFailure) {
      throw error;
    }
    if (signal.aborted) {
      throw new FetchFailure('timeout', undefined, { cause: error });
    }
    throw new FetchFailure('unreachable', (error as NodeJS.ErrnoException).code ?? (error as Error).name, { cause: error });
  }
}

async function checkedAddresses({ hostname }: URL, network: Network): Promise<readonly ResolvedAddress[]> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const literal = isIP(host);
  const addresses = literal === 0
    ? await network.resolve(host).catch((error: NodeJS.ErrnoException) => {
      throw new FetchFailure('unresolved', error.code, { cause: error });
    })
    : [{ address: host, family: literal }];
  if (addresses.length === 0) {
    throw new FetchFailure('unresolved');
  }
  // One bad address is enough: the owner of the name chooses which one is dialled.
  const refused = addresses.find(({ address }) => !network.mayDial(address));
  if (refused !== undefined) {
    throw new FetchFailure('address', refused.address);
  }
  return addresses;
}

function send(url: URL, addresses: readonly ResolvedAddress[], network: Network, signal: AbortSignal): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request({
      // A separate agent: the global one may use a proxy, and keeps connections.
      agent: new Agent({ keepAlive: false, maxCachedSessions: 0 }),
      method: 'GET',
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: network.port,
      path: `${url.pathname}${url.search}`,
      lookup: pinned(addresses),
      rejectUnauthorized: true,
      ...network.certificateAuthorities && { ca: [...network.certificateAuthorities] },
      headers: { 'host': url.hostname, 'accept': 'application/json', 'accept-encoding': 'identity', 'user-agent': 'cdk-remote-mcp-server' },
      signal,
    }, resolve).on('error', reject).on('close', () => reject(new Error('closed'))).end();
  });
}

/** A look-up with a fixed result. */
function pinned(addresses: readonly ResolvedAddress[]): LookupFunction {
  return (_host, { all }, done) => {
    if (all) {
      return done(null, addresses.map(({ address, family }) => ({ address, family })));
    }
    done(null, addresses[0].address, addresses[0].family);
  };
}

function check({ statusCode, headers }: IncomingMessage, maxBytes: number): void {
  if (statusCode !== 200) {
    throw new FetchFailure('status', String(statusCode));
  }
  const [type] = (headers['content-type'] ?? '').split(';');
  if (!/^application\/([a-z0-9!#$&^_.-]+\+)?json$/i.test(type.trim())) {
    throw new FetchFailure('content_type', type.slice(0, 100));
  }
  // Compressed although the request excluded it: content that is never decompressed cannot be a decompression bomb.
  const encoding = headers['content-encoding'];
  if (encoding !== undefined && encoding.toLowerCase() !== 'identity') {
    throw new FetchFailure('content_encoding', encoding.slice(0, 100));
  }
  if (Number(headers['content-length'] ?? 0) > maxBytes) {
    throw new FetchFailure('too_large');
  }
}

async function read(response: IncomingMessage, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > maxBytes) {
      throw new FetchFailure('too_large');
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parse(body: Buffer): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch (error) {
    throw new FetchFailure('not_json', undefined, { cause: error });
  }
}

function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
