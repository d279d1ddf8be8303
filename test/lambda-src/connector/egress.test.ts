import type { IncomingMessage } from 'node:http';
import net from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type Api, egressTo, get, LIMITS, NOW, startApi } from './support/api';
import { mayDial } from '../../../lambda-src/connector/egress/addresses';
import { checkTarget } from '../../../lambda-src/connector/egress/target';
import { dialled } from '../../support/dialled';
import { selfSignedCertificate } from '../document-fetcher/support/certificate';

let api: Api;
beforeEach(async () => {
  api = await startApi();
});
afterEach(() => api.close());

const text = (body: Uint8Array) => Buffer.from(body).toString();

test('a request is sent as it is, and its answer handed on', async () => {
  api.handle = (_request, response) => response.writeHead(201, { 'content-type': 'text/plain', 'x-a': ['1', '2'] }).end('made');
  const { egress } = egressTo({ baseUrl: api.origin });

  const answer = await egress.send({ method: 'POST', url: `${api.origin}/a%20b?c=d`, headers: { 'content-type': 'text/plain' }, body: Buffer.from('hi') }, LIMITS);

  expect(answer).toMatchObject({ status: 201, headers: { 'content-type': 'text/plain', 'x-a': '1, 2' } });
  expect(text(answer.body)).toBe('made');
  expect(api.requests).toEqual([{
    method: 'POST',
    url: '/a%20b?c=d',
    headers: {
      'accept-encoding': 'gzip, deflate, br', 'connection': 'close', 'content-length': '2', 'content-type': 'text/plain', 'host': `127.0.0.1:${api.port}`, 'user-agent': 'cdk-remote-mcp-server',
    },
    body: 'hi',
  }]);
});

