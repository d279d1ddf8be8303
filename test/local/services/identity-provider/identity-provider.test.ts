import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { decodeJwt } from 'jose';
import * as oauth from 'oauth4webapi';
import { People } from '../../../../local/people/people';
import { DEFAULT_USERS } from '../../../../local/people/users';
import { type IdentityProviderOptions, type RunningIdentityProvider, startIdentityProvider } from '../../../../local/services/identity-provider/identity-provider';

const LOOPBACK = { [oauth.allowInsecureRequests]: true };
const REDIRECT_URI = 'http://127.0.0.1:9/callback';
const CLIENT: oauth.Client = { client_id: 'the client' };
const SECRET = 'any secret: "%+&';
// oauth4webapi judges times by the machine's clock.
const START = Math.floor(Date.now() / 1000);

let provider: RunningIdentityProvider;
let metadata: oauth.AuthorizationServer;
let now: number;

async function start(options: IdentityProviderOptions = {}): Promise<void> {
  provider = await startIdentityProvider({ clock: () => now, ...options });
  const issuer = new URL(provider.issuer);
  metadata = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, LOOPBACK));
}

/** Another provider for the time of some work. */
async function instead(options: IdentityProviderOptions, work: () => Promise<void>): Promise<void> {
  const usual = { provider, metadata };
  await start(options);
  try {
    await work();
  } finally {
    await provider.close();
    ({ provider, metadata } = usual);
  }
}
beforeAll(() => start());
afterAll(() => provider.close());
beforeEach(() => {
  now = START;
});

interface Attempt {
  readonly url: URL;
  readonly verifier: string;
  readonly nonce: string;
  readonly state: string;
}

async function attempt(more: { readonly [name: string]: string | undefined } = {}): Promise<Attempt> {
  const [verifier, nonce, state] = [oauth.generateRandomCodeVerifier(), oauth.generateRandomNonce(), oauth.generateRandomState()];
  const url = new URL(metadata.authorization_endpoint!);
  const parameters = {
    client_id: CLIENT.client_id,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'openid profile email',
    nonce,
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    ...more,
  };
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) {
      url.searchParams.set(name, value);
    }
  }
  return { url, verifier, nonce, state };
}

const visit = (url: URL, headers: { readonly [name: string]: string } = {}) => fetch(url, { redirect: 'manual', headers });

async function callback(url: URL, headers?: { readonly [name: string]: string }): Promise<URL> {
  const response = await visit(url, headers);
  expect(response.status).toBe(303);
  return new URL(response.headers.get('location')!);
}

async function redeem(
  { verifier, state }: Attempt,
  back: URL,
  { client = CLIENT, auth = oauth.ClientSecretBasic(SECRET), redirectUri = REDIRECT_URI } = {},
): Promise<Response> {
  const parameters = oauth.validateAuthResponse(metadata, client, back, state);
  return oauth.authorizationCodeGrantRequest(metadata, client, auth, parameters, redirectUri, verifier, LOOPBACK);
}

async function signIn(more: { readonly [name: string]: string | undefined } = {}): Promise<oauth.TokenEndpointResponse> {
  const tried = await attempt({ login_hint: 'reader', ...more });
  const response = await redeem(tried, await callback(tried.url));
  const tokens = await oauth.processAuthorizationCodeResponse(metadata, CLIENT, response, { expectedNonce: tried.nonce, requireIdToken: true });
  await oauth.validateApplicationLevelSignature(metadata, response, LOOPBACK);
  return tokens;
}

async function error(pending: Promise<Response>): Promise<{ readonly status: number; readonly error: string }> {
  const response = await pending;
  return { status: response.status, error: (await response.json() as { readonly error: string }).error };
}

