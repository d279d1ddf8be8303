import { DeleteCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SharedClients } from '../../../../lambda-src/oauth/registration/shared-clients';
import { ClientRecords } from '../../../../lambda-src/oauth/storage/client-records';
import { RegistryTable } from '../../../../lambda-src/oauth/storage/registry-table';
import { deriveKey } from '../../../../lambda-src/platform/keys';
import { sha256 } from '../../../../lambda-src/platform/sha256';
import { clientKey } from '../../../../src/contract/registry';
import { advanceClock, startClock, stopClock } from '../../platform/support/clock';
import { TABLE_NAME } from '../../platform/support/loopback-registry';
import { CHALLENGE, claimsOf, refreshed, refreshRequest, signedIn } from '../support/grants';
import { INITIAL_ACCESS_TOKEN, type Reply, SIGNING_SECRET, startWorld, type World } from '../support/oauth-world';

const DAY = 24 * 3600;
const WEB_URI = 'https://editor.example/redirect';
const EDITOR = { client_name: 'Editor', redirect_uris: ['http://127.0.0.1:33418/', WEB_URI], token_endpoint_auth_method: 'none' };

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(async () => {
  stopClock();
  for (const { pk, sk } of await world.registry.scan()) {
    await remove({ pk, sk });
  }
  world.logs.length = 0;
});
afterEach(() => startClock());
afterAll(() => world.stop());

const post = (metadata: object = {}, headers: Record<string, string> = {}, at = world): Promise<Reply> => at.call({
  method: 'POST', path: '/register', headers, json: { ...EDITOR, ...metadata },
});

async function register(metadata?: object, headers?: Record<string, string>): Promise<Record<string, any>> {
  const { status, json, text } = await post(metadata, headers);
  if (status !== 201) {
    throw new Error(`the client was not registered: ${text}`);
  }
  return json;
}

const records = async (kind: string) => (await world.registry.scan()).filter(({ sk }) => sk === kind);
const remove = (key: Record<string, unknown>) => world.registry.client.send(new DeleteCommand({ TableName: TABLE_NAME, Key: key }));
const forget = (client: Record<string, any>) => remove({ ...clientKey(sha256(client.client_id)) });
const isKnown = async (client: Record<string, any>) => (await world.call(refreshRequest(client, 'unknown'))).json.error === 'invalid_grant';

describe('T37 a public client that registers again', () => {
  test('is told what it was told before, and leaves nothing more behind', async () => {
    const first = await register();
    advanceClock(60);
    expect(await register()).toEqual(first);
    expect([await records('CLIENT'), await records('REGISTRATION'), await world.registry.scan()]).toMatchObject([{ length: 1 }, { length: 1 }, { length: 4 }]);
  });

  test.each<[string, object]>([
    ['on another loopback port', { redirect_uris: ['http://127.0.0.1:61234/', WEB_URI] }],
    ['with its redirect URIs in another order', { redirect_uris: EDITOR.redirect_uris.toReversed() }],
    ['saying what goes without saying', { application_type: 'native', grant_types: ['refresh_token', 'authorization_code'], response_types: ['code'] }],
    ['asking for what has no effect', { scope: 'claudeai', subject_type: 'public', grant_types: ['authorization_code', 'refresh_token', 'client_credentials'] }],
  ])('%s, is the same client, and told its own metadata', async (_name, changes) => {
    const first = await register();
    const again = await register(changes);
    expect(again).toEqual({ ...first, redirect_uris: { ...EDITOR, ...changes }.redirect_uris });
    expect(await records('CLIENT')).toHaveLength(1);
  });

  test.each<[string, object]>([
    ['another name', { client_name: 'Editor 2' }],
    ['another redirect host', { redirect_uris: ['http://127.0.0.1:33418/', 'https://other.example/redirect'] }],
    ['another loopback host', { redirect_uris: ['http://localhost:33418/', WEB_URI] }],
    ['another path', { redirect_uris: ['http://127.0.0.1:33418/callback', WEB_URI] }],
    ['a key that it promises to prove', { dpop_bound_access_tokens: true }],
  ])('with %s, is another client', async (_name, changes) => {
    const first = await register();
    const other = await register(changes);
    expect(other.client_id).not.toBe(first.client_id);
    expect((await register(changes)).client_id).toBe(other.client_id);
    expect((await register()).client_id).toBe(first.client_id);
  });

  test('as a web application on another port, is another client', async () => {
    const web = { application_type: 'web', redirect_uris: ['https://editor.example:8443/'] };
    const first = await register(web);
    expect((await register({ ...web, redirect_uris: ['https://editor.example:8444/'] })).client_id).not.toBe(first.client_id);
  });

  test('says in the log which client that is', async () => {
    const { client_id: clientId } = await register();
    await register();
    expect(world.logs).toEqual([
      expect.objectContaining({ status: 201, clientId, repeatedRegistration: false }),
      expect.objectContaining({ status: 201, clientId, repeatedRegistration: true }),
    ]);
  });
});

