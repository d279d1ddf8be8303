import net from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { CLIENT_ID, clientDocument, HOST, json, type Publisher, startPublisher } from './support/publisher';
import { type DocumentFetcher, documentFetcher } from '../../../lambda-src/document-fetcher/document-fetcher';
import { type Network, PUBLIC_INTERNET } from '../../../lambda-src/document-fetcher/network';
import { isGloballyRoutable } from '../../../lambda-src/platform/network/address';
import { DOCUMENT_FETCHER_TIMEOUT_SECONDS } from '../../../src/contract/document-fetcher/document-fetch';
import { dialled } from '../../support/dialled';

const JWKS_URI = `https://${HOST}/keys`;
const JWKS = { keys: [{ kty: 'EC', crv: 'P-256', x: 'eA', y: 'eQ' }] };

const NOW = 1_800_000_000;

let publisher: Publisher;
let logged: object[];

beforeAll(async () => {
  publisher = await startPublisher();
});
afterAll(() => publisher.close());
beforeEach(() => {
  logged = [];
  publisher.lookups.length = 0;
  publisher.requests.length = 0;
  publisher.resolve = async () => [{ address: '127.0.0.1', family: 4 }];
  publisher.handle = json(clientDocument());
});

function fetcher(network: Partial<Network> = {}): DocumentFetcher {
  return documentFetcher({
    network: { ...publisher.network, ...network },
    clock: () => NOW,
    log: (level, message, fields) => logged.push({ level, message, ...fields }),
  });
}
const fetchDocument = (fetch: DocumentFetcher, url = CLIENT_ID) => fetch({ kind: 'client_metadata', url });
const fetchKeys = (fetch: DocumentFetcher, url = JWKS_URI) => fetch({ kind: 'client_keys', url });
const A_DOCUMENT = { body: expect.any(String), seconds: 300 };

describe('a document', () => {
  test('is fetched under its own name, and passed on as it says', async () => {
    expect(await fetchDocument(fetcher())).toEqual({ body: JSON.stringify(clientDocument()), seconds: 300 });
    expect(publisher.requests).toEqual([expect.objectContaining({ path: '/oauth/client.json', host: HOST, serverName: HOST })]);
    expect(publisher.requests[0].headers).toEqual({
      'host': HOST, 'accept': 'application/json', 'accept-encoding': 'identity', 'user-agent': 'cdk-remote-mcp-server', 'connection': 'close',
    });
    expect(logged).toEqual([{ level: 'info', message: 'document fetched', kind: 'client_metadata', url: CLIENT_ID, seconds: 300 }]);
  });

  test('may be kept as long as its publisher says', async () => {
    publisher.handle = json(clientDocument(), { 'cache-control': 'max-age=3600' });

    expect(await fetchDocument(fetcher())).toEqual({ ...A_DOCUMENT, seconds: 3600 });
  });

  test.each(['application/json; charset=utf-8', 'application/oauth-client-metadata+json', 'Application/JSON'])('may come as %s', async (type) => {
    publisher.handle = json(clientDocument(), { 'content-type': type });

    expect(await fetchDocument(fetcher())).toEqual(A_DOCUMENT);
  });

  test('may have 5 KB', async () => {
    const document = clientDocument({ contacts: '' });
    publisher.handle = json({ ...document, contacts: 'x'.repeat(5 * 1024 - JSON.stringify(document).length) });

    expect(await fetchDocument(fetcher())).toEqual(A_DOCUMENT);
  });
});

