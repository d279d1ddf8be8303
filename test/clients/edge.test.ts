import { expect, test } from '@jest/globals';
import { describeEachEndpoint } from './fixture';
import { machineToken } from './local-server';
import { passesPreflight } from './sign-in/preflight';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';
const PROGRAMS = [undefined, '*/*', 'text/event-stream', 'application/json, text/event-stream'];

describeEachEndpoint('what a client finds that knows the MCP URL and nothing else', (server) => {
  const ask = (method: string, url: string, headers: Record<string, string> = {}) => fetch(url, { method, headers });
  const accepting = (accept: string | undefined): Record<string, string> => (accept === undefined ? {} : { accept });

  test.each(['GET', 'HEAD', 'DELETE'])('%s without a token is answered with the challenge, whatever a program accepts', async (method) => {
    for (const accept of PROGRAMS) {
      const { status, headers } = await ask(method, server().mcpUrl, accepting(accept));
      expect([status, headers.get('www-authenticate')]).toEqual([401, `Bearer resource_metadata="${server().issuer}/.well-known/oauth-protected-resource/mcp", scope="mcp"`]);
      expect(headers.get('access-control-expose-headers')).toContain('WWW-Authenticate');
    }
  });

  test.each(['GET', 'HEAD', 'DELETE'])('%s with a token is told that there is no stream and no session', async (method) => {
    const { status, headers } = await ask(method, server().mcpUrl, { authorization: `Bearer ${await machineToken(server())}`, accept: 'text/event-stream' });
    expect([status, headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('a browser is shown the page, and may ask for its head', async () => {
    const page = await ask('GET', server().mcpUrl, { accept: BROWSER });
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain(server().mcpUrl);
    const head = await ask('HEAD', server().mcpUrl, { accept: BROWSER });
    expect([head.status, head.headers.get('content-type'), await head.text()]).toEqual([200, 'text/html; charset=utf-8', '']);
  });

  test('a browser with a token that is none is not', async () => {
    expect((await ask('GET', server().mcpUrl, { accept: BROWSER, authorization: 'Bearer none' })).status).toBe(401);
  });

  test.each(['GET', 'HEAD'])('%s finds the documents below the MCP URL, too', async (method) => {
    const documents = {
      'oauth-protected-resource': { resource: server().mcpUrl, authorization_servers: [server().issuer] },
      'oauth-authorization-server': { issuer: server().issuer },
      'openid-configuration': { issuer: server().issuer },
    };
    for (const [name, facts] of Object.entries(documents)) {
      for (const url of [`${server().issuer}/.well-known/${name}`, `${server().issuer}/.well-known/${name}/mcp`, `${server().mcpUrl}/.well-known/${name}`]) {
        const answer = await ask(method, url);
        expect([url, answer.status, answer.headers.get('content-type')]).toEqual([url, 200, 'application/json']);
        if (method === 'GET') {
          expect(await answer.json()).toMatchObject(facts);
        }
      }
    }
  });

  test('HEAD goes wherever GET does', async () => {
    for (const path of ['/jwks', '/authorize', '/authorize/x', '/interaction/x', '/callback/x', '/access', '/signed-out', '/register/x', '/clients/x']) {
      const url = `${server().issuer}${path}`;
      const [head, get] = [await ask('HEAD', url), await ask('GET', url)];
      expect([path, head.status, head.headers.get('content-type'), await head.text()]).toEqual([path, get.status, get.headers.get('content-type'), '']);
    }
  });

  test.each(['https://app.example', 'chrome-extension://mhnlakgilnojmhinhkckjpncpbhabphi'])('%s may call and read, which another may not', async (origin) => {
    const call = async (from: string) => {
      const { status, headers } = await fetch(server().mcpUrl, {
        method: 'POST',
        headers: {
          'origin': from, 'authorization': `Bearer ${await machineToken(server())}`, 'content-type': 'application/json', 'accept': 'application/json, text/event-stream',
        },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
      });
      return [status, headers.get('access-control-allow-origin')];
    };
    for (const header of ['authorization', 'mcp-protocol-version']) {
      expect(await passesPreflight(server().mcpUrl, 'POST', origin, header)).toBe(true);
    }
    expect(await call(origin)).toEqual([200, origin]);
    expect(await passesPreflight(server().mcpUrl, 'POST', `${origin}.evil`, 'authorization')).toBe(false);
    expect(await call(`${origin}.evil`)).toEqual([403, null]);
  });
});