describe('T39 a client that others use', () => {
  test('is handed to nobody: neither the first nor the next is given a way to manage it', async () => {
    for (const client of [await register(), await register()]) {
      expect(client).not.toHaveProperty('registration_access_token');
      expect(client).not.toHaveProperty('registration_client_uri');
    }
    expect(await records('REGISTRATIONACCESSTOKEN')).toEqual([]);
  });

  test.each<[string, object, Record<string, string>]>([
    ['with a secret', { token_endpoint_auth_method: 'client_secret_basic' }, {}],
    ['with a secret that it did not ask for', { token_endpoint_auth_method: undefined }, {}],
    ['with keys', { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ kty: 'EC', crv: 'P-256', x: 'f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU', y: 'x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0' }] } }, {}],
    ['registered with the initial access token', {}, { authorization: `Bearer ${INITIAL_ACCESS_TOKEN}` }],
  ])('is never one %s, which manages itself', async (_name, changes, headers) => {
    const shared = await register();
    const [one, other] = [await register(changes, headers), await register(changes, headers)];
    expect(new Set([shared, one, other].map(({ client_id: id }) => id)).size).toBe(3);
    for (const own of [one, other]) {
      const answer = await world.call({ method: 'GET', path: `/register/${own.client_id}`, headers: { authorization: `Bearer ${own.registration_access_token}` } });
      expect(answer).toMatchObject({ status: 200, json: { client_id: own.client_id } });
    }
    expect(await records('REGISTRATION')).toHaveLength(1);
  });

  test('does not come of an update: what somebody manages stays his', async () => {
    const own = await register({ token_endpoint_auth_method: 'client_secret_basic' });
    const updated = await world.call({
      method: 'PUT', path: `/register/${own.client_id}`, headers: { authorization: `Bearer ${own.registration_access_token}` }, json: { client_id: own.client_id, ...EDITOR },
    });
    expect(updated).toMatchObject({ status: 200, json: { token_endpoint_auth_method: 'none', registration_access_token: expect.any(String) } });
    expect((await register()).client_id).not.toBe(own.client_id);
  });

  test('keeps apart the people who use it', async () => {
    const [one, other] = [await register(), await register()];
    const ada = await signedIn(world, one, { accountId: 'https://idp.example|ada' });
    const bob = await signedIn(world, other, { accountId: 'https://idp.example|bob' });
    expect([ada, bob].map(({ access_token: token }) => claimsOf(token))).toMatchObject([{ sub: 'https://idp.example|ada', gid: ada.grantId }, { sub: 'https://idp.example|bob', gid: bob.grantId }]);

    await world.call({ method: 'POST', path: '/revoke', form: { client_id: one.client_id, token: ada.refresh_token } });
    expect((await world.call(refreshRequest(one, ada.refresh_token))).json).toMatchObject({ error: 'invalid_grant' });
    await refreshed(world, other, await refreshed(world, other, bob.refresh_token));
    expect((await world.call({ method: 'POST', path: '/introspect', form: { client_id: one.client_id, token: bob.access_token } })).json).toEqual({ active: false });
  });

  const authorize = (clientId: string, redirectUri: Record<string, string>) => world.call({
    method: 'GET', path: '/authorize', query: { client_id: clientId, response_type: 'code', code_challenge: CHALLENGE, code_challenge_method: 'S256', ...redirectUri },
  });

  test('answers each installation at its own port', async () => {
    for (const port of [33418, 61234]) {
      const uri = `http://127.0.0.1:${port}/`;
      const { client_id: id } = await register({ redirect_uris: [uri] });
      expect((await authorize(id, { redirect_uri: uri })).headers.location).toMatch(new RegExp(`^${uri}\\?`));
    }
  });

  test('answers nobody at the port of whoever came first', async () => {
    await register({ redirect_uris: ['http://127.0.0.1:33418/'] });
    const { client_id: id } = await register({ redirect_uris: ['http://127.0.0.1:61234/'] });
    const { status, headers } = await authorize(id, {});
    expect(status).toBe(400);
    expect(headers).not.toHaveProperty('location');
  });
});