describe('T30: nothing that is not public is dialled', () => {
  test.each([
    '169.254.169.254', '2130706433', '0x7f.1', '0177.0.0.1', '127.1', '127.0.0.1', '10.0.0.1', '[::1]', '[::ffff:10.0.0.1]', '[::ffff:a00:1]',
    '[64:ff9b::7f00:1]', '[fd00:ec2::254]', '[2002:7f00:1::]',
  ])('no socket is opened for %s', async (host) => {
    const { outcome, connections } = await dialled(() => Promise.all([
      fetchDocument(fetcher({ mayDial: isGloballyRoutable }), `https://${host}/c.json`),
      fetchKeys(fetcher({ mayDial: isGloballyRoutable }), new URL(`https://${host}/c.json`).href),
    ]));

    const refusal = { reason: expect.stringMatching(/^(url|address)$/), detail: expect.any(String) };
    expect(outcome).toEqual([refusal, refusal]);
    expect(connections).toBe(0);
    expect(publisher.lookups).toEqual([]);
  });

  test.each([
    ['a private address', ['10.0.0.1']],
    ['the metadata service', ['169.254.169.254']],
    ['loopback', ['127.0.0.1']],
    ['a private address among public ones', ['93.184.215.14', '2606:4700::1111', '::ffff:10.0.0.1']],
    ['nothing', []],
  ])('no socket is opened for a name that resolves to %s', async (_what, addresses) => {
    publisher.resolve = async () => addresses.map((address) => ({ address, family: net.isIP(address) }));

    const { outcome, connections } = await dialled(() => fetchDocument(fetcher({ mayDial: isGloballyRoutable })));

    expect(outcome).toMatchObject({ reason: expect.stringMatching(/^(address|unresolved)$/) });
    expect(connections).toBe(0);
  });

  test('the public internet has no loopback', () => {
    expect(PUBLIC_INTERNET).toMatchObject({ mayDial: isGloballyRoutable, port: 443 });
    expect(PUBLIC_INTERNET.certificateAuthorities).toBeUndefined();
  });
});

test('T31: a name that turns private after the check is dialled where it was checked', async () => {
  publisher.resolve = async () => [publisher.lookups.length === 1 ? { address: '127.0.0.1', family: 4 } : { address: '10.0.0.1', family: 4 }];

  const { outcome, connections } = await dialled(() => fetchDocument(fetcher()));

  expect(outcome).toEqual(A_DOCUMENT);
  expect(publisher.lookups).toEqual([HOST]);
  expect(connections).toBe(1);
});

test('a second address is dialled when the first does not answer', async () => {
  publisher.resolve = async () => [{ address: '::1', family: 6 }, { address: '127.0.0.1', family: 4 }];

  expect(await fetchDocument(fetcher({ mayDial: () => true }))).toEqual(A_DOCUMENT);
});

test.each([301, 302, 307, 308])('T32: a %i is not followed, for documents nor for keys', async (status) => {
  publisher.handle = (_request, response) => {
    response.writeHead(status, { location: `https://${HOST}/elsewhere` }).end();
  };

  expect(await fetchDocument(fetcher())).toEqual({ reason: 'status', detail: `${status}` });
  expect(await fetchKeys(fetcher())).toEqual({ reason: 'status', detail: `${status}` });

  expect(publisher.requests.map(({ path }) => path)).toEqual(['/oauth/client.json', '/keys']);
});

describe('T33: what is too large or too slow is cut off', () => {
  const large = clientDocument({ contacts: 'x'.repeat(6 * 1024) });

  test('6 KB, announced', async () => {
    publisher.handle = json(large);

    expect(await fetchDocument(fetcher())).toMatchObject({ reason: 'too_large' });
  });

  test('6 KB in chunks, and then more without end', async () => {
    const closed = new Promise<void>((resolve) => {
      publisher.handle = (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).write(JSON.stringify(large));
        response.on('close', resolve);
      };
    });

    expect(await fetchDocument(fetcher())).toMatchObject({ reason: 'too_large' });
    await closed;
  });

  test('a gzip bomb is not decompressed', async () => {
    publisher.handle = (_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }).end(gzipSync('x'.repeat(1e6)));
    };

    expect(await fetchDocument(fetcher())).toEqual({ reason: 'content_encoding', detail: 'gzip' });
  });

  test.each([
    ['a trickling body', (response: { write(text: string): void }) => {
      response.write('{');
    }],
    ['no body', () => undefined],
  ])('%s', async (_what, trickle) => {
    const closed = new Promise<void>((resolve) => {
      publisher.handle = (_request, response) => {
        response.writeHead(200, { 'content-type': 'application/json' }).flushHeaders();
        const timer = setInterval(() => trickle(response), 20);
        response.on('close', () => {
          clearInterval(timer); resolve();
        });
      };
    });

    expect(await fetchDocument(fetcher({ deadlineMillis: 150 }))).toMatchObject({ reason: 'timeout' });
    await closed;
  });

  test('no answer', async () => {
    publisher.handle = () => undefined;

    expect(await fetchDocument(fetcher({ deadlineMillis: 50 }))).toMatchObject({ reason: 'timeout' });
  });

  test('a name server that does not answer', async () => {
    publisher.resolve = () => new Promise(() => undefined);

    expect(await fetchDocument(fetcher({ deadlineMillis: 50 }))).toMatchObject({ reason: 'timeout' });
  });

  test('in less time than the function has', () => {
    expect(PUBLIC_INTERNET.deadlineMillis).toBe(3000);
    expect(DOCUMENT_FETCHER_TIMEOUT_SECONDS * 1000).toBeGreaterThan(PUBLIC_INTERNET.deadlineMillis);
  });
});

