import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose';
import { Browser, hiddenFields, type Page } from './support/browser';
import { registerApplication } from './support/oauth-world';
import {
  answered, approve, authorizationRequest, LOOPBACK_DOMAIN_ISSUER, LOOPBACK_STAGE_ISSUER, redeem, type SignInWorld, startSignInWorld,
} from './support/sign-in-world';

type Client = { client_id: string; redirect_uris: string[] };

describe.each([LOOPBACK_STAGE_ISSUER, LOOPBACK_DOMAIN_ISSUER])('a person at %s', (issuer) => {
  let world: SignInWorld;
  let client: Client;
  beforeAll(async () => {
    world = await startSignInWorld({ issuer });
    client = await registerApplication(world) as Client;
  });
  beforeEach(() => {
    world.logs.length = 0;
  });
  afterAll(() => world.stop());

  test('consents, signs in, and the client gets a token for them', async () => {
    const browser = new Browser(world);
    const request = authorizationRequest(world, client);

    const consent = await browser.open(request.url);
    expect(consent).toMatchObject({ status: 200, url: expect.stringMatching(/\/interaction\/[\w-]+$/) });
    expect(browser.visited.some((url) => url.startsWith(world.identityProvider.issuer))).toBe(false);
    const end = await browser.submit(consent, 'approve');

    expect(end.url).toMatch(/^http:\/\/127\.0\.0\.1:33418\/\?/);
    expect(answered(end)).toEqual({ code: expect.any(String), state: 'st=at&e ü', iss: issuer });
    const { status, json } = await redeem(world, request, answered(end).code);
    expect({ status, json }).toMatchObject({
      status: 200, json: { token_type: 'Bearer', scope: 'mcp', access_token: expect.any(String), refresh_token: expect.any(String) },
    });
    const jwks = (await world.call({ method: 'GET', path: '/jwks' })).json;
    const { payload } = await jwtVerify(json.access_token, createLocalJWKSet(jwks as Parameters<typeof createLocalJWKSet>[0]));
    expect(payload).toMatchObject({
      iss: issuer, aud: `${issuer}/mcp`, client_id: client.client_id, scope: 'mcp', sub: expect.stringMatching(/^[\w-]{43}$/), gid: expect.any(String),
    });
  });

  test('T23 is asked anew each time, wherever the request comes from: nobody rides on an earlier consent', async () => {
    const browser = new Browser(world);
    expect(answered(await approve(browser, authorizationRequest(world, client)))).toHaveProperty('code');
    for (const site of ['cross-site', 'same-origin', 'none']) {
      const again = await browser.open(authorizationRequest(world, client).url, undefined, { 'sec-fetch-site': site });
      expect(again.document.texts('button')).toContain('Approve');
    }
  });

  test('is not kept signed in: neither a session nor a binding stays in the browser', async () => {
    const browser = new Browser(world);
    await approve(browser, authorizationRequest(world, client));
    expect(browser.cookies.map(({ name }) => name)).toEqual(['_interaction', '_interaction.sig', 'identity-provider-session']);
    expect((await world.registry.scan()).filter(({ pk }) => String(pk).startsWith('SESSION'))).toEqual([]);
    expect(await browser.open(authorizationRequest(world, client).url)).toMatchObject({ status: 200, url: expect.stringContaining('/interaction/') });
  });

  test('who denies sends the client away, and nobody leaves for the identity provider', async () => {
    const browser = new Browser(world);
    const end = await browser.submit(await browser.open(authorizationRequest(world, client).url), 'deny');
    expect(answered(end)).toEqual({ error: 'access_denied', error_description: 'the user denied the request', state: 'st=at&e ü', iss: issuer });
    expect(browser.visited.some((url) => url.startsWith(world.identityProvider.issuer))).toBe(false);
  });

  test.each([
    ['none', 'login_required'],
    ['none login', 'invalid_request'],
    ['create', 'invalid_request'],
  ])('is not there for prompt=%s', async (prompt, error) => {
    const end = await new Browser(world).open(authorizationRequest(world, client, { prompt }).url);
    expect(answered(end)).toMatchObject({ error, state: 'st=at&e ü', iss: issuer });
  });

  test.each([
    [{ prompt: 'login' }, { prompt: 'login' }],
    [{ prompt: 'select_account' }, { prompt: 'select_account' }],
    [{ prompt: 'login consent' }, { prompt: 'login' }],
    [{ max_age: '60' }, { max_age: '60' }],
    [{ max_age: '0' }, { max_age: '0' }],
  ])('%j is put to the identity provider', async (asked, passed) => {
    const browser = new Browser(world);
    const end = await approve(browser, authorizationRequest(world, client, asked));
    const upstream = Object.fromEntries(new URL(browser.visited.find((url) => url.startsWith(world.identityProvider.issuer))!).searchParams);
    expect(upstream).toMatchObject({ ...passed, login_hint: 'reader', client_id: 'weather', redirect_uri: `${issuer}/callback/corp`, code_challenge_method: 'S256', scope: 'openid profile email' });
    expect(answered(end)).toHaveProperty('code');
  });

  test('T18 the answer has one iss, whatever the redirect URI says', async () => {
    const other = await registerApplication(world, { redirect_uris: ['https://example.com/cb?iss=https://evil.example'] }) as Client;
    const end = await approve(new Browser(world), authorizationRequest(world, other));
    const { searchParams } = new URL(end.url);
    expect(searchParams.getAll('iss')).toEqual([issuer]);
    expect(searchParams.getAll('code')).toEqual([expect.stringMatching(/^[\w-]{20,}$/)]);
  });

  test.each([
    ['T1 another redirect URI', { redirect_uri: 'https://evil.example/cb' }],
    ['T5 another redirect URI, and a bad response type', { redirect_uri: 'https://evil.example/cb', response_type: 'x' }],
    ['T3 loopback by a longer name', { redirect_uri: 'http://127.0.0.1.evil.com:33418/' }],
    ['T3 another loopback path', { redirect_uri: 'http://127.0.0.1:33418/x' }],
  ])('%s leads nowhere: a page of this server, before anybody consents', async (_name, changes) => {
    const page = await new Browser(world).open(authorizationRequest(world, client, changes).url);
    expect(page).toMatchObject({ status: 400, url: expect.stringContaining('/authorize?'), headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(page.document.elements('form')).toEqual([]);
  });

  test('max_age that is no number is refused', async () => {
    expect(answered(await new Browser(world).open(authorizationRequest(world, client, { max_age: 'soon' }).url))).toMatchObject({ error: 'invalid_request', iss: issuer });
  });

  test('may give a client more than it registered for: the official SDK registers with what it asks for first', async () => {
    const several = await startSignInWorld({ issuer, scopes: ['mcp', 'mcp:admin'] });
    const request = authorizationRequest(several, await registerApplication(several, { scope: 'mcp' }) as Client, { scope: 'mcp mcp:admin' });
    const { code } = answered(await approve(new Browser(several), request));
    expect((await redeem(several, request, code)).json).toMatchObject({ scope: 'mcp mcp:admin' });
    await several.stop();
  });

  test('signs in for a pushed request', async () => {
    const request = authorizationRequest(world, client, { max_age: '600' });
    const form = Object.fromEntries(new URL(request.url).searchParams);
    const { json } = await world.call({ method: 'POST', path: '/par', form });
    const end = await approve(new Browser(world), { ...request, url: `${issuer}/authorize?${new URLSearchParams({ client_id: client.client_id, request_uri: json.request_uri })}` });
    expect(answered(end)).toEqual({ code: expect.any(String), state: 'st=at&e ü', iss: issuer });
    expect((await redeem(world, request, answered(end).code)).status).toBe(200);
  });

  test('who is asked for nothing in particular gives what clients get at first', async () => {
    const several = await startSignInWorld({ issuer, scopes: ['mcp', 'mcp:admin'], initialScopes: ['mcp'] });
    const request = authorizationRequest(several, await registerApplication(several) as Client, { scope: undefined });
    const { code } = answered(await approve(new Browser(several), request));
    expect((await redeem(several, request, code)).json).toMatchObject({ scope: 'mcp' });
    await several.stop();
  });

  test('two tabs do not disturb each other', async () => {
    const browser = new Browser(world);
    const [first, second] = [authorizationRequest(world, client, { state: 'first' }), authorizationRequest(world, client, { state: 'second' })];
    const firstConsent = await browser.open(first.url);
    const secondConsent = await browser.open(second.url);
    expect(answered(await browser.submit(firstConsent, 'approve'))).toMatchObject({ state: 'first', code: expect.any(String) });
    expect(answered(await browser.submit(secondConsent, 'approve'))).toMatchObject({ state: 'second', code: expect.any(String) });
  });

  test('T53 leaves no code, token, state or cookie in the log', async () => {
    const browser = new Browser(world);
    const request = authorizationRequest(world, client, { state: 'canary-state' });
    const end = await approve(browser, request);
    const { json } = await redeem(world, request, answered(end).code);
    const upstream = new URL(browser.visited.find((url) => url.includes('/callback/'))!).searchParams;
    const secrets = ['canary-state', answered(end).code, json.access_token, json.refresh_token, upstream.get('code')!, upstream.get('state')!, request.verifier];
    expect(secrets.filter((secret) => JSON.stringify(world.logs).includes(secret))).toEqual([]);
    expect(world.logs.map(({ route }) => route)).toEqual(['/authorize', '/interaction/{uid}', '/interaction/{uid}', '/callback/{provider}', '/authorize/{uid}', '/token']);
    expect(world.logs.map(({ clientId }) => clientId)).toEqual(Array(6).fill(client.client_id));
    expect(world.logs[2]).toMatchObject({ decision: 'approve', status: 303 });
    expect(world.logs[3]).toMatchObject({ subject: decodeJwt(json.access_token).sub, status: 303 });
  });
});

describe('a person whom the identity provider lets in without a question', () => {
  let world: SignInWorld;
  let client: Client;
  let providerClock = 0;
  beforeAll(async () => {
    world = await startSignInWorld({ identityProvider: { clock: () => Math.floor(Date.now() / 1000) + providerClock } });
    client = await registerApplication(world) as Client;
  });
  afterAll(() => world.stop());

  /** A sign-in of some minutes ago, and now a silent one. */
  const arriveSilently = async (browser: Browser): Promise<Page> => {
    providerClock = -200;
    await approve(browser, authorizationRequest(world, client));
    providerClock = 0;
    return browser.open(await silently(browser, await browser.open(authorizationRequest(world, client, { login_hint: undefined }).url)));
  };

  test('is asked whether they are the one, and goes on', async () => {
    const browser = new Browser(world);
    const account = await arriveSilently(browser);
    expect(account).toMatchObject({ status: 200, url: expect.stringContaining('/interaction/') });
    expect(account.document.text()).toContain('Robin Reader');
    const end = await browser.submit(account, 'continue');
    expect(answered(end)).toEqual({ code: expect.any(String), state: 'st=at&e ü', iss: LOOPBACK_STAGE_ISSUER });
    expect(await browser.submit(account, 'continue')).toMatchObject({ status: 400 });
  });

  test('sees who they are when they come back to the page', async () => {
    const browser = new Browser(world);
    const { url } = await arriveSilently(browser);
    expect((await browser.open(url)).document.text()).toContain('Robin Reader');
  });

  test('takes another account', async () => {
    const browser = new Browser(world);
    const choice = await browser.submit(await arriveSilently(browser), 'switch-account');
    expect(new URL(choice.url).searchParams.get('prompt')).toBe('select_account');
    const end = await browser.submit(choice, 'admin');
    expect(answered(end)).toHaveProperty('code');
  });

  test('can not confirm before there is somebody to confirm', async () => {
    const browser = new Browser(world);
    const consent = await browser.open(authorizationRequest(world, client).url);
    for (const decision of ['continue', 'switch-account']) {
      expect(await browser.open(consent.url, { ...hiddenFields(consent), decision })).toMatchObject({ status: 400 });
    }
    expect(world.logs.at(-1)).toMatchObject({ error: 'interaction_over' });
  });
});

/** Approves, and has the identity provider let the person in by its session alone. @returns the callback */
async function silently(browser: Browser, consent: Page): Promise<string> {
  const departure = await browser.request('POST', consent.url, { ...hiddenFields(consent), decision: 'approve' });
  const upstream = new URL(departure.headers.location!);
  upstream.searchParams.set('prompt', 'none');
  return (await browser.request('GET', upstream.href)).headers.location!;
}
