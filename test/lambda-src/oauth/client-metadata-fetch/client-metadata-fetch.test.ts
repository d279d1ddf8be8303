import net from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { CLIENT_ID, clientDocument, HOST, json, type Publisher, startPublisher } from './support/publisher';
import { isGloballyRoutable } from '../../../../lambda-src/oauth/client-metadata-fetch/address';
import { createClientMetadataFetch, type FetchHook } from '../../../../lambda-src/oauth/client-metadata-fetch/client-metadata-fetch';
import { type Network, PUBLIC_INTERNET } from '../../../../lambda-src/oauth/client-metadata-fetch/network';
import type { AllowedHosts } from '../../../../lambda-src/oauth/client-metadata-fetch/url';

const JWKS_URI = `https://${HOST}/keys`;
const JWKS = { keys: [{ kty: 'EC', crv: 'P-256', x: 'eA', y: 'eQ' }] };

let publisher: Publisher;
let now: number;
let logged: { readonly [name: string]: unknown }[];

beforeAll(async () => { publisher = await startPublisher(); });
afterAll(() => publisher.close());
beforeEach(() => {
  now = 1_800_000_000;
  logged = [];
  publisher.lookups.length = 0;
  publisher.requests.length = 0;
  publisher.resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  publisher.handle = json(clientDocument());
});

function fetcher({ allowedHosts = 'any', ...network }: Partial<Network> & { readonly allowedHosts?: AllowedHosts } = {}): FetchHook {
  return createClientMetadataFetch({ allowedHosts, clock: () => now, log: (line) => logged.push(line), network: { ...publisher.network, ...network } });
}
const fetchDocument = (hook: FetchHook, url = CLIENT_ID) => hook(url, { method: 'GET', redirect: 'manual' });
const fetchKeys = (hook: FetchHook, url = JWKS_URI) => hook(url, { method: 'GET' });
const lastReason = () => logged.at(-1)?.reason;

describe('a document', () => {
  test('is fetched under its own name, and given effect', async () => {
    const response = await fetchDocument(fetcher());

    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ client_id: CLIENT_ID, token_endpoint_auth_method: 'none' });
    expect(publisher.requests).toEqual([expect.objectContaining({ path: '/oauth/client.json', host: HOST, serverName: HOST })]);
    expect(publisher.requests[0].headers).toEqual({
      'host': HOST, 'accept': 'application/json', 'accept-encoding': 'identity', 'user-agent': 'cdk-remote-mcp-server', 'connection': 'close',
    });
    expect(logged).toEqual([{ event: 'client_metadata_fetch', level: 'info', kind: 'client_metadata', url: CLIENT_ID, seconds: 300 }]);
  });

  test('nothing of the caller reaches the publisher', async () => {
    await fetcher()(CLIENT_ID, { redirect: 'manual', headers: { 'cookie': 'session=1', 'authorization': 'Bearer x', 'x-forwarded-for': '10.0.0.1' } });

    expect(Object.keys(publisher.requests[0].headers)).not.toEqual(expect.arrayContaining([expect.stringMatching(/cookie|authorization|x-/)]));
  });

  test.each(['application/json; charset=utf-8', 'application/oauth-client-metadata+json', 'Application/JSON'])('may come as %s', async (type) => {
    publisher.handle = json(clientDocument(), { 'content-type': type });

    expect((await fetchDocument(fetcher())).status).toBe(200);
  });

  test('may have 5 KB', async () => {
    const document = clientDocument({ contacts: '' });
    publisher.handle = json({ ...document, contacts: 'x'.repeat(5 * 1024 - JSON.stringify(document).length) });

    expect((await fetchDocument(fetcher())).status).toBe(200);
  });
});

