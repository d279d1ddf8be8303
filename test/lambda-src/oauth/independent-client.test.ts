import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK } from 'jose';
import * as oauth from 'oauth4webapi';
import { DOMAIN_ISSUER, event, INITIAL_ACCESS_TOKEN, STAGE_ISSUER, startWorld, type World } from './support/oauth-world';
import { authorizationServerMetadata } from '../../../src/contract/gateway/metadata';

/** A strict client that knows nothing of this server but its metadata and the specifications. */
describe.each([STAGE_ISSUER, DOMAIN_ISSUER])('oauth4webapi at %s', (issuer) => {
  let world: World;
  let server: oauth.AuthorizationServer;
  beforeAll(async () => {
    world = await startWorld({ issuer });
    server = authorizationServerMetadata(issuer, {
      server: { name: 'test' }, scopes: [{ name: 'mcp' }], grantAllUpfront: false, signIn: [], registration: { mode: 'open' }, clientIdMetadataDocuments: { mode: 'off' }, clients: [],
    }) as unknown as oauth.AuthorizationServer;
  });
  afterAll(() => world.stop());

  const options = {
    [oauth.customFetch]: async (url: string, { method, headers, body }: { method: string; headers: Record<string, string>; body?: unknown }) => {
      const path = url.slice(issuer.length);
      const { 'content-type': contentType, ...others } = headers;
      const json = contentType?.startsWith('application/json') ? String(body) : undefined;
      const form = contentType?.startsWith('application/x-www-form-urlencoded') ? String(body) : undefined;
      const result = await world.handler(event({ method, path, headers: others, json, form }));
      const lines = Object.entries(result.multiValueHeaders).flatMap(([name, values]) => values.map((value) => [name, value] as [string, string]));
      return new Response(result.body === '' ? null : result.body, { status: result.statusCode, headers: new Headers(lines) });
    },
  } as oauth.DynamicClientRegistrationRequestOptions;

  const register = async (metadata: Partial<oauth.Client>) => oauth.processDynamicClientRegistrationResponse(
    await oauth.dynamicClientRegistrationRequest(server, { grant_types: ['client_credentials'], response_types: [], ...metadata }, { ...options, initialAccessToken: INITIAL_ACCESS_TOKEN }),
  ) as Promise<oauth.Client & { client_secret: string }>;

  const getToken = async (client: oauth.Client, authentication: oauth.ClientAuth) => oauth.processClientCredentialsResponse(
    server, client, await oauth.clientCredentialsGrantRequest(server, client, authentication, { scope: 'mcp', resource: world.resource }, options as object),
  );

  const verify = (accessToken: string) => oauth.validateJwtAccessToken(
    server, new Request(world.resource, { headers: { authorization: `Bearer ${accessToken}` } }), world.resource, { ...options as object, signingAlgorithms: ['ES256'] },
  );

  test.each([['client_secret_basic', oauth.ClientSecretBasic], ['client_secret_post', oauth.ClientSecretPost]])('registers, gets a token with %s and verifies it', async (method, authentication) => {
    const client = await register({ token_endpoint_auth_method: method });
    const { access_token: accessToken, expires_in: lifetime } = await getToken(client, authentication(client.client_secret));
    expect(lifetime).toBe(3600);
    await expect(verify(accessToken)).resolves.toMatchObject({ client_id: client.client_id, sub: client.client_id, scope: 'mcp' });
  });

  test.each(['ES256', 'RS256', 'PS256', 'Ed25519'])('registers, gets a token with private_key_jwt in %s and verifies it', async (alg) => {
    const { privateKey, publicKey } = await oauth.generateKeyPair(alg, { extractable: true });
    const client = await register({ token_endpoint_auth_method: 'private_key_jwt', token_endpoint_auth_signing_alg: alg, jwks: { keys: [await exportJWK(publicKey) as oauth.JWK] } });
    const { access_token: accessToken } = await getToken(client, oauth.PrivateKeyJwt(privateKey));
    await expect(verify(accessToken)).resolves.toMatchObject({ client_id: client.client_id });
  });
});