describe('the life of a shared client', () => {
  test('T37 ends a day after its last registration where nobody uses it', async () => {
    const client = await register();
    advanceClock(DAY - 10);
    expect((await register()).client_id).toBe(client.client_id);
    advanceClock(DAY - 1);
    expect(await isKnown(client)).toBe(true);
    advanceClock(1);
    expect(await isKnown(client)).toBe(false);
    expect((await register()).client_id).not.toBe(client.client_id);
  });

  test('is as long as that of its pointer, used or not, and never shortened', async () => {
    const expiries = async () => [...await records('CLIENT'), ...await records('REGISTRATION')].map(({ expiresAt }) => Number(expiresAt) - Math.floor(Date.now() / 1000));
    const client = await register();
    expect(await expiries()).toEqual([DAY, DAY]);
    advanceClock(60);
    await register();
    expect(await expiries()).toEqual([DAY, DAY]);
    await signedIn(world, client);
    expect(await expiries()).toEqual([90 * DAY, 90 * DAY]);
    await register();
    expect(await expiries()).toEqual([90 * DAY, 90 * DAY]);
  });

  test('goes on while it is used, for those who register again', async () => {
    const client = await register();
    await signedIn(world, client);
    advanceClock(80 * DAY);
    expect((await register()).client_id).toBe(client.client_id);
    await signedIn(world, client);
    advanceClock(80 * DAY);
    expect((await register()).client_id).toBe(client.client_id);
  });

  test('T46 does not begin again when it was deleted: who registers gets another, and old tokens stay dead', async () => {
    const client = await register();
    const { refresh_token: token } = await signedIn(world, client);
    await forget(client);
    const next = await register();
    expect(next.client_id).not.toBe(client.client_id);
    expect(await world.call(refreshRequest(client, token))).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
    expect(await world.call(refreshRequest(next, token))).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    expect((await register()).client_id).toBe(next.client_id);
    expect([await records('CLIENT'), await records('REGISTRATION')]).toMatchObject([{ length: 1 }, { length: 1 }]);
  });

  test('T46 does not begin again when it is deleted in the middle of a registration', async () => {
    const clock = () => Math.floor(Date.now() / 1000);
    const [table, key] = [new RegistryTable(world.registry.client, TABLE_NAME, clock), deriveKey(SIGNING_SECRET, 'clientSecretSealing')];
    const clients = new ClientRecords(table, [key], async () => [key], clock);
    const sharedClients = new SharedClients(table, clients, clock);
    const metadata = (id: string) => ({ client_id: id, client_id_issued_at: clock(), redirect_uris: [WEB_URI] });
    await sharedClients.register('identity', 'deleted', metadata('deleted'));
    advanceClock(1);

    const find = clients.find.bind(clients);
    clients.find = async (id) => {
      const record = await find(id);
      if (id === 'deleted') {
        await clients.delete(id);
      }
      return record;
    };
    await expect(sharedClients.register('identity', 'next', metadata('next'))).resolves.toMatchObject({ clientId: 'next', isRepeated: false });
    await expect(find('deleted')).resolves.toBeUndefined();
  });
});

describe('T37 32 equal registrations at once, in two instances of the function', () => {
  const racing = (instances: readonly World[]) => Promise.all(
    Array.from({ length: 32 }, (_, count) => post({ redirect_uris: [`http://127.0.0.1:${40_000 + count}/`] }, {}, instances[count % instances.length])),
  );

  async function expectOne(answers: readonly Reply[]): Promise<string> {
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([201]));
    expect(answers.map(({ json }) => json.redirect_uris)).toEqual(answers.map((_, count) => [`http://127.0.0.1:${40_000 + count}/`]));
    const ids = new Set(answers.map(({ json }) => json.client_id as string));
    expect(ids.size).toBe(1);
    expect((await records('CLIENT')).map(({ pk }) => pk)).toEqual([...ids].map((id) => clientKey(sha256(id)).pk));
    expect(await records('REGISTRATION')).toMatchObject([{ clientId: [...ids][0] }]);
    return [...ids][0];
  }

  test('are one client, where there was none', async () => {
    const other = world.anotherInstance();
    await expectOne(await racing([world, other]));
    expect([...world.logs, ...other.logs].filter(({ repeatedRegistration }) => repeatedRegistration === false)).toHaveLength(1);
  });

  test('are one client, where one was deleted', async () => {
    const gone = await register({ redirect_uris: ['http://127.0.0.1/'] });
    await forget(gone);
    expect(await expectOne(await racing([world, world.anotherInstance()]))).not.toBe(gone.client_id);
  });

  test('are the client that was there', async () => {
    const client = await register({ redirect_uris: ['http://127.0.0.1/'] });
    advanceClock(60);
    expect(await expectOne(await racing([world, world.anotherInstance()]))).toBe(client.client_id);
  });
});
