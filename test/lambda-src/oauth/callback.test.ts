import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import { Browser, hiddenFields, type Page } from './support/browser';
import { type ForgingProvider, startForgingProvider } from './support/forging-provider';
import { registerApplication } from './support/oauth-world';
import { answered, approve, authorizationRequest, LOOPBACK_STAGE_ISSUER, redeem, type SignInWorld, startSignInWorld } from './support/sign-in-world';

type Client = { client_id: string; redirect_uris: string[] };

const TENANT = '11111111-2222-3333-4444-555555555555';

let world: SignInWorld;
let client: Client;
let provider: ForgingProvider;
beforeAll(async () => {
  provider = await startForgingProvider();
  world = await startSignInWorld({
    scopes: ['mcp', 'mcp:admin'],
    upstreams: [
      { id: 'corp' },
      { id: 'forger', issuer: provider.issuer },
      { id: 'entra', issuer: provider.issuer, allowedTenants: [TENANT] },
      { id: 'google', issuer: provider.issuer, hostedDomain: 'example.com' },
      { id: 'oid', issuer: provider.issuer, subjectClaim: 'oid' },
      { id: 'down', issuer: 'http://127.0.0.1:9' },
    ],
  });
  client = await registerApplication(world) as Client;
});
beforeEach(() => {
  world.logs.length = 0;
  provider.forgery = {};
  provider.requests.length = 0;
});
afterAll(async () => {
  await Promise.all([world.stop(), provider.close()]);
});

/** Consents, chooses a provider, and goes as far as it leads. */
async function signIn(browser: Browser, through: string, changes: Record<string, string | undefined> = {}): Promise<Page> {
  const consent = await browser.open(authorizationRequest(world, client, changes).url);
  return browser.open(consent.url, { ...hiddenFields(consent), decision: 'approve', provider: through });
}

/** @returns the callback that the identity provider sends the browser to, not yet opened */
async function comeBack(browser: Browser, through = 'corp'): Promise<string> {
  const consent = await browser.open(authorizationRequest(world, client).url);
  const departure = await browser.request('POST', consent.url, { ...hiddenFields(consent), decision: 'approve', provider: through });
  return (await browser.request('GET', departure.headers.location!)).headers.location!;
}

test('an honest provider is believed', async () => {
  const end = await signIn(new Browser(world), 'forger');
  expect(answered(end)).toHaveProperty('code');
  const token = provider.requests.find(({ path }) => path === '/token')!.parameters;
  expect(Object.fromEntries(token)).toMatchObject({ grant_type: 'authorization_code', code_verifier: expect.stringMatching(/^[\w-]{43}$/), redirect_uri: `${LOOPBACK_STAGE_ISSUER}/callback/forger` });
});

test('each departure has a state, a nonce and a challenge of its own', async () => {
  const browser = new Browser(world);
  await Promise.all([comeBack(browser, 'forger'), comeBack(browser, 'forger')]);
  const asked = provider.requests.filter(({ path }) => path === '/authorize').map(({ parameters }) => parameters);
  for (const name of ['state', 'nonce', 'code_challenge']) {
    expect(new Set(asked.map((parameters) => parameters.get(name))).size).toBe(2);
  }
});

test('T27 a callback is good once', async () => {
  const browser = new Browser(world);
  const callback = await comeBack(browser);
  expect(answered(await browser.open(callback))).toHaveProperty('code');
  const again = await browser.open(callback);
  expect(again).toMatchObject({ status: 400, url: callback });
  expect(world.logs.at(-1)).toMatchObject({ error: 'attempt_used' });
});

test('a person whose browser did not get the answer to the callback loads it again, and goes on', async () => {
  const browser = new Browser(world);
  const callback = await comeBack(browser);
  const { cookies } = browser;
  await browser.request('GET', callback);
  browser.cookies = cookies;
  expect(answered(await browser.open(callback))).toHaveProperty('code');
});

test('T22 whoever has the callback of another, and no cookie, goes on with nothing', async () => {
  const browser = new Browser(world);
  const callback = await comeBack(browser);
  await browser.request('GET', callback);
  const answer = await new Browser(world).request('GET', callback);
  expect(answer.status).toBe(400);
  expect(answer.headers).not.toHaveProperty('location');
});

test('T27 of two at once, one is good, and the others are sent to where the person is', async () => {
  const browser = new Browser(world);
  const callback = await comeBack(browser);
  const answers = await Promise.all([browser.request('GET', callback), browser.request('GET', callback), browser.request('GET', callback)]);
  expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
  expect(world.logs.filter(({ subject }) => subject !== undefined)).toHaveLength(1);
});

