import { PutCommand } from '@aws-sdk/lib-dynamodb';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { Browser } from './support/browser';
import { claimsOf } from './support/grants';
import { registerApplication, SIGNING_SECRET, SIGNING_SECRET_ARN } from './support/oauth-world';
import { ADMIN, MINUTES_5, type OfflineWorld, startOfflineWorld, UPSTREAM_TOKEN } from './support/offline-world';
import { answered, approve, type AskingClient, authorizationRequest, redeem } from './support/sign-in-world';
import { GRANT_LIFETIME_SECONDS } from '../../../src/contract/limits';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';
import { TABLE_NAME } from '../platform/support/loopback-registry';

const [SECOND, THIRD] = ['another-horse-battery-staple-0123456789', 'one-more-horse-battery-staple-0123456789'];
const INVALID_GRANT = { status: 400, json: { error: 'invalid_grant' } };
const now = () => Math.floor(Date.now() / 1000);

let world: OfflineWorld;
beforeAll(async () => {
  world = await startOfflineWorld();
});
beforeEach(() => {
  stopClock();
  world.reset();
  world.secrets.failure = undefined;
  world.secrets.values[SIGNING_SECRET_ARN] = { AWSCURRENT: SIGNING_SECRET };
});
afterEach(() => startClock());
afterAll(() => world.stop());

describe('the refresh token of an identity provider', () => {
  test('T53 is in no log, and in the table only sealed, before and after it is used', async () => {
    const { refreshToken, grantId } = await world.connect();
    advanceClock(MINUTES_5);
    world.provider.forgery = { claims: ADMIN, refreshToken: 'rotated-upstream-refresh-token' };
    await world.refresh(refreshToken);
    advanceClock(MINUTES_5);
    world.provider.forgery = { tokenReply: { status: 500, body: {} } };
    await world.refresh(refreshToken);
    const written = JSON.stringify([await world.registry.scan(), world.logs, world.metrics]);
    expect((await world.stored(grantId))!.upstream.sealedToken).toMatch(/^v1\./);
    for (const secret of [UPSTREAM_TOKEN, 'rotated-upstream-refresh-token', 'upstream-access-token', '"ada"', '|ada']) {
      expect(written).not.toContain(secret);
    }
  });

  test('is kept as long as the grant', async () => {
    const { grantId } = await world.connect();
    expect(await world.stored(grantId)).toMatchObject({ expiresAt: now() + GRANT_LIFETIME_SECONDS });
  });

  test('is not kept for a client that never refreshes', async () => {
    const client = await registerApplication(world, { client_name: 'Once', grant_types: ['authorization_code'] }) as AskingClient & Record<string, unknown>;
    const request = authorizationRequest(world, client, { scope: 'mcp mcp:admin' });
    const { code } = answered(await approve(new Browser(world), request));
    const { status, json } = await redeem(world, request, code);
    expect({ status, json }).toMatchObject({ status: 200, json: { scope: 'mcp mcp:admin' } });
    expect(await world.stored(claimsOf(json.access_token).gid)).toBeUndefined();
  });

  test('goes with its grant, whoever ends it', async () => {
    const { refreshToken, grantId } = await world.connect();
    await world.call({ method: 'POST', path: '/revoke', form: { token: refreshToken, client_id: world.client.client_id } });
    expect(await world.stored(grantId)).toBeUndefined();
  });

  test('opens for its own grant alone', async () => {
    const [first, second] = [await world.connect(), await world.connect()];
    const [one, other] = [await world.stored(first.grantId), await world.stored(second.grantId)];
    expect(one!.upstream.sealedToken).not.toBe(other!.upstream.sealedToken);
    await world.registry.client.send(new PutCommand({
      TableName: TABLE_NAME, Item: { ...other, upstream: { ...other!.upstream, sealedToken: one!.upstream.sealedToken } },
    }));
    advanceClock(1000);
    expect(await world.refresh(second.refreshToken)).toMatchObject(INVALID_GRANT);
    expect(world.asked()).toEqual([]);
  });

  test('waits, sealed, with somebody who has to confirm their account', async () => {
    world.provider.forgery = { claims: { ...ADMIN, auth_time: now() - 100 }, refreshToken: UPSTREAM_TOKEN };
    const browser = new Browser(world);
    const request = authorizationRequest(world, world.client, { scope: 'mcp mcp:admin' });
    const account = await approve(browser, request);
    expect(JSON.stringify(await world.registry.scan())).not.toContain(UPSTREAM_TOKEN);
    const { code } = answered(await browser.submit(account, 'continue'));
    const { json } = await redeem(world, request, code);
    expect(await world.stored(claimsOf(json.access_token).gid)).toMatchObject({ upstream: { provider: 'corp' } });

    advanceClock(MINUTES_5);
    expect(await world.refresh(json.refresh_token)).toMatchObject({ status: 200 });
    expect(world.asked()).toEqual([UPSTREAM_TOKEN]);
  });
});

describe('when the signing secret is rotated, the refresh token of an identity provider', () => {
  test('is opened with the key before, and sealed with the key of the moment', async () => {
    const { refreshToken } = await world.connect();
    advanceClock(1000);
    world.secrets.values[SIGNING_SECRET_ARN] = { AWSCURRENT: SECOND, AWSPREVIOUS: SIGNING_SECRET };
    const { json } = await world.refresh(refreshToken, {}, world.anotherInstance());
    advanceClock(1000);
    world.secrets.values[SIGNING_SECRET_ARN] = { AWSCURRENT: THIRD, AWSPREVIOUS: SECOND };
    expect(await world.refresh(json.refresh_token, {}, world.anotherInstance())).toMatchObject({ status: 200 });
    expect(world.asked()).toEqual([UPSTREAM_TOKEN, UPSTREAM_TOKEN]);
  });

  test('that no key opens any more ends the grant', async () => {
    const { refreshToken, grantId } = await world.connect();
    advanceClock(1000);
    world.secrets.values[SIGNING_SECRET_ARN] = { AWSCURRENT: THIRD, AWSPREVIOUS: SECOND };
    const rotated = world.anotherInstance();
    expect(await world.refresh(refreshToken, {}, rotated)).toMatchObject(INVALID_GRANT);
    expect(rotated.logs.at(-1)).toMatchObject({ reason: expect.stringContaining('refresh_token_unreadable'), revokedGrant: grantId });
  });

  test('that an instance sealed with a key which another one cannot read yet ends nothing', async () => {
    const behind = world.anotherInstance();
    const { refreshToken } = await world.connect(behind);
    world.secrets.values[SIGNING_SECRET_ARN] = { AWSCURRENT: SECOND, AWSPREVIOUS: SIGNING_SECRET };
    advanceClock(MINUTES_5);
    const ahead = world.anotherInstance();
    const { json } = await world.refresh(refreshToken, {}, ahead);
    world.secrets.failure = { status: 500, code: 'InternalServiceError' };
    advanceClock(MINUTES_5);
    expect(await world.refresh(json.refresh_token, {}, behind)).toMatchObject({ status: 503, json: { error: 'temporarily_unavailable' } });
    advanceClock(30);
    expect(await world.refresh(json.refresh_token, {}, ahead)).toMatchObject({ status: 200 });
  });
});
