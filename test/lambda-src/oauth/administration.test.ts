import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { refreshRequest, signedIn } from './support/grants';
import { registerApplication, registerOwnApplication, startWorld, type World } from './support/oauth-world';
import { Administration } from '../../../lambda-src/oauth/administration/administration';
import { ServerKeyAdministration } from '../../../lambda-src/oauth/administration/server-key-administration';
import { ClientIndex } from '../../../lambda-src/oauth/storage/client-index';
import { RegistryTable } from '../../../lambda-src/oauth/storage/registry-table';
import { sha256 } from '../../../lambda-src/platform/sha256';
import { type AdministrationRequest, isAdministration } from '../../../src/contract/oauth/administration';
import { clientKey, personPartition, revokedGrantKey } from '../../../src/contract/registry';
import { TABLE_NAME } from '../platform/support/loopback-registry';

const now = () => Math.floor(Date.now() / 1000);

let world: World;
let editor: Record<string, any>;
let assistant: Record<string, any>;
const lines: object[] = [];
/** Keys are administered in their own test. */
const keysOf = (of: World, clock: () => number) => new ServerKeyAdministration(
  new RegistryTable(of.registry.client, TABLE_NAME, clock), () => Promise.reject(new Error('nobody asks for keys')), 600, clock,
);
const administer = (request: unknown, clock = now) => (
  new Administration(new RegistryTable(world.registry.client, TABLE_NAME, clock), [{ clientId: 'nightly', name: 'Nightly report' }], clock, (_level, message, fields) => lines.push({ message, ...fields }), keysOf(world, clock))
    .answer(request as AdministrationRequest, 'request-1')
);
const grantsOf = async (person: unknown, clock = now) => ((await administer({ administration: 'listGrants', person }, clock)) as { grants: { grant: string; client: string }[] }).grants;
const has = async (pk: string) => (await world.registry.scan()).some((item) => item.pk === pk);

interface ClientPage {
  readonly clients: readonly { readonly client: string }[];
  readonly next?: string;
}

let people = 0;
/** Somebody whom no other test knows. */
let ada: string;
beforeAll(async () => {
  world = await startWorld();
  editor = await registerApplication(world, { client_name: 'Editor' });
  assistant = await registerOwnApplication(world, { client_name: 'Assistant' });
});
beforeEach(() => {
  ada = sha256(`https://login.example|ada-${++people}`);
  lines.length = 0;
});
afterAll(() => world.stop());

test('a person\'s grants are listed with their clients and times, and nobody else\'s', async () => {
  const [first, second] = [await signedIn(world, editor, { accountId: ada }), await signedIn(world, assistant, { accountId: ada })];
  await signedIn(world, editor, { accountId: sha256('bob') });

  const listed = await grantsOf(ada);
  const clients = Object.fromEntries(listed.map(({ grant, client }) => [grant, client]));
  expect(clients).toEqual({ [first.grantId]: editor.client_id, [second.grantId]: assistant.client_id });
  expect(listed[0]).toMatchObject({ signedInAt: expect.any(Number), expiresAt: expect.any(Number) });
  expect(await grantsOf({ issuer: 'https://login.example', subject: `ada-${people}` })).toEqual(listed);
});

test('all grants of a person end: no refresh, and a record for access tokens', async () => {
  const [first, second] = [await signedIn(world, editor, { accountId: ada }), await signedIn(world, editor, { accountId: ada })];

  expect(await administer({ administration: 'revokeGrants', person: ada })).toEqual({ revokedGrants: expect.arrayContaining([first.grantId, second.grantId]) });
  for (const { grantId, refresh_token: refreshToken } of [first, second]) {
    expect(await world.call(refreshRequest(editor, refreshToken))).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    expect(await has(revokedGrantKey(grantId).pk)).toBe(true);
  }
  expect(await grantsOf(ada)).toEqual([]);
  expect(lines).toContainEqual({ message: 'administration', requestId: 'request-1', operation: 'revokeGrants', subject: ada, revokedGrant: first.grantId });
});

test('one grant of a person ends, and the others go on', async () => {
  const [first, second] = [await signedIn(world, editor, { accountId: ada }), await signedIn(world, editor, { accountId: ada })];

  expect(await administer({ administration: 'revokeGrants', person: ada, grant: first.grantId })).toEqual({ revokedGrants: [first.grantId] });
  expect((await world.call(refreshRequest(editor, second.refresh_token))).status).toBe(200);
  expect((await grantsOf(ada)).map(({ grant }) => grant)).toEqual([second.grantId]);
});

test('a grant that its client has revoked is no longer listed, nor is one that has expired', async () => {
  const { refresh_token: token } = await signedIn(world, editor, { accountId: ada });
  await world.call({ method: 'POST', path: '/revoke', form: { token, client_id: editor.client_id } });
  expect(await grantsOf(ada)).toEqual([]);

  await signedIn(world, editor, { accountId: ada });
  expect(await grantsOf(ada, () => now() + 91 * 24 * 3600)).toEqual([]);
});

