import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ClientCredentialsProvider } from '@modelcontextprotocol/sdk/client/auth-extensions.js';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { behavesAsAnMcpServer, type Session } from './client-behaviour';
import { describeEachEndpoint } from './fixture';
import { registerMachine } from './local-server';
import { recorder, type Recorder } from './recorder';

describeEachEndpoint('the official client, v1', (server) => {
  describe('speaking 2025-11-25', () => {
    let client: Client;
    let session: Session;
    let record: Recorder;
    beforeAll(async () => {
      const { client_id: clientId, client_secret: clientSecret } = await registerMachine(server());
      record = recorder();
      client = new Client({ name: 'official-client-v1', version: '1.0.0' });
      await client.connect(new StreamableHTTPClientTransport(new URL(server().mcpUrl), {
        fetch: record.fetch,
        authProvider: new ClientCredentialsProvider({ clientId, clientSecret, expectedIssuer: server().issuer }),
      }));
      session = { client: client as unknown as Session['client'], sent: record.messages };
    });
    afterAll(() => client?.close());

    test('finds its token by the challenge of a 401', () => {
      expect(record.exchanges[0]).toEqual({ method: 'POST', url: server().mcpUrl, status: 401, authorized: false });
      expect(record.exchanges).toContainEqual({ method: 'POST', url: `${server().issuer}/token`, status: 200, authorized: true });
    });

    test('answers a ping', async () => {
      await expect(client.ping()).resolves.toEqual({});
    });

    behavesAsAnMcpServer(() => session, { protocolVersion: '2025-11-25', resourceNotFound: -32002 });
  });
});
