import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { startForgingProvider } from './support/forging-provider';
import { claimsOf } from './support/grants';
import { registerMachine, tokenRequest } from './support/oauth-world';
import { ADMIN, type Connection, DAY, MINUTES_5, type OfflineWorld, startOfflineWorld, UPSTREAM_TOKEN, USER } from './support/offline-world';
import { authorizer } from '../../../lambda-src/authorizer/authorizer';
import { ownTokens } from '../../../lambda-src/authorizer/own-tokens';
import { dynamoDbRegistry } from '../../../lambda-src/authorizer/registry';
import { awsEnvironment } from '../../../lambda-src/platform/aws/aws-request';
import { OPEN_ACCESS_POLICY } from '../../../src/contract/authorizer/access-policy';
import { revokedGrantKey } from '../../../src/contract/registry';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';
import { AWS_VARIABLES, TABLE_NAME } from '../platform/support/loopback-registry';

let world: OfflineWorld;
beforeAll(async () => {
  world = await startOfflineWorld();
});
beforeEach(() => {
  stopClock();
  world.reset();
});
afterEach(() => startClock());
afterAll(() => world.stop());

const INVALID_GRANT = { status: 400, json: { error: 'invalid_grant' } };
const isRevoked = async ({ grantId }: Connection, of = world) => (await of.registry.scan()).some(({ pk }) => pk === revokedGrantKey(grantId).pk);

describe('a client that refreshes', () => {
  test('loses the scopes of a group that its person has left, and gets them back', async () => {
    const { refreshToken, accessToken } = await world.connect();
    expect(claimsOf(accessToken).scope).toBe('mcp mcp:admin');

    advanceClock(MINUTES_5);
    world.provider.forgery = { claims: USER };
    const fewer = await world.refresh(refreshToken);
    expect(fewer).toMatchObject({ status: 200, json: { scope: 'mcp' } });
    expect(claimsOf(fewer.json.access_token).scope).toBe('mcp');

    advanceClock(MINUTES_5);
    world.provider.forgery = { claims: ADMIN };
    expect((await world.refresh(fewer.json.refresh_token)).json.scope).toBe('mcp mcp:admin');
  });

  test('gets what its person has consented to and was not in the group for, but nothing beyond', async () => {
    world.provider.forgery = { claims: USER, refreshToken: UPSTREAM_TOKEN };
    const { refreshToken, accessToken } = await world.connect();
    expect(claimsOf(accessToken).scope).toBe('mcp');

    advanceClock(MINUTES_5);
    world.provider.forgery = { claims: { groups: ['users', 'admins', 'owners'] } };
    const more = await world.refresh(refreshToken);
    expect(more.json.scope).toBe('mcp mcp:admin');
    expect((await world.refresh(more.json.refresh_token, { scope: 'mcp:admin' })).json.scope).toBe('mcp:admin');
  });

  test('keeps what was found, until the next look', async () => {
    const { refreshToken } = await world.connect();
    advanceClock(MINUTES_5);
    world.provider.forgery = { claims: USER };
    const { json } = await world.refresh(refreshToken);

    world.provider.forgery = { claims: ADMIN };
    advanceClock(MINUTES_5 - 1);
    const again = await world.refresh(json.refresh_token);
    expect(again.json.scope).toBe('mcp');
    expect(await world.refresh(again.json.refresh_token, { scope: 'mcp:admin' })).toMatchObject({ status: 400, json: { error: 'invalid_scope' } });
    expect(world.asked()).toHaveLength(1);
  });

  test('has its person looked at once in five minutes', async () => {
    let { refreshToken } = await world.connect();
    for (const seconds of [0, 200, 99, 1, 299, 1]) {
      advanceClock(seconds);
      refreshToken = (await world.refresh(refreshToken)).json.refresh_token;
    }
    expect(world.asked()).toEqual([UPSTREAM_TOKEN, UPSTREAM_TOKEN]);
  });

  test('goes on with the scopes that it has where the provider gives no ID token', async () => {
    const { refreshToken } = await world.connect();
    advanceClock(MINUTES_5);
    world.provider.forgery = { withoutIdToken: true };
    expect(await world.refresh(refreshToken)).toMatchObject({ status: 200, json: { scope: 'mcp mcp:admin' } });
    expect(world.asked()).toHaveLength(1);
  });

  test('has the refresh token of the provider that came last', async () => {
    const { refreshToken } = await world.connect();
    advanceClock(MINUTES_5);
    world.provider.forgery = { claims: ADMIN, refreshToken: 'rotated' };
    const { json } = await world.refresh(refreshToken);
    advanceClock(MINUTES_5);
    world.provider.forgery = { claims: ADMIN };
    const next = await world.refresh(json.refresh_token);
    advanceClock(MINUTES_5);
    await world.refresh(next.json.refresh_token);
    expect(world.asked()).toEqual([UPSTREAM_TOKEN, 'rotated', 'rotated']);
  });
});