describe('T30: nothing that is not public is dialled', () => {
  test.each([
    '169.254.169.254', '2130706433', '0x7f.1', '0177.0.0.1', '127.1', '127.0.0.1', '10.0.0.1', '[::1]', '[::ffff:10.0.0.1]', '[::ffff:a00:1]',
    '[64:ff9b::7f00:1]', '[fd00:ec2::254]', '[2002:7f00:1::]',
  ])('no socket is opened for %s', async (host) => {
    const connect = jest.spyOn(net.Socket.prototype, 'connect');

    await expect(fetchDocument(fetcher({ mayDial: isGloballyRoutable }), `https://${host}/c.json`)).rejects.toThrow(/^(url|address)/);
    await expect(fetchKeys(fetcher({ mayDial: isGloballyRoutable }), new URL(`https://${host}/c.json`).href)).rejects.toThrow(/^(url|address)/);

    expect(connect).not.toHaveBeenCalled();
    expect(publisher.lookups).toEqual([]);
  });

  test.each([
    ['a private address', ['10.0.0.1']],
    ['the metadata service', ['169.254.169.254']],
    ['loopback', ['127.0.0.1']],
    ['a private address among public ones', ['93.184.215.14', '2606:4700::1111', '::ffff:10.0.0.1']],
    ['nothing', []],
  ])('no socket is opened for a name that resolves to %s', async (_what, addresses) => {
    const connect = jest.spyOn(net.Socket.prototype, 'connect');
    publisher.resolve = async () => addresses.map((address) => ({ address, family: net.isIP(address) }));

    await expect(fetchDocument(fetcher({ mayDial: isGloballyRoutable }))).rejects.toThrow(/^(address|unresolved)/);

    expect(connect).not.toHaveBeenCalled();
  });

  test('the public internet is the default, and has no loopback', () => {
    expect(PUBLIC_INTERNET).toMatchObject({ mayDial: isGloballyRoutable, port: 443, deadlineMillis: 3000 });
    expect(PUBLIC_INTERNET.certificateAuthorities).toBeUndefined();
  });

  test('a host that is not allowed is not even looked up', async () => {
    await expect(fetchDocument(fetcher({ allowedHosts: ['claude.ai'] }))).rejects.toThrow('host_not_allowed');
    await expect(fetchKeys(fetcher({ allowedHosts: ['claude.ai'] }))).rejects.toThrow('host_not_allowed');

    expect(publisher.lookups).toEqual([]);
  });
});

test('T31: a name that turns private after the check is dialled where it was checked', async () => {
  publisher.resolve = async () => [publisher.lookups.length === 1 ? { address: '127.0.0.1', family: 4 } : { address: '10.0.0.1', family: 4 }];
  const connect = jest.spyOn(net.Socket.prototype, 'connect');

  expect((await fetchDocument(fetcher())).status).toBe(200);

  expect(publisher.lookups).toEqual([HOST]);
  expect(connect).toHaveBeenCalledTimes(1);
});

test('a second address is dialled when the first does not answer', async () => {
  publisher.resolve = async () => [{ address: '::1', family: 6 }, { address: '127.0.0.1', family: 4 }];

  expect((await fetchDocument(fetcher({ mayDial: () => true }))).status).toBe(200);
});

test.each([301, 302, 307, 308])('T32: a %i is not followed, for documents nor for keys', async (status) => {
  publisher.handle = (_request, response) => { response.writeHead(status, { location: `https://${HOST}/elsewhere` }).end(); };

  await expect(fetchDocument(fetcher())).rejects.toThrow(`status: ${status}`);
  await expect(fetchKeys(fetcher())).rejects.toThrow(`status: ${status}`);

  expect(publisher.requests.map(({ path }) => path)).toEqual(['/oauth/client.json', '/keys']);
});

