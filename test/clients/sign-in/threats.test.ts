import { beforeAll, describe, expect, test } from '@jest/globals';
import { signIn, type SignedIn, upstreamTokens } from './code-flow';
import { describeSignIn } from './fixture';
import { passesPreflight } from './preflight';

const EVIL = 'https://evil.example';

/** What the functions alone cannot show: the threats that the gateway, the authorizer and the MCP function meet together. */
describeSignIn('an attacker', (server) => {
  let reader: SignedIn;
  let admin: SignedIn;
  beforeAll(async () => {
    reader = await signIn(server(), { user: 'reader', scope: 'weather:read' });
    admin = await signIn(server(), { user: 'admin', scope: 'weather:read weather:admin' });
  });

  /** A call as clients of 2026-07-28 send it: what the body says, the headers say too. */
  async function call(token: string, body: unknown, headers: Record<string, string> = {}) {
    const response = await fetch(server().mcpUrl, {
      method: 'POST',
      headers: {
        'authorization': `Bearer ${token}`, 'content-type': 'application/json', 'accept': 'application/json, text/event-stream', 'mcp-protocol-version': '2026-07-28', ...headers,
      },
      body: JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  }

  const tool = (name: string, args: object = {}) => ({
    jsonrpc: '2.0',
    id: 1,
    method: 'tools/call',
    params: {
      name,
      arguments: args,
      _meta: {
        'io.modelcontextprotocol/protocolVersion': '2026-07-28',
        'io.modelcontextprotocol/clientInfo': { name: 'attacker', version: '1.0.0' },
        'io.modelcontextprotocol/clientCapabilities': {},
      },
    },
  });
  const said = (name: string) => ({ 'mcp-method': 'tools/call', 'mcp-name': name });

  describe('with tokens of the identity provider (T13, T14)', () => {
    test('is refused', async () => {
      const departure = reader.person.visited.find(({ origin }) => origin === server().identityProviders![0])!;
      const { idToken, accessToken } = await upstreamTokens(server().identityProviders![0], departure.searchParams.get('client_id')!);

      for (const token of [idToken, accessToken]) {
        expect((await call(token, tool('get_forecast'), said('get_forecast'))).status).toBe(401);
      }
    });

    test('learns nothing of them from a tool, which is told who calls and no token', async () => {
      const { text } = await call(admin.accessToken, tool('whoami'), said('whoami'));

      expect(text).toContain('weather:admin');
      expect(text).not.toMatch(/eyJ[\w-]{8,}\.|authorization|bearer|cookie/i);
    });
  });

  describe('with a token that may only read', () => {
    test('is not let through by headers that say something else than the body (T48)', async () => {
      const { status, text } = await call(reader.accessToken, tool('whoami'), said('get_forecast'));

      expect(status).toBe(400);
      expect(JSON.parse(text)).toMatchObject({ error: { code: -32020 } });
    });

    test.each([
      ['without Mcp-Name', { 'mcp-method': 'tools/call' }],
      ['without Mcp-Method', { 'mcp-name': 'whoami' }],
      ['with an empty Mcp-Name', { 'mcp-method': 'tools/call', 'mcp-name': '' }],
    ])('is not let through %s (T48)', async (_, headers) => {
      const { status, text } = await call(reader.accessToken, tool('whoami'), headers as Record<string, string>);

      expect([400, 403]).toContain(status);
      expect(text).not.toContain('"result"');
    });

    test.each(['2025-11-25', '2025-06-18', '2025-03-26'])('is not let through by a client of %s, which sends no such headers (T48)', async (version) => {
      const { status, text } = await call(reader.accessToken, { jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'whoami' } }, { 'mcp-protocol-version': version });

      expect(text).not.toContain('"result":{"content":[{"type":"text","text":"{\\"name\\"');
      expect({ status, text }).toEqual({ status: expect.any(Number), text: expect.stringContaining('weather:admin') });
    });

    test('is not let through in a batch (T48)', async () => {
      const { text } = await call(reader.accessToken, [tool('get_forecast', { city: 'Oslo' }), tool('whoami')], said('get_forecast'));

      expect(text).not.toContain('sunny');
      expect(text).not.toContain('"result"');
    });

    test('is not let through because it was let through before (T49)', async () => {
      const allowed = await call(reader.accessToken, tool('get_forecast', { city: 'Oslo' }), said('get_forecast'));
      const refused = await call(reader.accessToken, tool('whoami'), said('whoami'));
      const again = await call(reader.accessToken, tool('get_forecast', { city: 'Oslo' }), said('get_forecast'));

      expect([allowed.status, refused.status, again.status]).toEqual([200, 403, 200]);
      expect(refused.headers.get('www-authenticate')).toMatch(/^Bearer error="insufficient_scope".*scope="[^"]*weather:admin[^"]*"/);
    });

    test('is refused with the same challenge and in JSON, whatever it accepts', async () => {
      for (const accept of ['text/html', '*/*', 'text/event-stream']) {
        const { status, headers, text } = await call(reader.accessToken, tool('whoami'), { ...said('whoami'), accept });

        expect([status, headers.get('content-type'), JSON.parse(text).error]).toEqual([403, 'application/json', 'insufficient_scope']);
        expect(headers.get('www-authenticate')).toMatch(/^Bearer error="insufficient_scope".*scope="[^"]*weather:admin[^"]*"/);
      }
    });
  });

  describe('on a page in somebody\'s browser (T54)', () => {
    test('cannot call the server', async () => {
      const { status, headers } = await call(reader.accessToken, tool('get_forecast', { city: 'Oslo' }), { ...said('get_forecast'), origin: EVIL });

      expect({ status, allowed: headers.get('access-control-allow-origin') }).toEqual({ status: 403, allowed: null });
    });

    test.each([
      ['POST', '/mcp', 'authorization'],
      ['GET', '/authorize', 'content-type'],
      ['POST', '/interaction/some', 'content-type'],
      ['DELETE', '/register/some', 'authorization'],
      ['POST', '/introspect', 'authorization'],
    ])('may not even ask to %s %s', async (method, path, header) => {
      expect(await passesPreflight(`${server().issuer}${path}`, method, EVIL, header)).toBe(false);
    });

    test('reads no page of the way to the consent', async () => {
      const response = await fetch(`${server().issuer}/authorize?client_id=${reader.clientId}`, { headers: { origin: EVIL }, redirect: 'manual' });

      expect(response.headers.get('access-control-allow-origin')).toBeNull();
    });
  });
});
