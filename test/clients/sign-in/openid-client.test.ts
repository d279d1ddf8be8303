import { beforeAll, expect, test } from '@jest/globals';
import * as client from 'openid-client';
import { describeSignIn } from './fixture';
import { Person } from '../../../local/testing/person';

const REDIRECT_URI = 'http://127.0.0.1:49154/callback';

describeSignIn('openid-client', (server) => {
  let configuration: client.Configuration;
  beforeAll(async () => {
    configuration = await client.dynamicClientRegistration(new URL(server().issuer), {
      client_name: 'openid-client', redirect_uris: [REDIRECT_URI], token_endpoint_auth_method: 'client_secret_basic',
    }, undefined, { execute: [client.allowInsecureRequests] });
    client.allowInsecureRequests(configuration);
  });

  const plainly = (parameters: Record<string, string>): URL | Promise<URL> => client.buildAuthorizationUrl(configuration, parameters);

  async function signIn(build = plainly) {
    const pkceCodeVerifier = client.randomPKCECodeVerifier();
    const expectedState = client.randomState();
    const url = await build({
      redirect_uri: REDIRECT_URI,
      scope: 'weather:read offline_access',
      resource: server().mcpUrl,
      state: expectedState,
      code_challenge: await client.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const back = await new Person().authorize(url.href, REDIRECT_URI);
    return client.authorizationCodeGrant(configuration, back, { pkceCodeVerifier, expectedState }, { resource: server().mcpUrl });
  }

  const callMcp = async (token: string) => (await client.fetchProtectedResource(
    configuration, token, new URL(server().mcpUrl), 'POST', JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
    new Headers({ 'content-type': 'application/json', 'accept': 'application/json, text/event-stream' }),
  ).catch((error: { status: number }) => error)).status;

  test('signs a person in, and its token opens the server', async () => {
    const tokens = await signIn();

    expect(tokens).toMatchObject({ token_type: 'bearer', scope: 'weather:read', refresh_token: expect.any(String) });
    expect(await callMcp(tokens.access_token)).toBe(200);
  });

  test('signs a person in by a pushed request', async () => {
    const tokens = await signIn((parameters) => client.buildAuthorizationUrlWithPAR(configuration, parameters));

    expect(await callMcp(tokens.access_token)).toBe(200);
  });

  test('refreshes', async () => {
    const { refresh_token: refreshToken } = await signIn();

    const tokens = await client.refreshTokenGrant(configuration, refreshToken!, { resource: server().mcpUrl });

    expect(tokens.refresh_token).not.toBe(refreshToken);
    expect(await callMcp(tokens.access_token)).toBe(200);
  });

  test('ends what a person began', async () => {
    const { access_token: accessToken, refresh_token: refreshToken } = await signIn();
    await client.tokenRevocation(configuration, refreshToken!);

    // Never shown to the server before, so that nothing of it is remembered.
    expect(await callMcp(accessToken)).toBe(401);
    await expect(client.refreshTokenGrant(configuration, refreshToken!)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  test('asks what a token is worth', async () => {
    const { access_token: accessToken, refresh_token: refreshToken } = await signIn();

    const before = await client.tokenIntrospection(configuration, accessToken);
    await client.tokenRevocation(configuration, refreshToken!);
    const after = await client.tokenIntrospection(configuration, accessToken);

    expect(before).toMatchObject({ active: true, scope: 'weather:read', iss: server().issuer, aud: server().mcpUrl });
    expect(after).toEqual({ active: false });
  });
});