describe('T33: what is too large or too slow is cut off', () => {
  const large = clientDocument({ contacts: 'x'.repeat(6 * 1024) });

  test('6 KB, announced', async () => {
    publisher.handle = json(large);

    await expect(fetchDocument(fetcher())).rejects.toThrow('too_large');
  });

  test('6 KB in chunks, and then more without end', async () => {
    const closed = new Promise<void>((resolve) => {
      publisher.handle = (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).write(JSON.stringify(large));
        response.on('close', resolve);
      };
    });

    await expect(fetchDocument(fetcher())).rejects.toThrow('too_large');
    await closed;
  });

  test('a gzip bomb is not decompressed', async () => {
    publisher.handle = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(1e6)));
    };

    await expect(fetchDocument(fetcher())).rejects.toThrow('content_encoding: gzip');
  });

  test.each([
    ['a trickling body', (response: { write(text: string): void }) => { response.write('{'); }],
    ['no body', () => undefined],
  ])('%s', async (_what, trickle) => {
    const closed = new Promise<void>((resolve) => {
      publisher.handle = (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
        const timer = setInterval(() => trickle(response), 20);
        response.on('close', () => { clearInterval(timer); resolve(); });
      };
    });

    await expect(fetchDocument(fetcher({ deadlineMillis: 150 }))).rejects.toThrow('timeout');
    await closed;
  });

  test('no answer', async () => {
    publisher.handle = () => undefined;

    await expect(fetchDocument(fetcher({ deadlineMillis: 50 }))).rejects.toThrow('timeout');
  });

  test('a name server that does not answer', async () => {
    publisher.resolve = () => new Promise(() => undefined);

    await expect(fetchDocument(fetcher({ deadlineMillis: 50 }))).rejects.toThrow('timeout');
  });

  test('a caller who has no more time', async () => {
    publisher.handle = () => undefined;

    await expect(fetcher()(CLIENT_ID, { redirect: 'manual', signal: AbortSignal.abort() })).rejects.toThrow('timeout');
    await expect(fetcher()(CLIENT_ID, { redirect: 'manual', signal: AbortSignal.timeout(20) })).rejects.toThrow('timeout');
  });
});

test('T34: a document under one spelling of its URL is none under another', async () => {
  publisher.handle = json(clientDocument());

  await expect(fetchDocument(fetcher(), `${CLIENT_ID}?`)).rejects.toThrow('metadata: client_id must be the URL of the document');
});

