import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { Client, StreamableHTTPClientTransport, UnauthorizedError } from '@modelcontextprotocol/client';
import type { Page } from 'playwright-core';
import { type Chromium, SCREENSHOTS, startChromium } from './chromium';
import { describeSignIn } from '../clients/sign-in/fixture';
import { MemoryProvider } from '../clients/sign-in/memory-provider';

/** How long the authorizer may go on trusting what it has read of a grant, and a little for a busy machine. */
const REVOCATION_BOUND_MS = 30_000 + 5_000;
const POLL_MS = 500;
const FORECAST = { name: 'get_forecast', arguments: { city: 'Oslo' } };

describeSignIn('a person at a browser', (server, endpoint) => {
  let chromium: Chromium;
  let callback: Server;
  let redirectUri: string;
  let page: Page;

  beforeAll(async () => {
    await mkdir(SCREENSHOTS, { recursive: true });
    chromium = await startChromium();
    // Where a client on the person's machine waits for the browser to come back.
    callback = createServer((_, response) => response.setHeader('content-type', 'text/html').end('<!doctype html><title>Back</title><p>Back at the client.'));
    await new Promise<void>((listening) => callback.listen(0, '127.0.0.1', listening));
    redirectUri = `http://127.0.0.1:${(callback.address() as AddressInfo).port}/callback`;
  });

  afterAll(async () => {
    await chromium?.close();
    callback?.closeAllConnections();
    await new Promise((closed) => callback.close(closed));
  });

  beforeEach(async () => {
    page = await chromium.context.newPage();
  });
  afterEach(() => page.close());

  const create = (provider: MemoryProvider) => ({
    client: new Client({ name: 'browser', version: '1.0.0' }, { versionNegotiation: { mode: { pin: '2026-07-28' } } }),
    transport: new StreamableHTTPClientTransport(new URL(server().mcpUrl), { authProvider: provider }),
  });

  /** A client that knows only the MCP URL, up to where its person must act. */
  async function refused(provider: MemoryProvider) {
    const { client, transport } = create(provider);
    await expect(client.connect(transport)).rejects.toThrow(UnauthorizedError);
    return { transport, authorizationUrl: provider.authorizationUrl!.href };
  }

  async function connected(provider: MemoryProvider): Promise<Client> {
    const { client, transport } = create(provider);
    await client.connect(transport);
    return client;
  }

  async function approve(at: Page, name = 'Robin Reader'): Promise<URLSearchParams> {
    await at.getByRole('button', { name: 'Approve' }).click();
    await at.getByRole('button', { name }).click();
    return back(at);
  }

  async function back(at: Page): Promise<URLSearchParams> {
    await at.waitForURL(`${redirectUri}?**`);
    return new URL(at.url()).searchParams;
  }

  const picture = async (name: string) => {
    // Both endpoints look alike.
    if (endpoint === 'stage') {
      await page.screenshot({ path: join(SCREENSHOTS, `flow-${name}.png`), fullPage: true });
    }
  };

  const requestOf = async (provider: MemoryProvider, path: string, parameters: Record<string, string>) => fetch(`${server().issuer}${path}`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: provider.clientRegistration!.client_id, ...parameters }),
  });

  test('connects a client, which works for them until they end it', async () => {
    const provider = new MemoryProvider(redirectUri, { client_name: 'Sample editor' });
    const { transport, authorizationUrl } = await refused(provider);

    await page.goto(authorizationUrl);
    await picture('consent');
    const consent = await page.locator('main').innerText();
    await page.getByRole('button', { name: 'Approve' }).click();
    await page.getByRole('button', { name: 'Robin Reader' }).waitFor();
    await picture('pick-a-user');
    await page.getByRole('button', { name: 'Robin Reader' }).click();
    await transport.finishAuth(await back(page));

    for (const shown of ['Sample editor', new URL(redirectUri).host, 'read forecasts', 'stay connected']) {
      expect(consent.toLowerCase()).toContain(shown.toLowerCase());
    }

    const client = await connected(provider);
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['get_forecast', 'whoami']);
    expect(await client.callTool(FORECAST)).toMatchObject({ structuredContent: { city: 'Oslo' } });

    const { refresh_token: firstRefreshToken } = provider.stored!;
    provider.spoilAccessToken();
    expect(await client.callTool(FORECAST)).toMatchObject({ structuredContent: { city: 'Oslo' } });
    const { access_token: accessToken, refresh_token: refreshToken } = provider.stored!;
    expect(refreshToken).not.toBe(firstRefreshToken);
    await client.close();

    expect((await requestOf(provider, '/revoke', { token: refreshToken! })).status).toBe(200);
    const refresh = await requestOf(provider, '/token', { grant_type: 'refresh_token', refresh_token: refreshToken! });
    expect({ status: refresh.status, ...await refresh.json() as object }).toMatchObject({ status: 400, error: 'invalid_grant' });
    // One waiting for the bound is enough.
    if (endpoint === 'stage') {
      await expect(refusalOf(accessToken)).resolves.toBeLessThan(REVOCATION_BOUND_MS);
    }
  }, 90_000);

  /** @returns after how many milliseconds the token was refused; as many as the bound if it was not */
  async function refusalOf(accessToken: string): Promise<number> {
    const began = Date.now();
    while (Date.now() - began < REVOCATION_BOUND_MS) {
      const { status } = await fetch(server().mcpUrl, {
        method: 'POST',
        headers: { 'authorization': `Bearer ${accessToken}`, 'content-type': 'application/json', 'accept': 'application/json, text/event-stream' },
        body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
      });
      if (status === 401) {
        return Date.now() - began;
      }
      await pause(POLL_MS);
    }
    return REVOCATION_BOUND_MS;
  }

  test('refuses a client, which is told so', async () => {
    const provider = new MemoryProvider(redirectUri);
    const { transport, authorizationUrl } = await refused(provider);

    await page.goto(authorizationUrl);
    await page.getByRole('button', { name: 'Deny' }).click();
    const answer = await back(page);

    expect(answer.get('error')).toBe('access_denied');
    expect(answer.get('iss')).toBe(server().issuer);
    await expect(transport.finishAuth(answer)).rejects.toThrow();
    expect(provider.stored).toBeUndefined();
  });

  test('connects two clients in two tabs at once', async () => {
    const [left, right] = [new MemoryProvider(redirectUri), new MemoryProvider(redirectUri)];
    const [first, second] = [await refused(left), await refused(right)];
    const otherTab = await chromium.context.newPage();
    await page.goto(first.authorizationUrl);
    await otherTab.goto(second.authorizationUrl);

    await page.getByRole('button', { name: 'Approve' }).click();
    await otherTab.getByRole('button', { name: 'Approve' }).click();
    await otherTab.getByRole('button', { name: 'Alex Admin' }).click();
    await page.getByRole('button', { name: 'Robin Reader' }).click();
    await first.transport.finishAuth(await back(page));
    await second.transport.finishAuth(await back(otherTab));
    await otherTab.close();

    expect(left.stored).toMatchObject({ scope: 'weather:read' });
    expect(right.stored).toMatchObject({ scope: 'weather:read' });
    expect(subject(left)).not.toBe(subject(right));
  });

  // A form-action in the pages' policy would end such a way in silence.
  test.each([
    ['Approve', /^cursor:\/\/anysphere\.cursor-mcp\/oauth\/callback\?code=/],
    ['Deny', /^cursor:\/\/anysphere\.cursor-mcp\/oauth\/callback\?error=access_denied/],
  ])('is led by %s from the form straight to an app with a scheme of its own', async (button, expected) => {
    const provider = new MemoryProvider('cursor://anysphere.cursor-mcp/oauth/callback', { client_name: 'Cursor' });
    const request = new URL((await refused(provider)).authorizationUrl);
    request.searchParams.set('login_hint', 'reader');
    // Nothing here handles the scheme: the browser goes there, and gives up.
    const arrived = page.waitForEvent('requestfailed', (failed) => failed.url().startsWith('cursor:'));

    await page.goto(request.href);
    await page.getByRole('button', { name: button }).click({ noWaitAfter: true });
    const last = await arrived;

    expect(last.url()).toMatch(expected);
    expect(last.failure()).toEqual({ errorText: 'net::ERR_ABORTED' });
  });

  test('cannot decide a second time by going back', async () => {
    const provider = new MemoryProvider(redirectUri);
    const { authorizationUrl } = await refused(provider);
    await page.goto(authorizationUrl);
    const consentUrl = page.url();
    await approve(page);

    const again = await page.goto(consentUrl);
    await picture('over');

    expect(again!.status()).toBeGreaterThanOrEqual(400);
    await expect(page.getByRole('button', { name: 'Approve' }).count()).resolves.toBe(0);
  });

  test('cannot go on with what somebody else began (T22)', async () => {
    const provider = new MemoryProvider(redirectUri);
    const { authorizationUrl } = await refused(provider);
    await page.goto(authorizationUrl);
    const consentUrl = page.url();
    const victim = await startChromium();
    const theirs = await victim.context.newPage();

    const answered = await theirs.goto(consentUrl);
    const buttons = await theirs.getByRole('button').count();
    await victim.close();

    expect({ status: answered!.status(), buttons }).toEqual({ status: 403, buttons: 0 });
  });

  test('is told when a client asks to be answered elsewhere (T1)', async () => {
    const provider = new MemoryProvider(redirectUri);
    const request = new URL((await refused(provider)).authorizationUrl);
    request.searchParams.set('redirect_uri', 'https://evil.example/callback');

    const answered = await page.goto(request.href);
    await picture('error');

    expect(answered!.status()).toBe(400);
    expect(page.url()).toBe(request.href);
    expect(await page.locator('main').innerText()).not.toContain('evil.example');
  });

  test('who opens the MCP URL learns how to connect', async () => {
    const answered = await page.goto(server().mcpUrl);
    await picture('connect');
    const text = await page.locator('main').innerText();

    expect(answered!.status()).toBe(200);
    for (const client of ['Claude', 'ChatGPT', 'Visual Studio Code', 'Cursor']) {
      expect(text).toContain(client);
    }
    expect(await page.locator('code.copy').first().innerText()).toBe(server().mcpUrl);
  });
});

function subject({ stored }: MemoryProvider): string {
  return (JSON.parse(Buffer.from(stored!.access_token.split('.')[1], 'base64url').toString()) as { sub: string }).sub;
}
