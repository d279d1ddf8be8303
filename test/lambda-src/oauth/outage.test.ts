import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { generateKeyPair, SignJWT } from 'jose';
import { basic, type Call, INITIAL_ACCESS_TOKEN, registerApplication, registerMachine, startWorld, tokenRequest, type World } from './support/oauth-world';

describe('T55 while DynamoDB is away', () => {
  let world: World;
  let machine: Record<string, any>;
  let application: Record<string, any>;

  beforeEach(async () => {
    world = await startWorld();
    machine = await registerMachine(world);
    application = await registerApplication(world);
    await world.registry.stop();
    world.logs.length = 0;
  });
  afterEach(() => world.secrets.stop());

  const calls: [string, () => Promise<Call> | Call][] = [
    ['a token request', () => tokenRequest(machine)],
    ['a token request with an assertion', async () => ({
      method: 'POST',
      path: '/token',
      form: {
        grant_type: 'client_credentials',
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await new SignJWT({ iss: 'a', sub: 'a' }).setProtectedHeader({ alg: 'ES256' }).sign((await generateKeyPair('ES256')).privateKey),
      },
    })],
    ['a code', () => ({ method: 'POST', path: '/token', form: { grant_type: 'authorization_code', code: 'x', client_id: application.client_id } })],
    ['a refresh', () => ({ method: 'POST', path: '/token', form: { grant_type: 'refresh_token', refresh_token: 'x', client_id: application.client_id } })],
    ['a registration', () => ({ method: 'POST', path: '/register', json: { redirect_uris: ['https://example.com/cb'] } })],
    ['the registration of a machine', () => ({ method: 'POST', path: '/register', headers: { authorization: `Bearer ${INITIAL_ACCESS_TOKEN}` }, json: {} })],
    ['reading a client', () => ({ method: 'GET', path: `/register/${machine.client_id}`, headers: { authorization: `Bearer ${machine.registration_access_token}` } })],
    ['an authorization request', () => ({ method: 'GET', path: '/authorize', query: { client_id: application.client_id, response_type: 'code' } })],
  ];

  test.each(calls)('%s fails with 503: never with what makes a client throw its credentials away', async (_name, call) => {
    const answer = await world.call(await call());
    expect(answer).toMatchObject({ status: 503, json: { error: 'temporarily_unavailable' } });
    expect(answer.headers).toMatchObject({ 'cache-control': 'no-store', 'retry-after': '2' });
    expect(world.logs).toEqual([expect.objectContaining({ level: 'error', status: 503, error: 'temporarily_unavailable', reason: expect.stringMatching(/^registry: /) })]);
  });

  test('keys that are known are served', async () => {
    expect((await world.call({ method: 'GET', path: '/jwks' })).status).toBe(200);
  });
});

test('an unknown path is not found, in JSON', async () => {
  const world = await startWorld();
  try {
    expect(await world.call({ method: 'GET', path: '/nothing', headers: { authorization: basic('a', 'b') } })).toMatchObject({ status: 404, json: { error: 'not_found' } });
  } finally {
    await world.stop();
  }
});

test.each(['/session/end/confirm', '/interaction/x', '/me', '/request', '/token/introspection', '/token/revocation', '/device'])('%s, which the library could serve, is off', async (path) => {
  const world = await startWorld();
  try {
    for (const method of ['GET', 'POST']) {
      const answer = await world.call({ method, path });
      expect([400, 404]).toContain(answer.status);
    }
  } finally {
    await world.stop();
  }
});
