import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { exchange, openAhead } from '../../../../lambda-src/platform/aws/http-exchange';
import { selfSignedCertificate } from '../../document-fetcher/support/certificate';

type Answer = (socket: Socket, connection: number) => void;

const open = new Set<Server>();
const sockets = new Set<Socket>();

afterEach(async () => {
  for (const socket of sockets) {
    socket.destroy();
  }
  sockets.clear();
  await Promise.all([...open].map((server) => new Promise((resolve) => server.close(resolve))));
  open.clear();
});

async function listening(server: Server): Promise<URL> {
  open.add(server);
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

/** A server that answers each request, which comes in one piece, with bytes of its own. */
function rawServer(answer: Answer): Promise<URL> {
  let connections = 0;
  return listening(createServer((socket) => {
    const connection = connections += 1;
    socket.on('data', () => answer(socket, connection)).on('error', () => undefined);
  }));
}

const post = (endpoint: URL, { body = '', headers = {}, timeoutMillis = 30_000 } = {}) => exchange({
  endpoint, method: 'POST', path: '/', body, timeoutMillis, headers: { 'Host': endpoint.host, 'Content-Length': String(Buffer.byteLength(body)), ...headers },
});
const EMPTY = 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n';
const text = async (exchanged: ReturnType<typeof post>) => (await exchanged).body.toString();

describe('with a server of Node.js', () => {
  const echo = () => listening(createHttpServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk) => chunks.push(chunk)).on('end', () => {
      response.setHeader('X-Port', String(request.socket.remotePort));
      if (request.headers['x-chunked']) {
        for (const chunk of chunks) {
          response.write(chunk);
        }
      }
      response.end(request.headers['x-chunked'] ? '' : Buffer.concat(chunks));
    });
  }));

  test.each([['a length', {}], ['chunks', { 'X-Chunked': '1' }]])('reads what is sent with %s', async (_name, headers) => {
    const endpoint = await echo();
    for (const body of ['', '{"text":"ü"}', 'x'.repeat(1_000_000)]) {
      expect(await text(post(endpoint, { body, headers }))).toBe(body);
    }
  });

  test('keeps the connection for the next request, and opens another while it is in use', async () => {
    const endpoint = await echo();
    const port = async () => (await post(endpoint)).headers['x-port'];
    const first = await port();
    for (let request = 0; request < 20; request += 1) {
      expect(await port()).toBe(first);
    }
    const [left, right] = await Promise.all([port(), port()]);
    expect(left).not.toBe(right);
  });
});

describe('over TLS', () => {
  const authorities = getCACertificates('default');
  afterEach(() => setDefaultCACertificates(authorities));

  const secure = async (certificate: { readonly cert: string; readonly key: string }) => {
    const endpoint = await listening(createHttpsServer(certificate, (_request, response) => response.end('secure')));
    return new URL(`https://localhost:${endpoint.port}`);
  };

  test('a server is believed whose certificate is for its name', async () => {
    const certificate = selfSignedCertificate('localhost');
    setDefaultCACertificates([...authorities, certificate.cert]);
    const endpoint = await secure(certificate);
    expect([await text(post(endpoint)), await text(post(endpoint))]).toEqual(['secure', 'secure']);
  });

  describe('a connection after the first', () => {
    const certificate = selfSignedCertificate('localhost');
    // Two sets of ticket keys: the server forgot its sessions in between, as another host of the same name would.
    const ticketKeys = (byte: number) => Buffer.alloc(48, byte);
    const resumed = async () => {
      const server = createHttpsServer({ ...certificate, ticketKeys: ticketKeys(1) }, (request, response) => {
        response.setHeader('connection', 'close').end(String((request.socket as TLSSocket).isSessionReused()));
      });
      const { port } = await listening(server);
      return { server, endpoint: new URL(`https://localhost:${port}`) };
    };
    beforeEach(() => setDefaultCACertificates([...authorities, certificate.cert]));

    test('resumes the TLS session of the one before', async () => {
      const { endpoint } = await resumed();
      expect([await text(post(endpoint)), await text(post(endpoint)), await text(post(endpoint))]).toEqual(['false', 'true', 'true']);
    });

    test('begins anew with a server that knows the session no more', async () => {
      const { server, endpoint } = await resumed();
      await text(post(endpoint));
      server.setTicketKeys(ticketKeys(2));
      expect([await text(post(endpoint)), await text(post(endpoint))]).toEqual(['false', 'true']);
    });

    test('believes no other server because of it', async () => {
      const { server, endpoint } = await resumed();
      await text(post(endpoint));
      server.setSecureContext(selfSignedCertificate('localhost'));
      server.setTicketKeys(ticketKeys(2));
      await expect(post(endpoint)).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    });
  });

  test('a server is not believed whose certificate nobody vouches for', async () => {
    await expect(post(await secure(selfSignedCertificate('localhost')))).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
  });

  test('a server is not believed whose certificate is for another name', async () => {
    const certificate = selfSignedCertificate('other.example');
    setDefaultCACertificates([...authorities, certificate.cert]);
    await expect(post(await secure(certificate))).rejects.toMatchObject({ code: 'ERR_TLS_CERT_ALTNAME_INVALID' });
  });
});