describe('where a request may go', () => {
  const ORIGINS = new Set(['https://api.example']);

  test.each([
    'https://evil.example/', 'https://api.example@evil.example/', 'https://evil.example\\@api.example/', 'https://api.example.evil.example/', 'http://api.example/',
    'https://api.example:8443/', 'https://user:pw@api.example/', '//evil.example/', '/v1', 'file:///etc/passwd', 'data:text/plain,x', 'javascript:0', 'https://api.example%2eevil.example/', '',
  ])('T106: "%s" is refused', (url) => {
    expect(() => checkTarget(url, ORIGINS)).toThrow(/^origin: /);
  });

  test.each([
    '/../admin', '/v1/..', '/v1/.', '/v1/%2e%2e/admin', '/v1/.%2E/admin', '/v1/%252e%252e/admin', '/v1/%25252e./admin', '/v1/..%2fadmin', '/v1/..%5cadmin', '/v1/..;a=b/admin', '\\..\\admin', '/v1\\..\\admin',
    '/v1/%c0%ae%c0%ae/admin', '/v1/%25c0%25ae./x', '/v1/..%c0%af', '/v1/%e0%80%ae%f0%80%80%ae', '/v1/..%c1%9cadmin', '/v1/.\t./admin', '/v1/.\n./admin', ` ${'/v1/..'}`, `/v1/%${'25'.repeat(40)}2e`,
  ])('T107: the path "%s" is refused', (path) => {
    expect(() => checkTarget(`https://api.example${path}`, ORIGINS)).toThrow(/^(?:path|origin): /);
  });

  test.each(['/', '/v1/a.b', '/v1/...', '/v1/a..b', '/v1/100%25', '/v1/a%2Fb', '/v1/x?next=../a', ''])('the path "%s" is not', (path) => {
    expect(checkTarget(`https://api.example${path}`, ORIGINS).origin).toBe('https://api.example');
  });

  test('T106: no socket is opened for an origin that is not declared', async () => {
    const { connections } = await dialled(() => expect(egressTo({ baseUrl: api.origin }).egress.send(get('https://evil.example/?key=canary'), LIMITS))
      .rejects.toThrow('origin: https://evil.example is not declared by the connection'));

    expect(connections).toBe(0);
  });

  test('T108: a redirect is an answer, and goes nowhere', async () => {
    api.handle = (_request, response) => response.writeHead(302, { location: 'http://169.254.169.254/latest/meta-data/' }).end();

    const { outcome, connections } = await dialled(() => egressTo({ baseUrl: api.origin }).egress.send(get(api.origin), LIMITS));

    expect(outcome).toMatchObject({ status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data/' } });
    expect(connections).toBe(1);
  });
});

describe('T109: addresses', () => {
  const URL_OF_API = new URL('https://api.example/');
  const NEVER = [
    '169.254.169.254', '169.254.170.2', 'fe80::1', 'fd00:ec2::254', '0.0.0.0', '127.0.0.1', '::1', '::', '224.0.0.1', '255.255.255.255', '::ffff:169.254.169.254', '::ffff:127.0.0.1', '64:ff9b::a9fe:a9fe',
    '2002:a9fe:a9fe::', 'fe80::1%eth0', '192.0.2.1',
  ];
  const PRIVATE = ['10.0.0.1', '172.16.0.1', '192.168.1.1', '100.64.0.1', 'fd12::1'];

  test.each(NEVER)('%s is never dialled for a host', (address) => {
    expect([mayDial(address, URL_OF_API, false), mayDial(address, URL_OF_API, true)]).toEqual([false, false]);
  });

  test.each(PRIVATE)('%s is dialled in a private network only', (address) => {
    expect([mayDial(address, URL_OF_API, false), mayDial(address, URL_OF_API, true)]).toEqual([false, true]);
  });

  test.each([['93.184.215.14'], ['2606:4700::1111']])('%s is dialled', (address) => {
    expect(mayDial(address, URL_OF_API, false)).toBe(true);
  });

  test.each([
    ['loopback', ['127.0.0.1']],
    ['the metadata service', ['169.254.169.254']],
    ['a private address after a public one', ['93.184.215.14', '10.0.0.1']],
    ['a mapped address among public ones', ['93.184.215.14', '::ffff:10.0.0.1']],
    ['nothing', []],
  ])('no connection is opened to a name that resolves to %s', async (_what, addresses) => {
    const baseUrl = `https://api.example:${api.port}`;
    const resolve = async () => addresses.map((address) => ({ address, family: net.isIP(address) }));
    const { egress } = egressTo({ baseUrl, privateNetwork: undefined }, { resolve });

    await expect(egress.send(get(baseUrl), LIMITS)).rejects.toThrow(/^(?:address|unresolved): /);

    expect(api.connections).toBe(0);
  });

  test.each(['169.254.169.254', '2130706433', '0x7f.1', '127.1', '[::ffff:7f00:1]', '[fd00:ec2::254]'])('nothing is looked up for https://%s', async (host) => {
    const resolve = jest.fn(async () => [{ address: '93.184.215.14', family: 4 }]);

    const { connections } = await dialled(() => expect(egressTo({ baseUrl: `https://${host}`, privateNetwork: undefined }, { resolve }).egress.send(get(`https://${host}/`), LIMITS))
      .rejects.toThrow(/^address: /));

    expect(resolve).not.toHaveBeenCalled();
    expect(connections).toBe(0);
  });

  test('a name is looked up once for each connection: what was checked is dialled', async () => {
    let lookups = 0;
    const baseUrl = `http://localhost:${api.port}`;
    const { egress } = egressTo({ baseUrl }, { resolve: async () => [{ address: ++lookups === 1 ? '127.0.0.1' : '169.254.169.254', family: 4 }] });

    expect(await egress.send(get(baseUrl), LIMITS)).toMatchObject({ status: 200 });

    expect(lookups).toBe(1);
  });
});

describe('certificates', () => {
  test('of an authority that is not declared are refused', async () => {
    const tls = await startApi({ ...selfSignedCertificate('localhost'), host: 'localhost' });
    try {
      await expect(egressTo({ baseUrl: tls.origin }).egress.send(get(tls.origin), LIMITS)).rejects.toThrow(/^unreachable: DEPTH_ZERO_SELF_SIGNED_CERT/);
      expect(tls.requests).toEqual([]);
    } finally {
      await tls.close();
    }
  });

  test('of a declared authority are trusted, for their names', async () => {
    const certificate = selfSignedCertificate('localhost');
    const tls = await startApi({ ...certificate, host: 'localhost' });
    try {
      const { egress } = egressTo({ baseUrl: tls.origin, certificateAuthorities: certificate.cert });
      expect(await egress.send(get(tls.origin), LIMITS)).toMatchObject({ status: 200 });
      const other = `https://127.0.0.1:${tls.port}`;
      await expect(egressTo({ baseUrl: other, certificateAuthorities: certificate.cert }).egress.send(get(other), LIMITS)).rejects.toThrow('ERR_TLS_CERT_ALTNAME_INVALID');
    } finally {
      await tls.close();
    }
  });
});

describe('answers', () => {
  test.each([['gzip', gzipSync], ['br', brotliCompressSync]] as const)('T110: a bomb of %s is decompressed up to the limit', async (encoding, compress) => {
    const bomb = compress(Buffer.alloc(32 * 1024 * 1024));
    api.handle = (_request, response) => response.writeHead(200, { 'content-encoding': encoding }).end(bomb);

    const { body, truncated } = await egressTo({ baseUrl: api.origin }).egress.send(get(api.origin), { ...LIMITS, maxBytes: 1000 });

    expect([body.length, truncated]).toEqual([1000, true]);
  });

  test.each(['gzip, gzip', 'zstd', 'x'])('T110: an answer encoded as %s is refused', async (encoding) => {
    api.handle = (_request, response) => response.writeHead(200, { 'content-encoding': encoding }).end('x');

    await expect(egressTo({ baseUrl: api.origin }).egress.send(get(api.origin), LIMITS)).rejects.toThrow(/^unreachable: /);
  });

  test('T110: an endless answer ends at the limit', async () => {
    let isClosed: () => void;
    const closed = new Promise<void>((resolve) => {
      isClosed = resolve;
    });
    api.handle = (_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(64 * 1024))) { /* until the buffer is full */ }
      };
      response.on('drain', more).on('close', () => isClosed());
      more();
    };

    const { body, truncated } = await egressTo({ baseUrl: api.origin }).egress.send(get(api.origin), { ...LIMITS, maxBytes: 100_000 });

    expect([body.length, truncated]).toEqual([100_000, true]);
    await closed;
  });

  test.each([['without a head', false], ['without an end', true]])('T110: an answer %s ends at the deadline', async (_what, hasHead) => {
    api.handle = (_request, response) => {
      if (hasHead) {
        response.writeHead(200).write('a');
      }
    };

    await expect(egressTo({ baseUrl: api.origin }).egress.send(get(api.origin), { ...LIMITS, timeoutMillis: 100 })).rejects.toThrow('timeout: no answer within 100 ms');
  });

  test('T110: an answer that its connection would end is not whole at the deadline', async () => {
    api.handle = (_request, response) => response.socket!.write('HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n[1,1,');

    await expect(egressTo({ baseUrl: api.origin }).egress.send(get(api.origin), { ...LIMITS, timeoutMillis: 100 })).rejects.toThrow('timeout: no answer within 100 ms');
  });

  test('T110: an answer that changes to another protocol is none', async () => {
    api.handle = (_request, response) => response.socket!.write('HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n');

    await expect(egressTo({ baseUrl: api.origin }).egress.send(get(api.origin), LIMITS)).rejects.toThrow('unreachable: closed without an answer');
  });

  test.each(['HEAD', 'GET'])('an empty answer to %s may say that it is compressed', async (method) => {
    api.handle = (_request, response) => response.writeHead(method === 'HEAD' ? 200 : 204, { 'content-encoding': 'gzip' }).end();

    expect((await egressTo({ baseUrl: api.origin }).egress.send(get(api.origin, { method }), LIMITS)).body.length).toBe(0);
  });

  test('a cancelled call ends', async () => {
    const cancelled = new AbortController();
    api.handle = () => cancelled.abort();

    await expect(egressTo({ baseUrl: api.origin }).egress.send(get(api.origin), { ...LIMITS, signal: cancelled.signal })).rejects.toThrow(/^aborted: /);
  });
});