describe('what is no document', () => {
  test.each([
    ['not found', 404, 'application/json', '{}', 'status'],
    ['an answer without content', 204, 'application/json', undefined, 'status'],
    ['a page', 200, 'text/html', '{}', 'content_type'],
    ['a script', 200, 'application/json-seq', '{}', 'content_type'],
    ['not JSON', 200, 'application/json', '{', 'not_json'],
    ['not UTF-8', 200, 'application/json', Buffer.from([0x22, 0xff, 0x22]), 'not_json'],
    ['not an object', 200, 'application/json', '[]', 'metadata'],
  ])('%s', async (_what, status, type, body, reason) => {
    publisher.handle = (_request, response) => { response.writeHead(status, { 'content-type': type }).end(body); };

    await expect(fetchDocument(fetcher())).rejects.toThrow(reason);
    expect(logged).toEqual([expect.objectContaining({ level: 'warn', kind: 'client_metadata', url: CLIENT_ID, reason })]);
  });

  test('a connection that is upgraded or dropped', async () => {
    publisher.handle = (request) => { request.socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'); };
    await expect(fetchDocument(fetcher())).rejects.toThrow('unreachable');

    publisher.handle = (request) => { request.socket.destroy(); };
    await expect(fetchDocument(fetcher())).rejects.toThrow('unreachable: ECONNRESET');
  });

  test('a server whose certificate nobody vouches for, or that is another\'s', async () => {
    await expect(fetchDocument(fetcher({ certificateAuthorities: undefined }))).rejects.toThrow('unreachable: DEPTH_ZERO_SELF_SIGNED_CERT');
    await expect(fetchDocument(fetcher(), 'https://other.example/c.json')).rejects.toThrow('unreachable: ERR_TLS_CERT_ALTNAME_INVALID');
    expect(publisher.requests).toEqual([]);
  });

  test('a name that does not exist', async () => {
    publisher.resolve = async () => { throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' }); };

    await expect(fetchDocument(fetcher())).rejects.toThrow('unresolved: ENOTFOUND');
  });

  test('anything but a GET', async () => {
    await expect(fetcher()(CLIENT_ID, { method: 'POST' })).rejects.toThrow();
    expect(publisher.lookups).toEqual([]);
  });
});

describe('keys', () => {
  test('may come with certificates that make them larger than a document, but not without end', async () => {
    publisher.handle = json({ keys: [{ ...JWKS.keys[0], x5c: ['x'.repeat(10_000)] }] });
    await expect((await fetchKeys(fetcher())).json()).resolves.toEqual(JWKS);
    publisher.handle = json({ keys: [{ ...JWKS.keys[0], x5c: ['x'.repeat(70_000)] }] });
    await expect(fetchKeys(fetcher())).rejects.toThrow('too_large');
  });

  test('are reduced to public keys', async () => {
    publisher.handle = json({ keys: [{ ...JWKS.keys[0], x5u: 'https://10.0.0.1/' }], client_id: CLIENT_ID });

    expect(await (await fetchKeys(fetcher())).json()).toEqual(JWKS);
  });

  test('are refused when one is private', async () => {
    publisher.handle = json({ keys: [{ ...JWKS.keys[0], d: 'ZA' }] });

    await expect(fetchKeys(fetcher())).rejects.toThrow('keys');
  });

  test('and documents are never taken for each other, not even from the cache', async () => {
    const hook = fetcher();
    await fetchDocument(hook);
    await expect(fetchKeys(hook, CLIENT_ID)).rejects.toThrow('keys');

    publisher.handle = json(JWKS);
    await fetchKeys(hook);
    await expect(fetchDocument(hook, JWKS_URI)).rejects.toThrow('metadata');
  });
});

describe('the cache', () => {
  test.each([
    ['at least five minutes', 'max-age=0', 300],
    ['as long as the publisher says', 'max-age=3600', 3600],
    ['at most a day', 'max-age=31536000', 86400],
  ])('keeps documents and keys %s', async (_what, cacheControl, seconds) => {
    for (const [fetch, content] of [[fetchDocument, clientDocument()], [fetchKeys, JWKS]] as const) {
      const hook = fetcher();
      publisher.requests.length = 0;
      publisher.handle = json(content, { 'cache-control': cacheControl });

      expect((await fetch(hook)).headers.get('cache-control')).toBe(`max-age=${seconds}`);
      now += seconds - 1;
      expect((await fetch(hook)).headers.get('cache-control')).toBe('max-age=1');
      expect(publisher.requests).toHaveLength(1);
      now += 1;
      await fetch(hook);
      expect(publisher.requests).toHaveLength(2);
    }
  });

  test('remembers for 30 seconds that there is no document', async () => {
    const hook = fetcher();
    publisher.handle = (_request, response) => { response.writeHead(500).end(); };
    await expect(fetchDocument(hook)).rejects.toThrow('status: 500');
    publisher.handle = json(clientDocument());

    now += 29;
    await expect(fetchDocument(hook)).rejects.toThrow('status: 500');
    expect(logged.at(-1)).toMatchObject({ reason: 'status', cached: true });
    expect(publisher.requests).toHaveLength(1);

    now += 1;
    expect((await fetchDocument(hook)).status).toBe(200);
  });

  test('keeps nothing of a document that is not valid any more', async () => {
    const hook = fetcher();
    await fetchDocument(hook);
    publisher.handle = json(clientDocument({ client_id: 'https://evil.example/' }));
    now += 300;

    await expect(fetchDocument(hook)).rejects.toThrow('metadata');
    now += 30;
    await expect(fetchDocument(hook)).rejects.toThrow('metadata');
  });
});

test('every refusal leaves its reason in the log', async () => {
  await expect(fetchDocument(fetcher(), 'https://client.example:8443/c.json')).rejects.toThrow();
  expect(lastReason()).toBe('url');
  await expect(fetchDocument(fetcher({ mayDial: () => false }))).rejects.toThrow();
  expect(logged.at(-1)).toMatchObject({ reason: 'address', detail: '127.0.0.1' });
});
