import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from '@jest/globals';
import { Client, ClientCredentialsProvider, StreamableHTTPClientTransport } from '@modelcontextprotocol/client';
import { type ExampleApi, startExampleApi } from './example-api';
import { type LocalServer, registerMachine, startLocalServer, synthesize } from '../../clients/local-server';
import { temporaryDirectory } from '../../support/temporary-directory';

export type Era = '2026-07-28' | '2025-11-25';

export interface ServedExample {
  readonly server: () => LocalServer;
  /** Connects an official client, which authorizes itself as a machine. */
  readonly connect: (era: Era) => Promise<Client>;
}

export interface ServeOptions {
  /**
   * Called first.
   *
   * @param directory will hold the assembly; what the local gateway looks for beside it belongs here
   * @returns the environment of the synthesis
   */
  prepare(directory: string): Promise<Record<string, string>>;
}

/**
 * Serves an example by the local gateway for the tests of a file, as its README does.
 *
 * @param name of its directory, and of the app's entry point in `bin/`
 * @param api a script of the example that is the API behind its tools, and the variable by which the app hears its base URL
 */
export function serveExample(
  name: string, api?: { readonly script: string; readonly variable: string }, { prepare }: Partial<ServeOptions> = {},
): ServedExample {
  let server: LocalServer;
  let running: ExampleApi | undefined;
  const clients: Client[] = [];
  beforeAll(async () => {
    running = api && await startExampleApi(join(name, api.script));
    const assembly = join(temporaryDirectory('example'), 'cdk.out');
    const env = await prepare?.(dirname(assembly));
    await synthesize(`examples/${name}/bin/${name}.ts`, assembly, {
      ...env, TSX_TSCONFIG_PATH: join('examples', name, 'tsconfig.json'), ...api && running ? { [api.variable]: running.url } : {},
    });
    server = await startLocalServer({ app: assembly, endpoint: 'stage' });
  }, 180_000);
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await server?.stop();
    await running?.stop();
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
