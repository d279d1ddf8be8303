import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as oauth from 'oauth4webapi';
import { CHALLENGE, mintCode, REDIRECT_URI, VERIFIER } from './support/grants';
import { DOMAIN_ISSUER, event, registerApplication, registerMachine, STAGE_ISSUER, startWorld, type World } from './support/oauth-world';
import { authorizationServerMetadata } from '../../../src/contract/gateway/metadata';

/** A strict client that knows nothing of this server but its metadata and the specifications. */
describe.each([STAGE_ISSUER, DOMAIN_ISSUER])('oauth4webapi and the life of tokens at %s', (issuer) => {
  let world: World;
  let server: oauth.AuthorizationServer;
  let client: oauth.Client;
  beforeAll(async () => {
    world = await startWorld({ issuer });
    server = authorizationServerMetadata(issuer, {
      server: { name: 'test' }, scopes: [{ name: 'mcp' }], grantAllUpfront: false, signIn: [], registration: { mode: 'open' }, clientIdMetadataDocuments: { mode: 'off' }, clients: [],
    }) as unknown as oauth.AuthorizationServer;
    client = await registerApplication(world) as unknown as oauth.Client;
  });
  afterAll(() => world.stop());

  const options = {
    [oauth.customFetch]: async (url: string, request: { method: string; headers: Record<string, string>; body?: unknown }) => {
      const { method, headers, body } = request;
      const { 'content-type': _contentType, ...others } = headers;
      const form = body === undefined ? undefined : String(body);
      const result = await world.handler(event({ method, path: url.slice(issuer.length), headers: others, form }));
      const lines = Object.entries(result.multiValueHeaders).flatMap(([name, values]) => values.map((value): [string, string] => [name, value]));
      return new Response(result.body === '' ? null : result.body, { status: result.statusCode, headers: new Headers(lines) });
    },
  } as object;

  const redeem = async (more: object = {}) => {
    const { code } = await mintCode(world, client);
    const answer = oauth.validateAuthResponse(server, client, new URLSearchParams({ code, iss: issuer, state: 's' }), 's');
    return oauth.processAuthorizationCodeResponse(server, client, await oauth.authorizationCodeGrantRequest(
      server, client, oauth.None(), answer, REDIRECT_URI, VERIFIER, { ...options, ...more, additionalParameters: { resource: world.resource } },
    ));
  };
  const refresh = async (refreshToken: string, more: object = {}) => oauth.processRefreshTokenResponse(
    server, client, await oauth.refreshTokenGrantRequest(server, client, oauth.None(), refreshToken, { ...options, ...more }),
  );

  test('redeems a code, verifies the access token, refreshes, and revokes', async () => {
    const first = await redeem();
    const request = new Request(world.resource, { headers: { authorization: `Bearer ${first.access_token}` } });
    await expect(oauth.validateJwtAccessToken(server, request, world.resource, { ...options, signingAlgorithms: ['ES256'] })).resolves.toMatchObject({ client_id: client.client_id, scope: 'mcp' });
    const second = await refresh(first.refresh_token!);
    for (const token of [second.access_token, second.refresh_token!]) {
      await expect(oauth.processRevocationResponse(await oauth.revocationRequest(server, client, oauth.None(), token, options))).resolves.toBeUndefined();
    }
    await expect(refresh(second.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  test('proves possession of a key all the way, with the nonces that it is given', async () => {
    const keys = await oauth.generateKeyPair('ES256');
    const DPoP = oauth.DPoP(client, keys);
    const first = await redeem({ DPoP });
    expect(first.token_type).toBe('dpop');
    const second = await refresh(first.refresh_token!, { DPoP });
    expect(second.token_type).toBe('dpop');
    await expect(refresh(second.refresh_token!)).rejects.toMatchObject({ error: 'invalid_grant' });
  });

  test('asks a resource server\'s questions', async () => {
    const { client_secret: secret, ...machine } = await registerMachine(world) as unknown as oauth.Client & { client_secret: string };
    const { access_token: token } = await redeem();
    const ask = async (which: string) => oauth.processIntrospectionResponse(
      server, machine, await oauth.introspectionRequest(server, machine, oauth.ClientSecretBasic(secret), which, options),
    );
    await expect(ask(token)).resolves.toMatchObject({ active: true, client_id: client.client_id, scope: 'mcp', aud: world.resource });
    await expect(ask('unknown')).resolves.toEqual({ active: false });
  });

  test('pushes an authorization request', async () => {
    const parameters = new URLSearchParams({ client_id: client.client_id, response_type: 'code', redirect_uri: REDIRECT_URI, code_challenge: CHALLENGE, code_challenge_method: 'S256', scope: 'mcp' });
    const response = await oauth.pushedAuthorizationRequest(server, client, oauth.None(), parameters, { ...options, DPoP: oauth.DPoP(client, await oauth.generateKeyPair('ES256')) });
    await expect(oauth.processPushedAuthorizationResponse(server, client, response)).resolves.toEqual({ request_uri: expect.stringMatching(/^urn:/), expires_in: 60 });
  });
});