describe('the whole code flow, by a strict client', () => {
  test.each([
    ['reader', { sub: 'reader', name: 'Robin Reader', email: 'reader@example.com', groups: ['readers'] }],
    ['admin', { sub: 'admin', name: 'Alex Admin', email: 'admin@example.com', groups: ['readers', 'admins'] }],
    ['Admin@Example.com', { sub: 'admin', email_verified: true }],
  ])('signs %s in', async (hint, claims) => {
    const tokens = await signIn({ login_hint: hint });

    const idToken = oauth.getValidatedIdTokenClaims(tokens)!;
    expect(idToken).toMatchObject({ iss: provider.issuer, aud: CLIENT.client_id, auth_time: START, ...claims });
    expect(idToken['cognito:groups']).toEqual(idToken.groups);
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 3600, scope: 'openid profile email' });
    const userinfo = await oauth.userInfoRequest(metadata, CLIENT, tokens.access_token, LOOPBACK);
    expect(await oauth.processUserInfoResponse(metadata, CLIENT, idToken.sub, userinfo)).toMatchObject(claims);
  });

  test('scopes decide on claims, except groups', async () => {
    const claims = oauth.getValidatedIdTokenClaims(await signIn({ scope: 'openid' }))!;

    expect(claims).toMatchObject({ sub: 'reader', groups: ['readers'] });
    expect(claims).not.toHaveProperty('email');
    expect(claims).not.toHaveProperty('name');
  });

  test.each([
    ['client_secret_post', oauth.ClientSecretPost(SECRET)],
    ['none', oauth.None()],
  ])('authenticates by %s', async (_method, auth) => {
    const tried = await attempt({ login_hint: 'reader' });

    expect((await redeem(tried, await callback(tried.url), { auth })).status).toBe(200);
  });

  test('refreshes, where offline access was asked for', async () => {
    const { refresh_token: refreshToken } = await signIn({ scope: 'openid offline_access' });
    const request = () => oauth.refreshTokenGrantRequest(metadata, CLIENT, oauth.ClientSecretBasic(SECRET), refreshToken!, LOOPBACK);

    const tokens = await oauth.processRefreshTokenResponse(metadata, CLIENT, await request());
    expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({ sub: 'reader', groups: ['readers'], auth_time: START });
    now += 30 * 24 * 3600;
    expect(await error(request())).toEqual({ status: 400, error: 'invalid_grant' });
    expect(await signIn()).not.toHaveProperty('refresh_token');
  });

  test('refreshes without being asked for it, where it stands for a provider that does', () => instead({ refreshTokens: 'always' }, async () => {
    expect(await signIn()).toHaveProperty('refresh_token');
  }));

  test('refreshes for a user as they are by now, and not for one who is gone', async () => {
    const people = new People(DEFAULT_USERS);
    await instead({ people }, async () => {
      const { refresh_token: refreshToken } = await signIn({ scope: 'openid offline_access' });
      const request = () => oauth.refreshTokenGrantRequest(metadata, CLIENT, oauth.ClientSecretBasic(SECRET), refreshToken!, LOOPBACK);

      people.setGroups('reader', []);
      expect(oauth.getValidatedIdTokenClaims(await oauth.processRefreshTokenResponse(metadata, CLIENT, await request()))).toMatchObject({ sub: 'reader', groups: [] });
      people.declare([]);
      expect(await error(request())).toEqual({ status: 400, error: 'invalid_grant' });
    });
  });

  test('an access token ends', async () => {
    const { access_token: accessToken } = await signIn();
    now += 3600;

    const response = await oauth.userInfoRequest(metadata, CLIENT, accessToken, LOOPBACK);
    expect(response.status).toBe(401);
    expect(response.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  });
});

