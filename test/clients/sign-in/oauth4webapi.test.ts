import { beforeAll, describe, expect, test } from '@jest/globals';
import * as oauth from 'oauth4webapi';
import { describeSignIn } from './fixture';
import { type Choices, Person } from '../../../local/testing/person';

const REDIRECT_URI = 'http://127.0.0.1:49155/callback';
// On loopback there is no TLS.
const insecure = { [oauth.allowInsecureRequests]: true };

describeSignIn('oauth4webapi, strict by design, for a person', (server) => {
  let as: oauth.AuthorizationServer;
  let client: oauth.Client;
  let secret: oauth.ClientAuth;
  beforeAll(async () => {
    const issuer = new URL(server().issuer);
    as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oidc', ...insecure }));
    client = await register({ token_endpoint_auth_method: 'client_secret_post' });
    secret = oauth.ClientSecretPost(client.client_secret as string);
  });

  const register = async (metadata: Partial<oauth.Client>) => oauth.processDynamicClientRegistrationResponse(
    await oauth.dynamicClientRegistrationRequest(as, { client_name: 'oauth4webapi', redirect_uris: [REDIRECT_URI], ...metadata }, insecure),
  );

  async function request(extra: Record<string, string> = {}) {
    const verifier = oauth.generateRandomCodeVerifier();
    const state = oauth.generateRandomState();
    const parameters = new URLSearchParams({
      client_id: client.client_id,
      redirect_uri: REDIRECT_URI,
      response_type: 'code',
      scope: 'weather:read',
      resource: server().mcpUrl,
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      state,
      ...extra,
    });
    return { verifier, state, parameters };
  }

  async function answer(parameters: URLSearchParams, choices?: Choices): Promise<URL> {
    const url = new URL(as.authorization_endpoint!);
    url.search = String(parameters);
    return new Person().authorize(url.href, REDIRECT_URI, choices);
  }

  async function redeem(callback: URLSearchParams, verifier: string, options: object = {}) {
    const response = await oauth.authorizationCodeGrantRequest(
      as, client, secret, callback, REDIRECT_URI, verifier, { ...insecure, additionalParameters: { resource: server().mcpUrl }, ...options },
    );
    return oauth.processAuthorizationCodeResponse(as, client, response);
  }

  /** `validateAuthResponse` demands exactly one `iss`, which must be ours, as the metadata promise it. */
  async function signIn(options: object = {}) {
    const { verifier, state, parameters } = await request();
    return redeem(oauth.validateAuthResponse(as, client, await answer(parameters), state), verifier, options);
  }

  const callMcp = async (token: string, options: object = {}) => (await oauth.protectedResourceRequest(
    token, 'POST', new URL(server().mcpUrl), new Headers({ 'content-type': 'application/json', 'accept': 'application/json, text/event-stream' }),
    JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }), { ...insecure, ...options },
  ).catch((error: { status: number }) => error)).status;

  test('accepts the answer, with its iss, and gets a token that opens the server', async () => {
    const tokens = await signIn();

    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'weather:read', refresh_token: expect.any(String) });
    expect(tokens).not.toHaveProperty('id_token');
    expect(await callMcp(tokens.access_token)).toBe(200);
  });

  test('accepts a refusal, with its iss', async () => {
    const { state, parameters } = await request();
    const back = await answer(parameters, { decision: 'deny' });

    expect(() => oauth.validateAuthResponse(as, client, back, state)).toThrow(expect.objectContaining({ error: 'access_denied' }));
    expect(back.searchParams.getAll('iss')).toEqual([server().issuer]);
  });

  test('is told of a request that cannot be met, with its iss and before the person is asked', async () => {
    const { state, parameters } = await request({ resource: 'https://elsewhere.example/mcp' });
    const person = new Person();
    const url = new URL(as.authorization_endpoint!);
    url.search = String(parameters);

    const back = await person.authorize(url.href, REDIRECT_URI);

    expect(() => oauth.validateAuthResponse(as, client, back, state)).toThrow(expect.objectContaining({ error: 'invalid_target' }));
    expect(person.pages).toEqual([]);
  });

  test('gets a new refresh token with each refresh', async () => {
    const { refresh_token: refreshToken } = await signIn();

    const response = await oauth.refreshTokenGrantRequest(as, client, secret, refreshToken!, insecure);
    const tokens = await oauth.processRefreshTokenResponse(as, client, response);

    expect(tokens.refresh_token).not.toBe(refreshToken);
    expect(tokens).toMatchObject({ scope: 'weather:read' });
    expect(await callMcp(tokens.access_token)).toBe(200);
  });

  test('pushes its request, which is good once', async () => {
    const { verifier, state, parameters } = await request();
    const pushed = await oauth.processPushedAuthorizationResponse(as, client, await oauth.pushedAuthorizationRequest(as, client, secret, parameters, insecure));
    const reference = new URLSearchParams({ client_id: client.client_id, request_uri: pushed.request_uri });

    const tokens = await redeem(oauth.validateAuthResponse(as, client, await answer(reference), state), verifier);

    expect(await callMcp(tokens.access_token)).toBe(200);
    expect(Object.fromEntries((await answer(reference)).searchParams)).toMatchObject({ error: 'invalid_request_uri', iss: server().issuer });
  });

  test('introspects its tokens', async () => {
    const introspect = async (token: string) =>
      oauth.processIntrospectionResponse(as, client, await oauth.introspectionRequest(as, client, secret, token, insecure));
    const { access_token: accessToken, refresh_token: refreshToken } = await signIn();

    expect(await introspect(accessToken)).toMatchObject({ active: true, client_id: client.client_id, scope: 'weather:read' });
    expect(await introspect(refreshToken!)).toMatchObject({ active: true, client_id: client.client_id });
    expect(await introspect('unknown')).toEqual({ active: false });
  });

  test('revokes an access token alone', async () => {
    const { access_token: accessToken, refresh_token: refreshToken } = await signIn();

    await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, secret, accessToken, insecure));

    // Never shown to the server before, so that nothing of it is remembered.
    expect(await callMcp(accessToken)).toBe(401);
    const refresh = await oauth.refreshTokenGrantRequest(as, client, secret, refreshToken!, insecure);
    const { access_token: next } = await oauth.processRefreshTokenResponse(as, client, refresh);
    expect(await callMcp(next)).toBe(200);
  });

  test('revokes with a refresh token everything that the person gave', async () => {
    const { access_token: accessToken, refresh_token: refreshToken } = await signIn();

    await oauth.processRevocationResponse(await oauth.revocationRequest(as, client, secret, refreshToken!, insecure));

    expect(await callMcp(accessToken)).toBe(401);
    const refresh = await oauth.refreshTokenGrantRequest(as, client, secret, refreshToken!, insecure);
    await expect(oauth.processRefreshTokenResponse(as, client, refresh)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  describe('with DPoP', () => {
    let handle: oauth.DPoPHandle;
    beforeAll(async () => {
      handle = oauth.DPoP(client, await oauth.generateKeyPair('ES256'));
    });

    test('gets a token that opens the server with a proof of the key, and not without', async () => {
      const tokens = await signIn({ DPoP: handle });

      expect(tokens.token_type).toBe('dpop');
      expect(await callMcp(tokens.access_token, { DPoP: handle })).toBe(200);
      expect(await callMcp(tokens.access_token)).toBe(401);
      expect(await callMcp(tokens.access_token, { DPoP: oauth.DPoP(client, await oauth.generateKeyPair('ES256')) })).toBe(401);
    });

    test('keeps the key over a refresh', async () => {
      const { refresh_token: refreshToken } = await signIn({ DPoP: handle });

      const response = await oauth.refreshTokenGrantRequest(as, client, secret, refreshToken!, { DPoP: handle, ...insecure });
      const tokens = await oauth.processRefreshTokenResponse(as, client, response);

      expect(tokens.token_type).toBe('dpop');
      expect(await callMcp(tokens.access_token, { DPoP: handle })).toBe(200);
    });
  });

  test('registers again as the same public client, on another port', async () => {
    const first = await register({ token_endpoint_auth_method: 'none' });
    const again = await register({ token_endpoint_auth_method: 'none', redirect_uris: ['http://127.0.0.1:49156/callback'] });

    expect(again).toEqual({ ...first, redirect_uris: ['http://127.0.0.1:49156/callback'] });
    expect(again).not.toHaveProperty('registration_access_token');
  });

  test('manages its registration (RFC 7592)', async () => {
    const registered = await register({ token_endpoint_auth_method: 'client_secret_post' });
    const manage = (method: string, token: string, body?: object) => fetch(registered.registration_client_uri as string, {
      method, headers: { 'authorization': `Bearer ${token}`, 'content-type': 'application/json' }, body: body && JSON.stringify(body),
    });
    const read = await manage('GET', registered.registration_access_token as string);
    const { registration_access_token: token = registered.registration_access_token } = await read.json() as { registration_access_token?: string };

    const deleted = await manage('DELETE', token as string);
    const gone = await manage('GET', token as string);

    expect([read.status, deleted.status, gone.status]).toEqual([200, 204, 401]);
  });
});
