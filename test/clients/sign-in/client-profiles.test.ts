import { createHash, randomBytes } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { describeSignIn } from './fixture';
import { passesPreflight } from './preflight';
import { Person } from '../../../local/testing/person';

/** What is known of how a client behaves: from its source, or from what it was seen to send. */
interface Profile {
  readonly client: string;
  /** What it registers. */
  readonly registration: { readonly redirect_uris: readonly string[]; readonly [name: string]: unknown };
  /** Where it wants to be answered; the first of those registered, unless it says otherwise. */
  readonly redirectUri?: string;
  /** What it asks for; nothing, unless it says otherwise. */
  readonly scope?: string;
  /** Whether it names the resource, as clients of the revisions before 2025-06-18 do not. */
  readonly namesResource?: boolean;
  readonly prompt?: string;
  /** How often it refreshes with the same token at the same time. */
  readonly parallelRefreshes?: number;
  readonly userAgent?: string;
}

const CODE_AND_REFRESH = { grant_types: ['authorization_code', 'refresh_token'], response_types: ['code'], token_endpoint_auth_method: 'none' };

const PROFILES: readonly Profile[] = [
  {
    client: 'Claude',
    registration: { client_name: 'Claude', redirect_uris: ['https://claude.ai/api/mcp/auth_callback'], scope: 'claudeai', ...CODE_AND_REFRESH },
    scope: 'claudeai weather:read',
    parallelRefreshes: 2,
    userAgent: 'Claude-User',
  },
  {
    client: 'Claude at its other domain',
    registration: { client_name: 'Claude', redirect_uris: ['https://claude.ai/api/mcp/auth_callback', 'https://claude.com/api/mcp/auth_callback'], ...CODE_AND_REFRESH },
    redirectUri: 'https://claude.com/api/mcp/auth_callback',
    scope: 'weather:read',
    userAgent: 'Claude-User',
  },
  {
    client: 'Claude Code, on the port that is free today',
    registration: { client_name: 'Claude Code (weather)', redirect_uris: ['http://localhost:54545/callback'], ...CODE_AND_REFRESH },
    redirectUri: 'http://localhost:61234/callback',
    scope: 'weather:read offline_access',
  },
  {
    client: 'ChatGPT',
    registration: { client_name: 'ChatGPT', redirect_uris: ['https://chatgpt.com/connector/oauth/AbC123dEf456'], ...CODE_AND_REFRESH },
    scope: 'weather:read offline_access',
  },
  {
    client: 'ChatGPT, as it was',
    registration: { client_name: 'ChatGPT', redirect_uris: ['https://chatgpt.com/connector_platform_oauth_redirect'], ...CODE_AND_REFRESH, token_endpoint_auth_method: 'client_secret_post' },
    scope: 'weather:read',
  },
  {
    client: 'Codex, which storms',
    registration: { client_name: 'Codex', redirect_uris: ['http://127.0.0.1:41417/callback/8f2c1d'], ...CODE_AND_REFRESH },
    redirectUri: 'http://127.0.0.1:52218/callback/8f2c1d',
    namesResource: false,
    parallelRefreshes: 5,
  },
  {
    client: 'VS Code',
    registration: {
      client_name: 'Visual Studio Code',
      client_uri: 'https://code.visualstudio.com',
      redirect_uris: ['https://vscode.dev/redirect', 'http://127.0.0.1/', 'http://127.0.0.1:33418/'],
      ...CODE_AND_REFRESH,
      grant_types: ['authorization_code', 'refresh_token', 'urn:ietf:params:oauth:grant-type:device_code'],
      application_type: 'native',
    },
    redirectUri: 'http://127.0.0.1:33418/',
    scope: 'weather:read',
  },
  {
    client: 'VS Code, its port being taken',
    registration: { client_name: 'Visual Studio Code', redirect_uris: ['http://127.0.0.1/', 'http://127.0.0.1:33418/'], ...CODE_AND_REFRESH },
    redirectUri: 'http://127.0.0.1:58123/',
  },
  {
    client: 'VS Code in the browser',
    registration: { client_name: 'Visual Studio Code', redirect_uris: ['http://127.0.0.1:33418/', 'https://vscode.dev/redirect'], ...CODE_AND_REFRESH },
    redirectUri: 'https://vscode.dev/redirect',
  },
  {
    client: 'Cursor',
    registration: {
      client_name: 'Cursor',
      redirect_uris: ['cursor://anysphere.cursor-mcp/oauth/callback', 'https://www.cursor.com/agents/mcp/oauth/callback', 'http://localhost:8787/callback'],
      ...CODE_AND_REFRESH,
    },
    scope: 'weather:read',
  },
  {
    client: 'MCP Inspector',
    registration: { client_name: 'MCP Inspector', client_uri: 'https://github.com/modelcontextprotocol/inspector', redirect_uris: ['http://localhost:6274/oauth/callback/debug'], ...CODE_AND_REFRESH },
    scope: 'weather:read weather:admin offline_access',
  },
  {
    client: 'mcp-remote, on another port than it registered',
    registration: {
      client_name: 'MCP CLI Proxy',
      client_uri: 'https://github.com/modelcontextprotocol/mcp-cli',
      software_id: '2e6dc280-f3c3-4e01-99a7-8181dbd1d23d',
      software_version: '0.1.0',
      redirect_uris: ['http://localhost:14566/oauth/callback'],
      ...CODE_AND_REFRESH,
    },
    redirectUri: 'http://localhost:18273/oauth/callback',
    scope: 'openid email profile weather:read',
    prompt: 'consent',
  },
  {
    client: 'Kiro',
    registration: { client_name: 'Kiro', redirect_uris: ['http://127.0.0.1:40917'], ...CODE_AND_REFRESH },
    redirectUri: 'http://127.0.0.1:45511',
    scope: 'openid email profile offline_access weather:read',
  },
  {
    client: 'Amazon Q Developer CLI',
    registration: { client_name: 'Q DEV CLI', redirect_uris: ['http://127.0.0.1:7778'], ...CODE_AND_REFRESH },
    scope: 'openid email profile offline_access',
    namesResource: false,
  },
];