test('T27 a state that was never given is refused', async () => {
  const callback = new URL(await comeBack(new Browser(world)));
  for (const state of ['fixed', '']) {
    callback.searchParams.set('state', state);
    expect((await new Browser(world).request('GET', callback.href)).status).toBe(400);
  }
  callback.searchParams.delete('state');
  expect((await new Browser(world).request('GET', callback.href)).status).toBe(400);
});

test('T27 T20 two states are none', async () => {
  const browser = new Browser(world);
  const callback = await comeBack(browser);
  expect((await browser.request('GET', `${callback}&state=other`)).status).toBe(400);
});

test('T22 what an attacker consented to, no victim can finish: a second cookie jar is 403, and the attempt stays with its owner', async () => {
  const attacker = new Browser(world);
  const callback = await comeBack(attacker);
  const victim = new Browser(world);
  await comeBack(victim);
  const answer = await victim.request('GET', callback);
  expect(answer.status).toBe(403);
  expect(answer.headers).not.toHaveProperty('location');
  expect(world.logs.at(-1)).toMatchObject({ error: 'other_browser', status: 403 });
  expect(answered(await attacker.open(callback))).toHaveProperty('code');
});

test('the answer of one provider is not taken at the callback of another', async () => {
  const browser = new Browser(world);
  const callback = (await comeBack(browser, 'forger')).replace('/callback/forger', '/callback/corp');
  // As if the cookie were not confined to its callback.
  browser.cookies = browser.cookies.map((cookie) => (cookie.path.endsWith('/callback/forger') ? { ...cookie, path: '/prod/callback' } : cookie));
  expect((await browser.request('GET', callback)).status).toBe(403);
  expect(world.logs.at(-1)).toMatchObject({ error: 'provider_mismatch' });
});

test('T65: a code of one provider is not taken to another that has got its callback since', async () => {
  const browser = new Browser(world);
  const callback = await comeBack(browser, 'corp');
  const redeployed = new Browser(world.anotherInstance({ configuration: { signIn: [{ id: 'corp', name: 'Other', issuer: provider.issuer, clientId: 'weather', scopes: ['openid'] }] } }));
  redeployed.cookies = browser.cookies;
  expect((await redeployed.request('GET', callback)).status).toBe(403);
  expect(provider.requests).toEqual([]);
});

test('a provider that does not exist is no callback', async () => {
  expect((await new Browser(world).request('GET', `${LOOPBACK_STAGE_ISSUER}/callback/evil?state=x`)).status).toBe(400);
});

test('T22 a client that asks for a new sign-in, of a provider that does not say when it was, does not spare the person the question who they are', async () => {
  provider.forgery = { claims: { auth_time: undefined, name: 'Ada' } };
  const page = await signIn(new Browser(world), 'forger', { prompt: 'login' });
  expect(page).toMatchObject({ status: 200, url: expect.stringContaining('/interaction/') });
  expect(page.document.text()).toContain('Ada');
});

describe('T28 is refused, with nobody signed in:', () => {
  const hour = 3600;
  const now = () => Math.floor(Date.now() / 1000);
  test.each([
    ['another nonce', { claims: { nonce: 'other' } }],
    ['no nonce', { claims: { nonce: undefined } }],
    ['another audience', { claims: { aud: 'other' } }],
    ['an audience beside ours, and no azp', { claims: { aud: ['weather', 'other'] } }],
    ['another azp', { claims: { aud: ['weather', 'other'], azp: 'other' } }],
    ['another issuer', { claims: { iss: 'https://evil.example' } }],
    ['an ID token that has expired', { claims: { iat: now() - 2 * hour, exp: now() - hour } }],
    ['an ID token without subject', { claims: { sub: undefined } }],
    ['the signature of another key', { signer: 'another key' as const }],
    ['no signature', { signer: 'none' as const }],
    ['an answer of another issuer', { callback: { iss: 'https://evil.example' } }],
    ['an answer that hides its issuer', { callback: { iss: undefined } }],
    ['an answer without a code', { callback: { code: undefined } }],
  ])('%s', async (_name, forgery) => {
    provider.forgery = forgery;
    const end = await signIn(new Browser(world), 'forger');
    expect(end).toMatchObject({ status: 400, url: expect.stringContaining('/callback/forger') });
    expect(end.document.text()).not.toContain('evil.example');
    expect(world.logs.at(-1)).toMatchObject({ error: 'sign_in_invalid', level: 'info', route: '/callback/{provider}' });
  });

  test('a sign-in that is older than asked for', async () => {
    provider.forgery = { claims: { auth_time: now() - hour } };
    expect(await signIn(new Browser(world), 'forger', { max_age: '60' })).toMatchObject({ status: 400 });
    expect(await signIn(new Browser(world), 'forger', { prompt: 'login' })).toMatchObject({ status: 400 });
    expect(world.logs.at(-1)).toMatchObject({ error: 'sign_in_stale' });
  });

  test.each([
    ['entra', 'a tenant that is not allowed', { tid: 'other' }],
    ['entra', 'no tenant', {}],
    ['google', 'another hosted domain', { hd: 'evil.example' }],
    ['google', 'no hosted domain', {}],
    ['oid', 'no subject in the claim that identifies', {}],
  ])('%s: %s', async (through, _name, claims) => {
    provider.forgery = { claims };
    const end = await signIn(new Browser(world), through);
    expect(answered(end)).toEqual({ error: 'access_denied', error_description: 'this account may not sign in here', state: 'st=at&e ü', iss: LOOPBACK_STAGE_ISSUER });
    expect(world.logs.find(({ route }) => route === '/callback/{provider}')).toMatchObject({ error: expect.stringMatching(/^(tenant|hosted_domain)_not_allowed$|^subject_missing$/) });
  });

  test.each([['entra', { tid: TENANT }], ['google', { hd: 'example.com' }], ['oid', { oid: 'object-1' }]])('but %s is believed with %j', async (through, claims) => {
    provider.forgery = { claims };
    expect(answered(await signIn(new Browser(world), through))).toHaveProperty('code');
  });
});