test('a client that registered itself is gone, and its refresh tokens with it', async () => {
  const client = await registerOwnApplication(world, { client_name: 'Leaked' });
  const { refresh_token: token } = await signedIn(world, client, { accountId: ada });
  const { grantId: other } = await signedIn(world, editor, { accountId: ada });

  expect(await administer({ administration: 'revokeClient', client: client.client_id })).toEqual({ revokedClient: client.client_id });
  expect((await grantsOf(ada)).map(({ grant }) => grant)).toEqual([other]);
  expect(await has(clientKey(sha256(client.client_id)).pk)).toBe(false);
  expect(await world.call(refreshRequest(client, token))).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
});

test('one grant ends by its id alone', async () => {
  const { grantId, refresh_token: token } = await signedIn(world, editor, { accountId: ada });

  expect(await administer({ administration: 'revokeGrant', grant: grantId })).toEqual({ revokedGrant: grantId });
  expect(await world.call(refreshRequest(editor, token))).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  expect(lines).toEqual([{ message: 'administration', requestId: 'request-1', operation: 'revokeGrant', subject: ada, revokedGrant: grantId }]);
  await expect(administer({ administration: 'revokeGrant', grant: grantId })).rejects.toThrow('there is no such grant, or it has ended');
});

test('clients are listed page by page: declared ones first, none twice, and none that is gone', async () => {
  const table = new RegistryTable(world.registry.client, TABLE_NAME, now);
  await new ClientIndex(table).note('https://claude.ai/metadata', {}, now() + 60);
  for (let index = 0; index < 60; index++) {
    await new ClientIndex(table).note(`gone-${index}`, { registeredAt: now() }, now() + 60);
  }
  const { client_id: gone } = await registerOwnApplication(world, { client_name: 'Gone' });
  await administer({ administration: 'revokeClient', client: gone });
  const pages = [await administer({ administration: 'listClients' }) as ClientPage];
  for (let { next } = pages[0]; next !== undefined; { next } = pages.at(-1)!) {
    pages.push(await administer({ administration: 'listClients', from: next }) as ClientPage);
  }
  const clients = pages.flatMap((page) => page.clients);
  const ids = clients.map(({ client }) => client);

  expect(pages.length).toBeGreaterThan(1);
  expect(clients[0]).toEqual({ client: 'nightly', kind: 'declared', name: 'Nightly report' });
  expect(clients).toContainEqual({ client: editor.client_id, kind: 'registered', name: 'Editor', registeredAt: expect.any(Number), expiresAt: expect.any(Number) });
  expect(clients).toContainEqual({ client: 'https://claude.ai/metadata', kind: 'document' });
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).not.toContain(gone);
  expect(JSON.stringify(clients)).not.toContain('secret');
});

describe('attacks', () => {
  test('T134 nobody ends the grant of another by naming it under their own account', async () => {
    const { grantId, refresh_token: token } = await signedIn(world, editor, { accountId: ada });

    expect(await administer({ administration: 'revokeGrants', person: sha256('mallory'), grant: grantId })).toEqual({ revokedGrants: [] });
    expect((await world.call(refreshRequest(editor, token))).status).toBe(200);
  });

  test('T134 no request of API Gateway is one of administration, whatever it says', async () => {
    const request = { administration: 'revokeGrants', person: ada };
    const event = {
      httpMethod: 'POST',
      resource: '/token',
      path: '/token',
      body: JSON.stringify(request),
      headers: request,
      multiValueHeaders: { administration: ['revokeGrants'] },
      queryStringParameters: request,
      pathParameters: request,
      stageVariables: request,
      requestContext: { authorizer: request },
    };

    expect([event, { __proto__: request }].map((each) => isAdministration(each))).toEqual([false, false]);
  });

  test.each([
    [{ administration: 'dropTable' }, 'there is no administration "dropTable"'],
    [{ administration: 'listGrants' }, 'person is the subject'],
    [{ administration: 'listGrants', person: '' }, 'person is the subject'],
    [{ administration: 'listGrants', person: 'a b' }, 'person is the subject'],
    [{ administration: 'revokeGrants', person: { issuer: 'https://login.example' } }, 'person is the subject'],
    [{ administration: 'revokeGrants', person: ['ada'] }, 'person is the subject'],
    [{ administration: 'listClients', from: 'a#b' }, 'from is what the page before gave'],
    [{ administration: 'revokeGrant' }, 'there is no such grant'],
    [{ administration: 'revokeGrant', grant: ['ada'] }, 'there is no such grant'],
    [{ administration: 'revokeClient' }, 'client is the client_id'],
    [{ administration: 'revokeClient', client: 'https://claude.ai/metadata' }, 'no client of this id has registered'],
  ])('T134 %j is refused with the reason', async (request, message) => {
    await expect(administer(request)).rejects.toThrow(message);
    expect(lines).toEqual([]);
  });

  test('T134 the index holds neither tokens nor names: an account, a grant, a client and two times', async () => {
    await signedIn(world, editor, { accountId: ada });
    const items = (await world.registry.scan()).filter(({ pk }) => pk === personPartition(ada));

    expect(items.map((item) => Object.keys(item).sort())).toEqual([['clientId', 'expiresAt', 'pk', 'signedInAt', 'sk']]);
  });
});