describe('a response', () => {
  test('may come byte by byte', async () => {
    const endpoint = await rawServer(async (socket) => {
      for (const byte of 'HTTP/1.1 503 Service Unavailable\r\nx-a:  b \r\nContent-Length: 2\r\n\r\nno') {
        await new Promise((resolve) => socket.write(byte, resolve));
      }
    });
    await expect(post(endpoint)).resolves.toMatchObject({ status: 503, headers: { 'x-a': 'b' } });
  });

  test.each([
    ['another protocol', 'SSH-2.0-OpenSSH\r\n\r\n', 'status line'],
    ['an interim status', 'HTTP/1.1 100 Continue\r\n\r\n', 'status line'],
    ['no length', 'HTTP/1.1 200 OK\r\n\r\n{}', 'length'],
    ['two lengths', 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n{}', 'length'],
    ['a length and chunks', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}', 'transfer coding'],
    ['a coding that nobody asked for', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n{}', 'transfer coding'],
    ['a chunk without a size', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n', 'chunk'],
    ['a chunk without an end', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc', 'chunk'],
    ['a header without a name', 'HTTP/1.1 200 OK\r\n: x\r\nContent-Length: 0\r\n\r\n', 'header'],
    ['a folded header', 'HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\nContent-Length: 0\r\n\r\n', 'header'],
    ['more than was said', 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}{}', 'end'],
    ['more after the last chunk', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nHTTP/1.1 200 OK', 'end'],
    ['an endless head', `HTTP/1.1 200 OK\r\nX-A: ${'b'.repeat(70_000)}`, 'endless head'],
  ])('with %s is an error', async (_name, bytes, what) => {
    await expect(post(await rawServer((socket) => socket.write(bytes)))).rejects.toThrow(`no HTTP/1.1 ${what}`);
  });

  test('that breaks off is an error', async () => {
    const endpoint = await rawServer((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{'));
    await expect(post(endpoint)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  test('that does not come on a connection that was kept is of a request that may have been seen', async () => {
    let requests = 0;
    const endpoint = await rawServer((socket) => {
      requests += 1;
      return requests === 1 ? socket.write(EMPTY) : socket.destroy();
    });
    await post(endpoint);
    await expect(post(endpoint)).rejects.toMatchObject({ code: 'ECONNRESET', unsent: false });
    expect(requests).toBe(2);
  });

  test('that does not come is an error', async () => {
    await expect(post(await rawServer(() => undefined), { timeoutMillis: 20 })).rejects.toThrow('no answer within 20 ms');
  });

  test('that comes when nobody has asked answers no later request', async () => {
    let late: (() => void) | undefined;
    const answer = (body: string) => `HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    const endpoint = await rawServer((socket, connection) => {
      socket.write(answer(`answer ${connection}`));
      late ??= () => socket.write(answer('late'));
    });
    expect(await text(post(endpoint))).toBe('answer 1');
    const dropped = new Promise((resolve) => [...sockets][0].once('close', resolve));
    late!();
    await dropped;
    expect(await text(post(endpoint))).toBe('answer 2');
  });

  test('that says so is the last one on its connection', async () => {
    const endpoint = await rawServer((socket, connection) => {
      socket.write(`HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1\r\n\r\n${connection}`);
    });
    expect([await text(post(endpoint)), await text(post(endpoint))]).toEqual(['1', '2']);
  });
});

describe('a request', () => {
  test('cannot smuggle another one in a header', async () => {
    const endpoint = await rawServer((socket) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n'));
    await expect(post(endpoint, { headers: { 'X-A': 'b\r\nX-C: d' } })).rejects.toThrow('characters');
  });

  test('fails with the code of the network where nobody listens', async () => {
    await expect(post(new URL('http://127.0.0.1:1'))).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  });
});

describe('a connection', () => {
  const numbered = () => rawServer((socket, connection) => socket.write(`HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n${connection}`));
  /** The server's end of the only connection. */
  const theOnlySocket = () => [...sockets][0];
  const later = (millis: number) => {
    const now = Date.now();
    return jest.spyOn(Date, 'now').mockReturnValue(now + millis);
  };
  afterEach(() => {
    jest.restoreAllMocks();
  });
  const opened = (server: Promise<URL>) => server.then(async (endpoint) => {
    openAhead(endpoint);
    while (sockets.size === 0) {
      await new Promise(setImmediate);
    }
    return endpoint;
  });

  test('that was opened ahead serves the first request, and is opened once', async () => {
    const endpoint = await numbered();
    openAhead(endpoint);
    openAhead(endpoint);
    expect([await text(post(endpoint)), await text(post(endpoint))]).toEqual(['1', '1']);
    expect(sockets.size).toBe(1);
  });

  test('that was opened ahead and has broken since is replaced', async () => {
    const endpoint = await opened(numbered());
    const closed = new Promise((resolve) => theOnlySocket().once('close', resolve));
    theOnlySocket().resetAndDestroy();
    await closed;
    await new Promise(setImmediate);
    expect(await text(post(endpoint))).toBe('2');
  });

  test('that cannot be opened ahead harms nobody, and whoever needs it is told that nothing was sent', async () => {
    const endpoint = new URL('http://127.0.0.1:1');
    openAhead(endpoint);
    await expect(post(endpoint)).rejects.toMatchObject({ code: 'ECONNREFUSED', unsent: true });
    await expect(post(endpoint)).rejects.toMatchObject({ code: 'ECONNREFUSED', unsent: false });
  });

  test('whose end has arrived while nobody looked, as in a frozen function, is replaced before anything is sent', async () => {
    const endpoint = await numbered();
    expect(await text(post(endpoint))).toBe('1');
    later(1000);
    theOnlySocket().destroy();
    expect(await text(post(endpoint))).toBe('2');
  });

  test('that was idle for long is replaced, for it may have been forgotten in silence', async () => {
    const endpoint = await numbered();
    expect(await text(post(endpoint))).toBe('1');
    later(29_000);
    expect(await text(post(endpoint))).toBe('1');
    later(31_000);
    expect(await text(post(endpoint))).toBe('2');
  });

  test('that does not take the request says so', async () => {
    const endpoint = await numbered();
    await text(post(endpoint));
    theOnlySocket().resetAndDestroy();
    await expect(post(endpoint)).rejects.toMatchObject({ syscall: 'write', unsent: true });
  });

  test('that takes half of the request leaves nothing waiting', async () => {
    const endpoint = await rawServer((socket) => socket.destroy());
    await expect(post(endpoint, { body: 'x'.repeat(20_000_000) })).rejects.toMatchObject({ code: expect.stringMatching(/ECONNRESET|EPIPE/), unsent: false });
  });
});
