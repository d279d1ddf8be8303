import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { SeededRandom } from './seeded-random';
import { differOnlyInLoopbackPort, mutated } from './uri-mutations';
import { registerOwnApplication, startWorld, type World } from '../support/oauth-world';

const REGISTERED = [
  'https://claude.ai/api/mcp/auth_callback',
  'https://chatgpt.com/connector/oauth/abc?x=1',
  'https://example.com:8443/cb/',
  'http://127.0.0.1:33418/',
  'http://localhost:6274/oauth/callback',
  'http://localhost/callback',
  'http://[::1]:3000/cb?x=1',
  'cursor://anysphere.cursor-mcp/oauth/callback',
  'com.example.app:/oauth2redirect',
];
const MUTANTS_EACH = 400;

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const authorize = (client: Record<string, any>, uri: string) => world.call({
  method: 'GET',
  path: '/authorize',
  query: String(new URLSearchParams({
    client_id: client.client_id, response_type: 'code', redirect_uri: uri, scope: 'mcp', code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM', code_challenge_method: 'S256',
  })),
});

test.each(REGISTERED)('T2 no mutation of %s is taken for it', async (uri) => {
  const client = await registerOwnApplication(world, { redirect_uris: [uri] });
  const random = new SeededRandom(uri.length);
  expect((await authorize(client, uri)).status).toBe(303);

  for (let count = 0; count < MUTANTS_EACH; count++) {
    const mutant = mutated(uri, random);
    const { status, headers } = await authorize(client, mutant);
    const isTaken = status !== 400 || headers.location !== undefined;
    expect({ mutant, isTaken: isTaken && !differOnlyInLoopbackPort(mutant, uri) }).toEqual({ mutant, isTaken: false });
  }
});

test.each([
  ['T2', 'https://claude.ai/api/mcp/auth_callback', 'https://claude.ai.evil.com/api/mcp/auth_callback'],
  ['T2', 'https://claude.ai/api/mcp/auth_callback', 'https://claude.ai@evil/api/mcp/auth_callback'],
  ['T2', 'https://example.com/x', 'https://example.com/cb/%2e%2e/x'],
  ['T3', 'http://localhost:1/cb', 'http://localhost.evil.com:1/cb'],
  ['T3', 'http://localhost:1/cb', 'http://localhost:1/other'],
])('%s where %s is registered, %s is sent nowhere', async (_row, uri, asked) => {
  const client = await registerOwnApplication(world, { redirect_uris: [uri] });
  const { status, headers } = await authorize(client, asked);
  expect(status).toBe(400);
  expect(headers).not.toHaveProperty('location');
});