describe('what is no document', () => {
  test.each([
    ['not found', 404, 'application/json', '{}', 'status'],
    ['an answer without content', 204, 'application/json', undefined, 'status'],
    ['a page', 200, 'text/html', '{}', 'content_type'],
    ['a script', 200, 'application/json-seq', '{}', 'content_type'],
    ['not JSON', 200, 'application/json', '{', 'not_json'],
    ['not UTF-8', 200, 'application/json', Buffer.from([0x22, 0xff, 0x22]), 'not_json'],
  ])('%s', async (_what, status, type, body, reason) => {
    publisher.handle = (_request, response) => {
      response.writeHead(status, { 'content-type': type }).end(body);
    };

    expect(await fetchDocument(fetcher())).toMatchObject({ reason });
    expect(logged).toEqual([expect.objectContaining({ level: 'warn', message: 'document not fetched', kind: 'client_metadata', url: CLIENT_ID, reason })]);
  });

  test('a connection that is upgraded or dropped', async () => {
    publisher.handle = (request) => {
      request.socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n');
    };
    expect(await fetchDocument(fetcher())).toMatchObject({ reason: 'unreachable' });

    publisher.handle = (request) => {
      request.socket.destroy();
    };
    expect(await fetchDocument(fetcher())).toEqual({ reason: 'unreachable', detail: 'ECONNRESET' });
  });

  test('a server whose certificate nobody vouches for, or that is another\'s', async () => {
    expect(await fetchDocument(fetcher({ certificateAuthorities: undefined }))).toEqual({ reason: 'unreachable', detail: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    expect(await fetchDocument(fetcher(), 'https://other.example/c.json')).toEqual({ reason: 'unreachable', detail: 'ERR_TLS_CERT_ALTNAME_INVALID' });
    expect(publisher.requests).toEqual([]);
  });

  test('a name that does not exist', async () => {
    publisher.resolve = async () => {
      throw Object.assign(new Error('no such name'), { code: 'ENOTFOUND' });
    };

    expect(await fetchDocument(fetcher())).toEqual({ reason: 'unresolved', detail: 'ENOTFOUND' });
  });
});

test('keys may come with certificates that make them larger than a document, but not without end', async () => {
  publisher.handle = json({ keys: [{ ...JWKS.keys[0], x5c: ['x'.repeat(10_000)] }] });
  expect(await fetchKeys(fetcher())).toEqual(A_DOCUMENT);
  publisher.handle = json({ keys: [{ ...JWKS.keys[0], x5c: ['x'.repeat(70_000)] }] });
  expect(await fetchKeys(fetcher())).toMatchObject({ reason: 'too_large' });
});

test('every refusal leaves its reason in the log', async () => {
  await fetchDocument(fetcher(), 'https://client.example:8443/c.json');
  expect(logged.at(-1)).toMatchObject({ level: 'warn', reason: 'url', detail: 'must use the default port' });
  await fetchDocument(fetcher({ mayDial: () => false }));
  expect(logged.at(-1)).toMatchObject({ level: 'warn', reason: 'address', detail: '127.0.0.1' });
});

test('what nobody foresaw is an answer, too, and a line that says what it was', async () => {
  const lines: object[] = [];
  const parts = {
    network: publisher.network,
    log: (level: string, message: string, fields: object) => {
      lines.push({ level, message, ...fields });
    },
  };
  const broken = documentFetcher({
    ...parts,
    clock: () => {
      throw new TypeError('no clock');
    },
  });
  await expect(broken({ kind: 'client_metadata', url: CLIENT_ID })).resolves.toEqual({ reason: 'internal_error', detail: 'TypeError: no clock' });
  expect(lines).toEqual([expect.objectContaining({ level: 'error', message: 'document not fetched', reason: 'internal_error', url: CLIENT_ID })]);
});

test('a request that is none is answered as well', async () => {
  await expect(fetcher()({} as never)).resolves.toMatchObject({ reason: 'internal_error' });
});
