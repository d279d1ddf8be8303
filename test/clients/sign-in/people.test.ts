import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, jest, test } from '@jest/globals';
import { type Choices, Person, textOf } from '../../../local/testing/person';
import { temporaryDirectory } from '../../support/temporary-directory';
import { type LocalServer, startLocalServer, synthesize } from '../local-server';

const REDIRECT_URI = 'http://127.0.0.1:49158/callback';
jest.setTimeout(30_000);

let app: string;
beforeAll(async () => {
  app = await synthesize('test/clients/sign-in/people-app.ts', join(temporaryDirectory('people'), 'cdk.out'));
}, 120_000);

async function serving(stack: string, work: (server: LocalServer) => Promise<void>, ...options: string[]): Promise<void> {
  const server = await startLocalServer({ app, endpoint: 'stage', options: ['--stack', stack, ...options] });
  try {
    await work(server);
  } finally {
    await server.stop();
  }
}

/** What somebody who asks for everything gets: the scopes, or why there are none. */
async function outcomeOf(server: LocalServer, choices: Choices): Promise<string> {
  const registered = await fetch(server.registrationEndpoint, {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ redirect_uris: [REDIRECT_URI], token_endpoint_auth_method: 'none' }),
  });
  const { client_id: clientId } = await registered.json() as { client_id: string };
  const verifier = randomBytes(32).toString('base64url');
  const request = new URLSearchParams({
    client_id: clientId,
    redirect_uri: REDIRECT_URI,
    response_type: 'code',
    scope: 'orders:read orders:write',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  const answer = (await new Person().authorize(`${server.issuer}/authorize?${request}`, REDIRECT_URI, choices)).searchParams;
  if (answer.has('error')) {
    return answer.get('error')!;
  }
  const tokens = await fetch(`${server.issuer}/token`, {
    method: 'POST',
    body: new URLSearchParams({ grant_type: 'authorization_code', client_id: clientId, code: answer.get('code')!, code_verifier: verifier, redirect_uri: REDIRECT_URI }),
  });
  return (await tokens.json() as { scope: string }).scope;
}

/** What each user of each provider gets. */
async function outcomes(server: LocalServer, providerIds: readonly (string | undefined)[] = [undefined]): Promise<{ readonly [user: string]: string }> {
  const entries: [string, string][] = [];
  for (const [index, { standsFor, users }] of server.people!.entries()) {
    for (const { sub } of users) {
      entries.push([`${standsFor}: ${sub}`, await outcomeOf(server, { user: sub, provider: providerIds[index] })]);
    }
  }
  return Object.fromEntries(entries);
}

const BOTH = 'orders:read orders:write';
const REFUSED = 'access_denied';

test('there is somebody in each group that has scopes, and somebody in none', () => serving('Groups', async (server) => {
  expect(await outcomes(server)).toEqual({
    'your account: warehouse-staff': 'orders:read',
    'your account: b1e2c3d4-0000-1111-2222-333344445555': BOTH,
    'your account: guest': REFUSED,
  });
}));

test('groups may have a claim with a namespace', () => serving('NamespacedGroups', async (server) => {
  expect(await outcomes(server)).toEqual({ 'Example: editors': 'orders:write', 'Example: guest': REFUSED });
}));

test('users are of the tenants that are let in, and one is of another', () => serving('Tenants', async (server) => {
  expect(await outcomes(server)).toEqual({ 'Microsoft Entra: editors': 'orders:write', 'Microsoft Entra: guest': REFUSED, 'Microsoft Entra: outsider': REFUSED });
}));

test('users are of the domain that is let in, and one is of another', () => serving('Domain', async (server) => {
  expect(await outcomes(server)).toEqual({ 'Google: reader': BOTH, 'Google: admin': BOTH, 'Google: outsider': REFUSED });
}));

test('each of several providers has its people, and says for which it stands', () => serving('Several', async (server) => {
  expect(await outcomes(server, ['managed', 'okta'])).toEqual({
    'your account: editors': 'orders:write', 'your account: guest': REFUSED, 'Okta: editors': 'orders:write', 'Okta: guest': REFUSED,
  });
  const [pool, okta] = await Promise.all(server.people!.map(async ({ issuer }) => textOf((await new Person().look(issuer)).html)));
  expect(okta).toContain(`in the place of Okta ( https://example.okta.com ). People sign in here to ${server.mcpUrl}`);
  expect(okta).toContain('it does not ask again');
  expect(pool).toContain('asks again when their clients refresh');
}));

test('users may come from a file, and have what the rules ask for unless it says otherwise', async () => {
  const file = join(temporaryDirectory('users'), 'users.json');
  writeFileSync(file, JSON.stringify([
    { sub: 'ada', name: 'Ada Lovelace', groups: ['editors'] },
    { sub: 'eve', groups: ['editors'], claims: { tid: 'another' } },
    { sub: 'bo' },
  ]));
  await serving('Tenants', async (server) => {
    expect(await outcomes(server)).toEqual({ 'Microsoft Entra: ada': 'orders:write', 'Microsoft Entra: eve': REFUSED, 'Microsoft Entra: bo': REFUSED });
  }, '--users', file);
});

test('declared machines have secrets, which are told', () => serving('Machines', async (server) => {
  expect(server.people).toBeUndefined();
  const [{ clientId, clientSecret }] = server.declaredClients!;
  const response = await fetch(`${server.issuer}/token`, {
    method: 'POST',
    headers: { authorization: `Basic ${btoa(`${clientId}:${encodeURIComponent(clientSecret)}`)}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: server.mcpUrl }),
  });
  expect(await response.json()).toMatchObject({ token_type: 'Bearer', scope: 'orders:read' });
}));