describe('a person who', () => {
  test.each([
    ['has left', 'sign_in_ended', { tokenReply: { status: 400, body: { error: 'invalid_grant' } } }],
    ['has to be seen again', 'sign_in_ended', { tokenReply: { status: 400, body: { error: 'interaction_required' } } }],
    ['is another by now', 'another_person', { claims: { ...ADMIN, sub: 'eve' } }],
    ['is in no group any more', 'scopes_not_allowed', { claims: { groups: [] } }],
    ['is in more groups than are told', 'scopes_not_allowed', { claims: { ...ADMIN, hasgroups: true } }],
  ])('%s has nothing any more', async (_name, reason, forgery) => {
    const connection = await world.connect();
    advanceClock(MINUTES_5);
    world.provider.forgery = forgery;
    world.logs.length = 0;
    expect(await world.refresh(connection.refreshToken)).toMatchObject(INVALID_GRANT);

    expect(world.logs).toEqual([expect.objectContaining({
      level: 'info', error: 'invalid_grant', reason: `the user's access has ended: ${reason}`, revokedGrant: connection.grantId, subject: claimsOf(connection.accessToken).sub,
    })]);
    expect(world.logs[0].credentialReused).toBeUndefined();
    expect(await isRevoked(connection)).toBe(true);
    expect(await world.stored(connection.grantId)).toBeUndefined();
    world.reset();
    expect(await world.refresh(connection.refreshToken)).toMatchObject(INVALID_GRANT);
    expect(world.asked()).toEqual([]);
  });

  test.each([
    ['tenant', { allowedTenants: ['ours'] }, { tid: 'ours' }, 'tenant_not_allowed'],
    ['hosted domain', { hostedDomain: 'example.com' }, { hd: 'example.com' }, 'hosted_domain_not_allowed'],
    ['subject', { subjectClaim: 'oid' }, { oid: 'object-1' }, 'subject_missing'],
  ])('has no %s any more has nothing any more', async (_name, upstream, claims, reason) => {
    const other = await startOfflineWorld(upstream);
    other.provider.forgery = { claims: { ...ADMIN, ...claims }, refreshToken: UPSTREAM_TOKEN };
    const connection = await other.connect();
    advanceClock(MINUTES_5);
    const { json } = await other.refresh(connection.refreshToken);
    advanceClock(MINUTES_5);
    other.provider.forgery = { claims: ADMIN };
    expect(await other.refresh(json.refresh_token)).toMatchObject(INVALID_GRANT);
    expect(other.logs.at(-1)).toMatchObject({ reason: expect.stringContaining(reason) });
    expect(await isRevoked(connection, other)).toBe(true);
    await other.stop();
  });

  test('signed in through a provider that was taken away has nothing any more', async () => {
    const { refreshToken } = await world.connect();
    advanceClock(MINUTES_5);
    const without = world.anotherInstance({ configuration: { signIn: [{ id: 'other', name: 'Other', issuer: world.provider.issuer, clientId: 'weather', scopes: ['openid'] }] } });
    expect(await world.refresh(refreshToken, {}, without)).toMatchObject(INVALID_GRANT);
    expect(without.logs.at(-1)).toMatchObject({ reason: expect.stringContaining('provider_unknown') });
  });

  test('T65: signed in through a provider whose callback another has got since has nothing any more, and the other learns nothing of them', async () => {
    const { refreshToken } = await world.connect();
    advanceClock(MINUTES_5);
    const other = await startForgingProvider();
    const redeployed = world.anotherInstance({ configuration: { signIn: [{ id: 'corp', name: 'Other', issuer: other.issuer, clientId: 'weather', scopes: ['openid', 'offline_access'] }] } });
    expect(await world.refresh(refreshToken, {}, redeployed)).toMatchObject(INVALID_GRANT);
    expect(redeployed.logs.at(-1)).toMatchObject({ reason: expect.stringContaining('provider_unknown') });
    expect(other.requests).toEqual([]);
    await other.close();
  });

  test('has left loses what access tokens there are within half a minute', async () => {
    const registry = dynamoDbRegistry(awsEnvironment({ ...AWS_VARIABLES, AWS_ENDPOINT_URL_DYNAMODB: world.registry.endpoint }), TABLE_NAME);
    const authorize = authorizer({
      resource: world.resource,
      ...ownTokens({ issuer: world.issuer, resource: world.resource, registry, declaredClients: [] }),
      policy: OPEN_ACCESS_POLICY,
      requiredScopes: [],
      clock: Date.now,
      log: () => undefined,
      writeLine: () => undefined,
    });
    const call = (token: string) => authorize({ methodArn: 'arn', httpMethod: 'POST', headers: { authorization: `Bearer ${token}` } });
    const { accessToken, refreshToken } = await world.connect();
    advanceClock(MINUTES_5);
    await expect(call(accessToken)).resolves.toMatchObject({ context: { scope: 'mcp mcp:admin' } });
    world.provider.forgery = { tokenReply: { status: 400, body: { error: 'invalid_grant' } } };
    await world.refresh(refreshToken);
    advanceClock(30);
    await expect(call(accessToken)).rejects.toThrow(/^Unauthorized$/);
  });

  test('is still there does not keep a stolen refresh token alive', async () => {
    const connection = await world.connect();
    const second = (await world.refresh(connection.refreshToken)).json.refresh_token;
    await world.refresh(second);
    advanceClock(MINUTES_5);
    expect(await world.refresh(connection.refreshToken)).toMatchObject(INVALID_GRANT);
    expect(world.logs.at(-1)).toMatchObject({ credentialReused: true });
    expect(world.asked()).toEqual([]);
    expect(await world.stored(connection.grantId)).toBeUndefined();
  });
});

