import { beforeAll, expect, test } from '@jest/globals';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import * as oauth from 'oauth4webapi';
import { describeEachEndpoint } from './fixture';

// On loopback there is no TLS.
const insecure = { [oauth.allowInsecureRequests]: true };

describeEachEndpoint('oauth4webapi, strict by design', (server, endpoint) => {
  let as: oauth.AuthorizationServer;
  beforeAll(async () => {
    const issuer = new URL(server().issuer);
    as = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oidc', ...insecure }));
  });

  const register = async (metadata: Partial<oauth.Client>, initialAccessToken: string | undefined = server().initialAccessToken) =>
    oauth.processDynamicClientRegistrationResponse(await oauth.dynamicClientRegistrationRequest(as, metadata, { initialAccessToken, ...insecure }));

  const grant = async (client: oauth.Client, authentication: oauth.ClientAuth, parameters: Record<string, string> = {}) => {
    const response = await oauth.clientCredentialsGrantRequest(as, client, authentication, { scope: 'mcp', resource: server().mcpUrl, ...parameters }, insecure);
    return oauth.processClientCredentialsResponse(as, client, response);
  };

  const callMcp = (token: string) => fetch(server().mcpUrl, {
    method: 'POST',
    headers: { 'authorization': `Bearer ${token}`, 'content-type': 'application/json', 'accept': 'application/json, text/event-stream' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'ping' }),
  });

  test('accepts the metadata of the resource that the challenge names', async () => {
    const unauthorized = await fetch(server().mcpUrl, { method: 'POST' });
    const [, url] = /resource_metadata="([^"]+)"/.exec(unauthorized.headers.get('www-authenticate') ?? '') ?? [];

    const resource = await oauth.processResourceDiscoveryResponse(new URL(server().mcpUrl), await fetch(url));

    expect(unauthorized.status).toBe(401);
    expect(resource).toMatchObject({ resource: server().mcpUrl, authorization_servers: [server().issuer] });
  });

  // With a stage prefix the issuer has a path, and what RFC 8414 and RFC 9728 make of it lies outside the stage.
  if (endpoint === 'domain') {
    test('finds both documents where their specifications put them', async () => {
      const issuer = new URL(server().issuer);
      const resource = new URL(server().mcpUrl);

      await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure }));
      await oauth.processResourceDiscoveryResponse(resource, await oauth.resourceDiscoveryRequest(resource, insecure));
    });
  }

  test.each([
    ['client_secret_basic', oauth.ClientSecretBasic],
    ['client_secret_post', oauth.ClientSecretPost],
  ])('registers with %s and gets a token that opens the server', async (method, authentication) => {
    const client = await register({ grant_types: ['client_credentials'], token_endpoint_auth_method: method });
    const { access_token: token, token_type, scope } = await grant(client, authentication(client.client_secret as string));
    const { payload, protectedHeader } = await jwtVerify(token, createRemoteJWKSet(new URL(as.jwks_uri!)), {
      issuer: server().issuer, audience: server().mcpUrl, typ: 'at+jwt', algorithms: ['ES256'],
    });

    expect({ token_type, scope }).toEqual({ token_type: 'bearer', scope: 'mcp' });
    expect(protectedHeader.kid).toEqual(expect.any(String));
    expect(payload).toMatchObject({ sub: client.client_id, client_id: client.client_id, scope: 'mcp', jti: expect.any(String) });
    expect((await callMcp(token)).status).toBe(200);
  });

  test('registers with private_key_jwt and gets a token that opens the server', async () => {
    const { privateKey, publicKey } = await oauth.generateKeyPair('ES256', { extractable: true });
    const jwk = await crypto.subtle.exportKey('jwk', publicKey);
    const client = await register({
      grant_types: ['client_credentials'],
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [{ ...jwk, kid: 'one', use: 'sig', alg: 'ES256' }] } as unknown as oauth.JsonObject,
    });
    const { access_token: token } = await grant(client, oauth.PrivateKeyJwt({ key: privateKey, kid: 'one' }));

    expect(client).not.toHaveProperty('client_secret');
    expect((await callMcp(token)).status).toBe(200);
  });

  test('refuses a machine client without the initial access token', async () => {
    const response = await oauth.dynamicClientRegistrationRequest(as, { grant_types: ['client_credentials'] }, insecure);

    await expect(oauth.processDynamicClientRegistrationResponse(response)).rejects.toMatchObject({ status: expect.any(Number) });
    expect(response.status).toBeGreaterThanOrEqual(400);
  });

  test('refuses a wrong secret', async () => {
    const client = await register({ grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic' });

    await expect(grant(client, oauth.ClientSecretBasic('wrong'))).rejects.toMatchObject({ error: 'invalid_client' });
  });

  test('refuses a token for another resource', async () => {
    const client = await register({ grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic' });
    const secret = oauth.ClientSecretBasic(client.client_secret as string);

    await expect(grant(client, secret, { resource: 'https://elsewhere.example/mcp' })).rejects.toMatchObject({ error: 'invalid_target' });
  });
});