describeSignIn('connects', (server) => {
  describe.each(PROFILES)('$client', ({ registration, redirectUri = registration.redirect_uris[0], scope, namesResource = true, prompt, parallelRefreshes = 1, userAgent }) => {
    const headers = userAgent === undefined ? undefined : { 'user-agent': userAgent };

    async function register() {
      const response = await fetch(server().registrationEndpoint, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(registration) });
      return { status: response.status, client: await response.json() as { client_id: string; client_secret?: string } };
    }

    async function token(parameters: Record<string, string>) {
      const response = await fetch(`${server().issuer}/token`, { method: 'POST', headers, body: new URLSearchParams(parameters) });
      return { status: response.status, tokens: await response.json() as { access_token: string; refresh_token: string; scope: string } };
    }

    const list = async (accessToken: string) => (await fetch(server().mcpUrl, {
      method: 'POST',
      headers: { 'authorization': `Bearer ${accessToken}`, 'content-type': 'application/json', 'accept': 'application/json, text/event-stream', ...headers },
      body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/list' }),
    })).status;

    test('from registration to refresh', async () => {
      const { status, client } = await register();
      expect({ status, ...client }).toMatchObject({ status: 201, redirect_uris: registration.redirect_uris, grant_types: ['authorization_code', 'refresh_token'] });
      const credentials = { client_id: client.client_id, ...client.client_secret && { client_secret: client.client_secret } };
      const [verifier, state] = [randomBytes(32).toString('base64url'), randomBytes(16).toString('base64url')];
      const resource = namesResource ? { resource: server().mcpUrl } : undefined;
      const request = new URLSearchParams({
        response_type: 'code',
        client_id: client.client_id,
        redirect_uri: redirectUri,
        state,
        code_challenge_method: 'S256',
        code_challenge: createHash('sha256').update(verifier).digest('base64url'),
        ...resource,
        ...scope && { scope },
        ...prompt && { prompt },
      });

      const answer = await new Person().authorize(`${server().issuer}/authorize?${request}`, redirectUri);
      const { code, ...rest } = Object.fromEntries(answer.searchParams);
      expect(rest).toEqual({ state, iss: server().issuer });
      expect(answer.href.startsWith(redirectUri)).toBe(true);

      const redeemed = await token({ grant_type: 'authorization_code', code, code_verifier: verifier, redirect_uri: redirectUri, ...credentials, ...resource });
      expect(redeemed).toMatchObject({ status: 200, tokens: { scope: 'weather:read', refresh_token: expect.any(String) } });
      expect(await list(redeemed.tokens.access_token)).toBe(200);

      const refresh = () => token({ grant_type: 'refresh_token', refresh_token: redeemed.tokens.refresh_token, ...credentials });
      const refreshes = await Promise.all(Array.from({ length: parallelRefreshes }, refresh));
      expect(new Set(refreshes.map(({ tokens }) => tokens.refresh_token)).size).toBe(1);
      expect(await Promise.all(refreshes.map(({ tokens }) => list(tokens.access_token)))).toEqual(refreshes.map(() => 200));
    });
  });

  test('the MCP Inspector in a browser, which asks first whether it may (CORS)', async () => {
    const origin = 'http://localhost:6274';
    const { issuer, mcpUrl, registrationEndpoint } = server();
    const preflight = (url: string, method: string) => passesPreflight(url, method, origin, 'mcp-protocol-version');
    const challenge = await fetch(mcpUrl, { method: 'POST', headers: { origin } });
    const metadataUrl = /resource_metadata="([^"]+)"/.exec(challenge.headers.get('www-authenticate')!)![1];

    expect(challenge.headers.get('access-control-allow-origin')).toBe('*');
    expect(challenge.headers.get('access-control-expose-headers')!.toLowerCase()).toContain('www-authenticate');
    expect({
      resource: await preflight(metadataUrl, 'GET'),
      server: await preflight(`${issuer}/.well-known/openid-configuration`, 'GET'),
      registration: await preflight(registrationEndpoint, 'POST'),
      token: await preflight(`${issuer}/token`, 'POST'),
    }).toEqual({ resource: true, server: true, registration: true, token: true });
  });

  test.each([
    ['VS Code without its trailing slash', 'http://127.0.0.1:33418/', 'http://127.0.0.1:33418'],
    ['Codex with the id of another callback', 'http://127.0.0.1:41417/callback/8f2c1d', 'http://127.0.0.1:41417/callback/000000'],
    ['Claude at another path', 'https://claude.ai/api/mcp/auth_callback', 'https://claude.ai/api/mcp/auth_callback/'],
    ['Cursor at another authority', 'cursor://anysphere.cursor-mcp/oauth/callback', 'cursor://evil/oauth/callback'],
  ])('but not %s', async (_, registered, asked) => {
    const response = await fetch(server().registrationEndpoint, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ redirect_uris: [registered], ...CODE_AND_REFRESH }),
    });
    const { client_id: clientId } = await response.json() as { client_id: string };
    const request = new URLSearchParams({
      response_type: 'code', client_id: clientId, redirect_uri: asked, code_challenge_method: 'S256', code_challenge: createHash('sha256').update('x').digest('base64url'),
    });

    const page = await new Person().look(`${server().issuer}/authorize?${request}`);

    expect(page.status).toBe(400);
  });
});