test('T111: a header cannot be ended by a value', async () => {
  await expect(egressTo({ baseUrl: api.origin }).egress.send(get(api.origin, { headers: { 'x-a': 'b\r\nx-admin: true' } }), LIMITS)).rejects.toThrow(/^unreachable: ERR_INVALID_CHAR/);

  expect(api.requests).toEqual([]);
});

describe('attempts', () => {
  const busy = (retryAfter: string, status = 503): Api['handle'] => (_request, response) => response.writeHead(status, { 'retry-after': retryAfter }).end();

  test.each([['GET', 3], ['DELETE', 3], ['POST', 1], ['PATCH', 1]])('%s is sent to a busy API %i times at most', async (method, count) => {
    api.handle = busy('1');
    const { egress, waits } = egressTo({ baseUrl: api.origin });

    expect(await egress.send(get(api.origin, { method }), LIMITS)).toMatchObject({ status: 503 });

    expect(api.requests).toHaveLength(count);
    expect(waits).toEqual(Array(count - 1).fill(1000));
  });

  test.each([['as a date', new Date(NOW + 2000).toUTCString(), [2000, 2000]], ['beyond the deadline', '6', []], ['too long', '3600', []], ['in no known form', 'soon', []]])('the time to wait is given %s', async (_what, value, expected) => {
    api.handle = busy(value, 429);
    const { egress, waits } = egressTo({ baseUrl: api.origin });

    expect(await egress.send(get(api.origin), { ...LIMITS, timeoutMillis: 5000 })).toMatchObject({ status: 429 });

    expect(waits).toEqual(expected);
  });

  test('T112: an API that is busy, then refuses the credentials, then is busy for ever, is not called for ever', async () => {
    const statuses = [503, 503, 401];
    api.handle = (_request, response) => response.writeHead(statuses.shift() ?? 503, { 'retry-after': '0' }).end();
    const { egress } = egressTo({ baseUrl: api.origin }, { authorizer: { authorize: async (request) => request, renew: () => true } });

    expect(await egress.send(get(api.origin), LIMITS)).toMatchObject({ status: 503 });

    expect(api.requests).toHaveLength(4);
  });

  test('T112: a POST whose connection breaks is not sent again, neither on a new connection nor on a kept one', async () => {
    const { egress } = egressTo({ baseUrl: api.origin });
    await egress.send(get(api.origin), LIMITS);
    api.handle = ({ socket }: IncomingMessage) => socket.destroy();

    await expect(egress.send(get(api.origin, { method: 'POST' }), LIMITS)).rejects.toThrow('unreachable: ECONNRESET');

    expect(api.requests.map(({ method }) => method)).toEqual(['GET', 'POST']);
  });

  test('connections are kept', async () => {
    const { egress } = egressTo({ baseUrl: api.origin });

    await egress.send(get(api.origin), LIMITS);
    await egress.send(get(api.origin), LIMITS);

    expect([api.requests.length, api.connections]).toEqual([2, 1]);
  });

  test('a request that never left is sent again, whatever its method', async () => {
    const { port } = api;
    await api.close();

    const { connections } = await dialled(() => expect(egressTo({ baseUrl: `http://127.0.0.1:${port}` }).egress.send(get(`http://127.0.0.1:${port}`, { method: 'POST' }), LIMITS))
      .rejects.toThrow('unreachable: ECONNREFUSED'));

    expect(connections).toBe(3);
    api = await startApi();
  });
});
