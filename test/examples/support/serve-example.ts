import { join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { Client, ClientCredentialsProvider, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { type LocalServer, registerMachine, startLocalServer, synthesize } from '../../clients/local-server';
import { temporaryDirectory } from '../../support/temporary-directory';

export type Era = '2026-07-28' | '2025-11-25';

export interface ServedExample {
  readonly server: () => LocalServer;
  /** Connects an official client, which authorizes itself as a machine. */
  readonly connect: (era: Era) => Promise<Client>;
}

/**
 * Serves an example by the local gateway for the tests of a file, as its README does.
 *
 * @param name of its directory, and of the app's entry point in `bin/`
 */
export function serveExample(name: string): ServedExample {
  let server: LocalServer;
  const clients: Client[] = [];
  beforeAll(async () => {
    const assembly = join(temporaryDirectory('example'), 'cdk.out');
    await synthesize(`examples/${name}/bin/${name}.ts`, assembly, { TSX_TSCONFIG_PATH: join('examples', name, 'tsconfig.json') });
    server = await startLocalServer({ app: assembly, endpoint: 'stage' });
  }, 180_000);
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await server?.stop();
  });
  return {
    server: () => server,
    connect: async (era) => {
      const { client_id: clientId, client_secret: clientSecret } = await registerMachine(server);
      const versionNegotiation = { mode: era === '2026-07-28' ? { pin: era } : 'legacy' } as const;
      const client = new Client({ name: 'example-test', version: '1.0.0' }, { versionNegotiation });
      await client.connect(new StreamableHTTPClientTransport(new URL(server.mcpUrl), {
        authProvider: new ClientCredentialsProvider({ clientId, clientSecret, expectedIssuer: server.issuer }),
      }));
      clients.push(client);
      return client;
    },
  };
}
