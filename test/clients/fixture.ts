import { join } from 'node:path';
import { afterAll, beforeAll, describe } from '@jest/globals';
import { type EndpointMode, type LocalServer, startLocalServer, synthesize } from './local-server';
import { temporaryDirectory } from '../support/temporary-directory';

/** Besides the three that do something: more than a page holds. */
const EXTRA_TOOLS = 40;
export const ALL_TOOLS = 3 + EXTRA_TOOLS;

const ENDPOINTS: readonly EndpointMode[] = ['stage', 'domain'];

/** A CDK app with one server. */
export interface FixtureApp {
  readonly path: string;
  readonly env?: Record<string, string>;
}

const MACHINES: FixtureApp = { path: 'test/clients/app.ts', env: { EXTRA_TOOLS: String(EXTRA_TOOLS) } };

/** Synthesizes an app once for the test file, and serves it with and without the stage prefix. */
export function describeEachEndpoint(
  title: string, tests: (server: () => LocalServer, endpoint: EndpointMode) => void, { path, env }: FixtureApp = MACHINES,
): void {
  describe(title, () => {
    let directory: string;
    beforeAll(async () => {
      directory = temporaryDirectory('clients');
      await synthesize(path, join(directory, 'cdk.out'), env);
    }, 120_000);

    describe.each(ENDPOINTS)('%s endpoint', (endpoint) => {
      let server: LocalServer;
      beforeAll(async () => {
        server = await startLocalServer({ app: join(directory, 'cdk.out'), endpoint });
      }, 60_000);
      afterAll(() => server?.stop());

      tests(() => server, endpoint);
    });
  });
}