describe('nobody is looked at again', () => {
  test('whose provider was not asked for offline access, even where it gives a refresh token', async () => {
    const other = await startOfflineWorld({ scopes: ['openid'] });
    const { refreshToken, grantId } = await other.connect();
    expect(await other.stored(grantId)).toBeUndefined();
    advanceClock(DAY);
    other.provider.forgery = { tokenReply: { status: 400, body: { error: 'invalid_grant' } } };
    expect(await other.refresh(refreshToken)).toMatchObject({ status: 200, json: { scope: 'mcp mcp:admin' } });
    expect(other.asked()).toEqual([]);
    await other.stop();
  });

  test('whose provider gives no refresh token', async () => {
    world.provider.forgery = { claims: ADMIN };
    const { refreshToken, grantId } = await world.connect();
    expect(await world.stored(grantId)).toBeUndefined();
    advanceClock(DAY);
    expect(await world.refresh(refreshToken)).toMatchObject({ status: 200 });
    expect(world.asked()).toEqual([]);
  });

  test('but those at a provider that always gives one', async () => {
    const other = await startOfflineWorld({ scopes: ['openid'], offlineAccess: true });
    const { refreshToken } = await other.connect();
    advanceClock(MINUTES_5);
    expect(await other.refresh(refreshToken)).toMatchObject({ status: 200 });
    expect(other.asked()).toEqual([UPSTREAM_TOKEN]);
    await other.stop();
  });

  test('where a machine gets a token', async () => {
    const machine = await registerMachine(world);
    expect(await world.call(tokenRequest(machine))).toMatchObject({ status: 200 });
    expect(world.provider.requests).toEqual([]);
  });
});
