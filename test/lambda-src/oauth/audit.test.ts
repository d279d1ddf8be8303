import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { refreshRequest, signedIn } from './support/grants';
import { registerApplication, registerMachine, startWorld, tokenRequest, type World } from './support/oauth-world';
import { AUDIT_MEMBERS } from '../../../src/contract/audit/audit-line';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(() => {
  world.logs.length = 0;
});
afterAll(() => world.stop());

const NOT_AUDITED = ['level', 'message', 'method', 'route'];

test('says who did what by which client, from where, and what came of it, in members that are documented', async () => {
  const client = await registerApplication(world);
  const tokens = await signedIn(world, client);
  world.logs.length = 0;
  await world.call(refreshRequest(client, tokens.refresh_token));
  await world.call({ method: 'POST', path: '/revoke', form: { token: tokens.refresh_token, client_id: client.client_id } });

  expect(world.logs).toMatchObject([
    { event: 'oauth/token', outcome: 'ok', grantType: 'refresh_token', subject: expect.any(String), clientId: client.client_id, ip: '192.0.2.1', requestId: 'request-1' },
    { event: 'oauth/revocation', outcome: 'ok', subject: expect.any(String), clientId: client.client_id },
  ]);
  const members = new Set(world.logs.flatMap((line) => Object.keys(line)));
  expect([...members].filter((member) => ![...AUDIT_MEMBERS as readonly string[], ...NOT_AUDITED].includes(member))).toEqual([]);
});

test('says why it was refused, in the words of OAuth', async () => {
  const client = await registerMachine(world);
  await world.call(tokenRequest(client, { scope: 'nothing' }));
  await world.call(tokenRequest({ ...client, client_secret: 'wrong' }));
  await world.call({ method: 'POST', path: '/register', json: { redirect_uris: 'x' } });

  expect(world.logs.slice(1).map(({ event, outcome }) => [event, outcome])).toEqual([
    ['oauth/token', 'invalid_scope'], ['oauth/token', 'invalid_client'], ['oauth/registration', 'invalid_redirect_uri'],
  ]);
});

test('is not there for what only shows something', async () => {
  await world.call({ method: 'GET', path: '/jwks' });

  expect(world.logs).toMatchObject([{ message: 'authorization server', event: undefined, outcome: 'ok' }]);
});