describe('a person', () => {
  const fields = (html: string) => Object.fromEntries(
    [...html.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)">/g)].map(([, name, value]) => [name, value.replaceAll('&#34;', '"').replaceAll('&#60;', '<').replaceAll('&#62;', '>')]),
  );

  test('chooses whom to be, by a form that carries the request on', async () => {
    const tried = await attempt({ login_hint: 'nobody', prompt: 'login consent' });
    const response = await visit(tried.url);
    const html = await response.text();

    expect(response.status).toBe(200);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(html.match(/name="login_hint" value="[^"]*"/g)).toEqual(['name="login_hint" value="reader"', 'name="login_hint" value="admin"']);
    const chosen = new URL(metadata.authorization_endpoint!);
    chosen.search = new URLSearchParams({ ...fields(html), login_hint: 'admin' }).toString();
    const tokens = await (await redeem(tried, await callback(chosen))).json() as { readonly id_token: string };
    expect(decodeJwt(tokens.id_token)).toMatchObject({ sub: 'admin', nonce: tried.nonce });
  });

  test('is locked out and let in again', () => instead({}, async () => {
    const { refresh_token: refreshToken } = await signIn({ scope: 'openid offline_access' });
    const refresh = () => oauth.refreshTokenGrantRequest(metadata, CLIENT, oauth.ClientSecretBasic(SECRET), refreshToken!, LOOPBACK);
    const cookie = (await visit((await attempt({ login_hint: 'reader' })).url)).headers.get('set-cookie')!.split(';')[0];
    const silently = async () => (await callback((await attempt({ prompt: 'none' })).url, { cookie })).searchParams;
    const page = new URL('/', provider.issuer);
    const post = (action: 'lock' | 'unlock', headers = {}) => fetch(page, { method: 'POST', body: new URLSearchParams({ [action]: 'reader' }), headers });

    expect((await post('lock', { origin: 'https://evil.example' })).status).toBe(403);
    expect((await refresh()).status).toBe(200);
    expect(await (await post('lock', { origin: provider.issuer })).text()).toContain('Let in Robin Reader');
    expect(await error(refresh())).toEqual({ status: 400, error: 'invalid_grant' });
    expect((await silently()).get('error')).toBe('login_required');
    expect(await (await visit((await attempt()).url)).text()).not.toContain('Robin Reader');
    expect(await (await post('unlock')).text()).toContain('Lock out Robin Reader');
    expect((await refresh()).status).toBe(200);
    expect((await silently()).has('code')).toBe(true);
  }));

  test('sees what a client sends as text', async () => {
    const state = '"><img src=x onerror=alert(1)>';
    const html = await (await visit((await attempt({ state })).url)).text();

    expect(html).not.toContain('<img');
    expect(fields(html).state).toBe(state);
  });

  test('is remembered for prompt=none, until they sign out', async () => {
    const { url } = await attempt({ login_hint: 'admin' });
    const cookie = (await visit(url)).headers.get('set-cookie')!;
    expect(cookie).toMatch(/; HttpOnly; SameSite=Lax$/);
    const headers = { cookie: `other=1; ${cookie.split(';')[0]}` };
    const silently = async (more: { readonly [name: string]: string } = {}) => (await callback((await attempt({ prompt: 'none', ...more })).url, headers)).searchParams;

    now += 60;
    const tried = await attempt({ prompt: 'none', login_hint: 'admin', max_age: '60' });
    const tokens = await (await redeem(tried, await callback(tried.url, headers))).json() as { readonly id_token: string };
    expect(decodeJwt(tokens.id_token)).toMatchObject({ sub: 'admin', auth_time: START });

    expect((await silently({ login_hint: 'reader' })).get('error')).toBe('login_required');
    expect((await silently({ max_age: '59' })).get('error')).toBe('login_required');
    expect((await visit((await attempt()).url, headers)).status).toBe(200);
    const signedOut = await visit(new URL(metadata.end_session_endpoint!), headers);
    expect(signedOut.status).toBe(200);
    expect(signedOut.headers.get('set-cookie')).toContain('Max-Age=0');
    expect((await silently()).get('error')).toBe('login_required');
  });

  test('is sent back after signing out, where one of our ID tokens vouches for the client', async () => {
    const { id_token: idToken } = await signIn();
    const signOut = (parameters: { readonly [name: string]: string }) => {
      const url = new URL(metadata.end_session_endpoint!);
      url.search = new URLSearchParams(parameters).toString();
      return visit(url);
    };

    const back = await signOut({ id_token_hint: idToken!, post_logout_redirect_uri: 'http://127.0.0.1:9/bye', state: 's' });
    expect([back.status, back.headers.get('location')]).toEqual([303, 'http://127.0.0.1:9/bye?state=s']);
    expect((await signOut({ post_logout_redirect_uri: 'http://127.0.0.1:9/bye' })).status).toBe(400);
    expect((await signOut({ id_token_hint: `${idToken!.slice(0, -4)}AAAA`, post_logout_redirect_uri: 'http://127.0.0.1:9/bye' })).status).toBe(400);
    expect((await signOut({ id_token_hint: idToken!, post_logout_redirect_uri: 'javascript:alert(1)' })).status).toBe(400);
  });
});

describe('an authorization request fails when', () => {
  test.each([
    ['the client is missing', { client_id: undefined }],
    ['the redirect URI is missing', { redirect_uri: undefined }],
    ['the redirect URI runs', { redirect_uri: 'javascript:alert(1)' }],
    ['the redirect URI has a fragment', { redirect_uri: `${REDIRECT_URI}#` }],
  ])('%s, and nobody is redirected', async (_what, more) => {
    const response = await visit((await attempt({ login_hint: 'reader', ...more })).url);

    expect(response.status).toBe(400);
    expect(response.headers.get('location')).toBeNull();
  });

  test.each([
    ['it asks for a token', { response_type: 'token' }, 'unsupported_response_type'],
    ['it asks for a fragment', { response_mode: 'fragment' }, 'invalid_request'],
    ['it is not OpenID Connect', { scope: 'profile' }, 'invalid_scope'],
    ['there is no challenge', { code_challenge: undefined }, 'invalid_request'],
    ['the challenge is plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['the challenge has no method', { code_challenge_method: undefined }, 'invalid_request'],
    ['it is a request object', { request: 'x' }, 'request_not_supported'],
    ['nobody may be asked, and somebody must', { prompt: 'none login' }, 'invalid_request'],
    ['nobody may be asked, and nobody is signed in', { prompt: 'none' }, 'login_required'],
  ])('%s', async (_what, more, code) => {
    const tried = await attempt({ login_hint: 'reader', ...more });
    const back = await callback(tried.url);

    expect(() => oauth.validateAuthResponse(metadata, CLIENT, back, tried.state)).toThrow(oauth.AuthorizationResponseError);
    expect(Object.fromEntries(back.searchParams)).toMatchObject({ error: code, state: tried.state, iss: provider.issuer });
  });

  test('a parameter is repeated', async () => {
    const { url } = await attempt({ login_hint: 'reader' });
    url.searchParams.append('scope', 'openid');

    expect((await callback(url)).searchParams.get('error')).toBe('invalid_request');
  });
});

describe('a code', () => {
  test('works once; used again, it takes back what came of it', async () => {
    const tried = await attempt({ login_hint: 'reader' });
    const back = await callback(tried.url);
    const { access_token: accessToken } = await (await redeem(tried, back)).json() as { readonly access_token: string };

    expect(await error(redeem(tried, back))).toEqual({ status: 400, error: 'invalid_grant' });
    expect((await oauth.userInfoRequest(metadata, CLIENT, accessToken, LOOPBACK)).status).toBe(401);
  });

  test.each([
    ['the verifier is another', async (tried: Attempt, back: URL) => redeem({ ...tried, verifier: oauth.generateRandomCodeVerifier() }, back)],
    ['the redirect URI is another', async (tried: Attempt, back: URL) => redeem(tried, back, { redirectUri: `${REDIRECT_URI}/` })],
    ['the client is another', async (tried: Attempt, back: URL) => redeem(tried, back, { client: { client_id: 'other' } })],
    ['a minute has passed', async (tried: Attempt, back: URL) => {
      now += 60; return redeem(tried, back);
    }],
  ])('fails when %s', async (_what, redeemBadly) => {
    const tried = await attempt({ login_hint: 'reader' });

    expect(await error(redeemBadly(tried, await callback(tried.url)))).toEqual({ status: 400, error: 'invalid_grant' });
  });
});

describe('where clients are known', () => {
  const [id, secret] = [CLIENT.client_id, SECRET];

  test('others are not', () => instead({ clients: { [id]: secret } }, async () => {
    expect((await visit((await attempt({ client_id: 'other' })).url)).status).toBe(400);
    expect(oauth.getValidatedIdTokenClaims(await signIn())).toMatchObject({ sub: 'reader' });
    for (const auth of [oauth.ClientSecretBasic('wrong'), oauth.ClientSecretPost(`${secret}x`), oauth.None()]) {
      const tried = await attempt({ login_hint: 'reader' });
      expect(await error(redeem(tried, await callback(tried.url), { auth }))).toEqual({ status: 401, error: 'invalid_client' });
    }
  }));
});

describe('the token endpoint refuses', () => {
  const token = (body: string, headers: { readonly [name: string]: string } = {}) => fetch(metadata.token_endpoint!, {
    method: 'POST', body, headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
  });

  test.each([
    ['JSON', '{}', { 'content-type': 'application/json' }, 400, 'invalid_request'],
    ['repeated parameters', 'grant_type=authorization_code&grant_type=authorization_code&client_id=a', {}, 400, 'invalid_request'],
    ['no client', 'grant_type=authorization_code', {}, 401, 'invalid_client'],
    ['two ways to authenticate', 'client_id=a&client_secret=b', { authorization: `Basic ${btoa('a:b')}` }, 400, 'invalid_request'],
    ['two clients', 'client_id=b', { authorization: `Basic ${btoa('a:b')}` }, 400, 'invalid_request'],
    ['credentials without a colon', '', { authorization: `Basic ${btoa('a')}` }, 401, 'invalid_client'],
    ['credentials that are not encoded', '', { authorization: `Basic ${btoa('a:%')}` }, 401, 'invalid_client'],
    ['another grant', 'grant_type=password&client_id=a', {}, 400, 'unsupported_grant_type'],
    ['an unknown refresh token', 'grant_type=refresh_token&client_id=a&refresh_token=b', {}, 400, 'invalid_grant'],
  ])('%s', async (_what, body, headers, status, code) => {
    expect(await error(token(body, headers))).toEqual({ status, error: code });
  });
});

test('users may be others', () => instead({ people: new People([{ sub: '<b>', name: 'B & C', email: 'b@example.org', groups: [] }]) }, async () => {
  expect(await (await visit((await attempt()).url)).text()).toContain('<strong>B &#38; C</strong>');
  expect(oauth.getValidatedIdTokenClaims(await signIn({ login_hint: 'b@example.org' }))).toMatchObject({ sub: '<b>', groups: [] });
}));

test('a name that was rebound to the loopback address is not served', async () => {
  const { port } = new URL(provider.issuer);
  const status = await new Promise((resolve, reject) => {
    httpRequest({ host: '127.0.0.1', port, path: '/jwks', headers: { host: `evil.example:${port}` } }, (response) => resolve(response.resume().statusCode))
      .on('error', reject).end();
  });

  expect(status).toBe(421);
});

test('another path is not found', async () => {
  expect((await visit(new URL('/elsewhere', provider.issuer))).status).toBe(404);
});
