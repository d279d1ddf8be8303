import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ClientRecords } from '../../../../lambda-src/oauth/storage/client-records';
import { RegistryTable } from '../../../../lambda-src/oauth/storage/registry-table';
import { deriveKey } from '../../../../lambda-src/platform/keys';
import { sha256 } from '../../../../lambda-src/platform/sha256';
import { IDLE_CLIENT_SECONDS } from '../../../../src/contract/limits';
import { clientKey, modelKey } from '../../../../src/contract/registry';
import { TABLE_NAME } from '../../platform/support/loopback-registry';
import { INITIAL_ACCESS_TOKEN, registerApplication, registerMachine, SIGNING_SECRET, startWorld, tokenRequest, type World } from '../support/oauth-world';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const managing = (client: Record<string, any>, method: string, json?: object) => world.call({
  method, path: `/register/${client.client_id}`, headers: { authorization: `Bearer ${client.registration_access_token}` }, json,
});
const items = async () => (await world.registry.scan()).map(({ pk }) => pk);

describe('32 at once', () => {
  test('registrations are 32 clients', async () => {
    const clients = await Promise.all(Array.from({ length: 32 }, () => registerMachine(world)));
    expect(new Set(clients.map(({ client_id: id }) => id)).size).toBe(32);
    const tokens = await Promise.all(clients.map((client) => world.call(tokenRequest(client))));
    expect(tokens.map(({ status }) => status)).toEqual(clients.map(() => 200));
  });

  test('deletions of a client end it once', async () => {
    const client = await registerMachine(world);
    const answers = await Promise.all(Array.from({ length: 32 }, () => managing(client, 'DELETE')));
    expect(answers.every(({ status }) => status === 204 || status === 401)).toBe(true);
    expect(answers.some(({ status }) => status === 204)).toBe(true);
    expect(await items()).not.toContain(clientKey(sha256(client.client_id)).pk);
  });

  test('T46 updates and a deletion never leave the client behind', async () => {
    for (let round = 0; round < 5; round++) {
      const client = await registerMachine(world);
      const update = () => managing(client, 'PUT', { client_id: client.client_id, grant_types: ['client_credentials'] });
      const [deleted] = await Promise.all([managing(client, 'DELETE'), ...Array.from({ length: 15 }, update)]);
      if (deleted.status === 204) {
        expect(await items()).not.toContain(clientKey(sha256(client.client_id)).pk);
      } else {
        expect(deleted.status).toBe(401);
      }
    }
  });

  test('token requests of a client all succeed', async () => {
    const client = await registerMachine(world);
    const answers = await Promise.all(Array.from({ length: 32 }, () => world.call(tokenRequest(client))));
    expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
    expect(new Set(answers.map(({ json }) => json.access_token)).size).toBe(32);
  });
});

test('an id is given to one client only', async () => {
  const records = clientRecords();
  const outcomes = await Promise.allSettled(Array.from({ length: 32 }, () => records.create('the-same', { client_id: 'the-same' }, undefined)));
  expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
});

test('a client in use is kept with the token that manages it, by a write a day', async () => {
  const { client_id: id, registration_access_token: token } = await registerApplication(world, { token_endpoint_auth_method: 'client_secret_basic' });
  const records = clientRecords();
  const now = Math.floor(Date.now() / 1000);
  await records.keep(id, (await records.find(id))!);
  const expiry = async (pk: string) => (await world.registry.scan()).find((item) => item.pk === pk)?.expiresAt as number;
  const kept = await expiry(clientKey(sha256(id)).pk);
  expect(kept).toBeGreaterThanOrEqual(now + IDLE_CLIENT_SECONDS);
  expect(await expiry(modelKey('RegistrationAccessToken', sha256(token)).pk)).toBe(kept);
  await records.keep(id, { ...(await records.find(id))!, expiresAt: kept - 3600 });
  expect(await expiry(clientKey(sha256(id)).pk)).toBe(kept);
});

test('T53 no secret is in the table or in the log in the clear', async () => {
  const machine = await registerMachine(world);
  const application = await registerApplication(world, { token_endpoint_auth_method: 'client_secret_post' });
  const { json } = await world.call(tokenRequest(machine));
  const updated = await managing(application, 'PUT', { client_id: application.client_id, redirect_uris: ['https://example.com/cb'], token_endpoint_auth_method: 'client_secret_post' });
  await world.call(tokenRequest({ ...machine, client_secret: 'wrong-secret-canary' }));
  await world.call({ method: 'POST', path: '/register', headers: { authorization: 'Bearer wrong-bearer-canary' }, json: {} });
  const canaries = [
    machine.client_secret, machine.registration_access_token, application.client_secret, application.registration_access_token,
    updated.json.registration_access_token, json.access_token, SIGNING_SECRET, INITIAL_ACCESS_TOKEN, 'wrong-secret-canary', 'wrong-bearer-canary',
  ];
  const everything = JSON.stringify([await world.registry.scan(), world.logs]);
  for (const canary of canaries) {
    expect(canary).toEqual(expect.any(String));
    expect(everything).not.toContain(canary);
    expect(everything).not.toContain(Buffer.from(canary).toString('base64'));
  }
});

function clientRecords(): ClientRecords {
  const clock = () => Math.floor(Date.now() / 1000);
  const key = deriveKey(SIGNING_SECRET, 'clientSecretSealing');
  return new ClientRecords(new RegistryTable(world.registry.client, TABLE_NAME, clock), [key], async () => [key], clock);
}