test('T29 the same address of two providers is two people, the same subject of one provider one', async () => {
  provider.forgery = { claims: { sub: 'somebody', email: 'reader@example.com', email_verified: true } };
  const subjects = [];
  for (const through of ['corp', 'corp', 'forger']) {
    const browser = new Browser(world);
    const request = authorizationRequest(world, client);
    const consent = await browser.open(request.url);
    const end = await browser.open(consent.url, { ...hiddenFields(consent), decision: 'approve', provider: through });
    subjects.push(decodeJwt((await redeem(world, request, answered(end).code)).json.access_token).sub);
  }
  expect(subjects[0]).toBe(subjects[1]);
  expect(subjects[2]).not.toBe(subjects[0]);
  expect(subjects.join()).not.toContain('reader');
});

describe('when the identity provider', () => {
  test('says that the person cancelled, the client is told so', async () => {
    provider.forgery = { callback: { code: undefined, error: 'access_denied', error_description: '<img onerror=1>' } };
    const end = await signIn(new Browser(world), 'forger');
    expect(answered(end)).toMatchObject({ error: 'access_denied', error_description: 'the sign-in was cancelled' });
  });

  test('says that something else went wrong, the person is', async () => {
    provider.forgery = { callback: { code: undefined, error: 'server_error', error_description: '<img onerror=1>' } };
    const end = await signIn(new Browser(world), 'forger');
    expect(end.status).toBe(400);
    expect(end.text).not.toContain('onerror');
    expect(world.logs.at(-1)).toMatchObject({ error: 'identity_provider_error', reason: 'identity_provider_error: server_error' });
  });

  test.each([
    ['refuses the code', { status: 400, body: { error: 'invalid_grant' } }, 400],
    ['breaks', { status: 500, body: {} }, 503],
    ['has no time', { status: 503, body: {} }, 503],
  ])('%s, the person may try again', async (_name, tokenReply, status) => {
    provider.forgery = { tokenReply };
    const browser = new Browser(world);
    const consent = await browser.open(authorizationRequest(world, client).url);
    const end = await browser.open(consent.url, { ...hiddenFields(consent), decision: 'approve', provider: 'forger' });
    expect(end.status).toBe(status);
    provider.forgery = {};
    expect(answered(await browser.open(consent.url, { ...hiddenFields(consent), decision: 'approve', provider: 'forger' }))).toHaveProperty('code');
  });

  test('can not be reached, the answer is 503 and a page', async () => {
    const end = await signIn(new Browser(world), 'down');
    expect(end).toMatchObject({ status: 503, headers: { 'content-type': 'text/html; charset=utf-8' } });
    expect(world.logs.at(-1)).toMatchObject({ error: 'identity_provider_unreachable', level: 'error' });
  });
});

test('nothing that opens an account at the identity provider is kept', async () => {
  await signIn(new Browser(world), 'forger');
  expect(JSON.stringify(await world.registry.scan())).not.toMatch(/upstream-(access-token|code)/);
});

test('the person goes on where they came from: the way through the choice of providers is the way without', async () => {
  const browser = new Browser(world);
  const choice = await approve(browser, authorizationRequest(world, client));
  expect(answered(await browser.submit(choice, 'corp'))).toHaveProperty('code');
});
