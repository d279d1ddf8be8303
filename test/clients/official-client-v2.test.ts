import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  Client, ClientCredentialsProvider, discoverOAuthServerInfo, extractWWWAuthenticateParams, PrivateKeyJwtProvider, registerClient,
  StreamableHTTPClientTransport,
} from '@modelcontextprotocol/client';
import { exportJWK, generateKeyPair } from 'jose';
import { behavesAsAnMcpServer, type Session } from './client-behaviour';
import { describeEachEndpoint } from './fixture';
import { registerMachine } from './local-server';
import { recorder } from './recorder';

const IDENTITY = { name: 'official-client-v2', version: '1.0.0' };
const MODERN = { versionNegotiation: { mode: { pin: '2026-07-28' } } } as const;

describeEachEndpoint('the official client, v2', (server) => {
  describe.each([
    ['2026-07-28', MODERN],
    ['2025-11-25', { versionNegotiation: { mode: 'legacy' } } as const],
  ])('speaking %s', (protocolVersion, options) => {
    let session: Session;
    let client: Client;
    beforeAll(async () => {
      const { client_id: clientId, client_secret: clientSecret } = await registerMachine(server());
      const { fetch, messages } = recorder();
      client = new Client(IDENTITY, options);
      await client.connect(new StreamableHTTPClientTransport(new URL(server().mcpUrl), {
        fetch,
        authProvider: new ClientCredentialsProvider({ clientId, clientSecret, expectedIssuer: server().issuer }),
      }));
      session = { client: client as unknown as Session['client'], sent: messages };
    });
    afterAll(() => client?.close());

    test('negotiates that revision', () => {
      expect(client.getNegotiatedProtocolVersion()).toBe(protocolVersion);
    });

    // It reports the -32002 of the older revisions as -32602.
    behavesAsAnMcpServer(() => session, { protocolVersion, resourceNotFound: -32602 });
  });

  test('finds the authorization server by the challenge of a 401', async () => {
    const { client_id: clientId, client_secret: clientSecret } = await registerMachine(server());
    const { fetch, exchanges } = recorder();
    const challenge = extractWWWAuthenticateParams(await globalThis.fetch(server().mcpUrl, { method: 'POST' }));
    const client = new Client(IDENTITY, MODERN);
    await client.connect(new StreamableHTTPClientTransport(new URL(server().mcpUrl), {
      fetch,
      authProvider: new ClientCredentialsProvider({ clientId, clientSecret, expectedIssuer: server().issuer }),
    }));
    await client.close();

    expect(challenge).toMatchObject({ scope: 'mcp' });
    expect(challenge.error).toBeUndefined();
    expect(exchanges[0]).toEqual({ method: 'POST', url: server().mcpUrl, status: 401, authorized: false });
    expect(exchanges[1]).toEqual({ method: 'GET', url: String(challenge.resourceMetadataUrl), status: 200, authorized: false });
    expect(exchanges).toContainEqual({ method: 'POST', url: `${server().issuer}/token`, status: 200, authorized: true });
    expect(exchanges.at(-1)).toEqual({ method: 'POST', url: server().mcpUrl, status: 200, authorized: true });
  });

  test('registers a machine client, with the initial access token', async () => {
    const { resourceMetadataUrl } = extractWWWAuthenticateParams(await fetch(server().mcpUrl, { method: 'POST' }));
    const { authorizationServerUrl, authorizationServerMetadata } = await discoverOAuthServerInfo(server().mcpUrl, { resourceMetadataUrl });
    const clientMetadata = { redirect_uris: [], client_name: 'v2', grant_types: ['client_credentials'], token_endpoint_auth_method: 'client_secret_basic' };
    const withInitialAccessToken: typeof fetch = (url, init) => fetch(url, {
      ...init, headers: { ...Object.fromEntries(new Headers(init?.headers)), authorization: `Bearer ${server().initialAccessToken}` },
    });

    const registered = await registerClient(authorizationServerUrl, {
      metadata: authorizationServerMetadata, clientMetadata, fetchFn: withInitialAccessToken as never,
    });

    expect(authorizationServerMetadata).toMatchObject({ issuer: server().issuer });
    expect(registered).toMatchObject({ client_id: expect.any(String), client_secret: expect.any(String), grant_types: ['client_credentials'] });
  });

  test('authenticates with a private key', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const { client_id: clientId } = await registerMachine(server(), {
      token_endpoint_auth_method: 'private_key_jwt',
      jwks: { keys: [{ ...await exportJWK(publicKey), kid: 'one', alg: 'ES256', use: 'sig' }] },
    });
    const client = new Client(IDENTITY, MODERN);
    await client.connect(new StreamableHTTPClientTransport(new URL(server().mcpUrl), {
      authProvider: new PrivateKeyJwtProvider({
        clientId, privateKey: await exportJWK(privateKey) as Record<string, unknown>, algorithm: 'ES256', expectedIssuer: server().issuer,
      }),
    }));
    const result = await client.callTool({ name: 'get_forecast', arguments: { city: 'Oslo' } });
    await client.close();

    expect(result.structuredContent).toEqual({ city: 'Oslo', days: 1, summary: 'sunny' });
  });

  test('is refused with a token that the server did not issue', async () => {
    const client = new Client(IDENTITY, MODERN);
    const transport = new StreamableHTTPClientTransport(new URL(server().mcpUrl), { authProvider: { token: async () => 'eyJhbGciOiJub25lIn0.e30.' } });

    await expect(client.connect(transport)).rejects.toThrow();
    await client.close();
  });
});
