import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { claimsOf, codeRequest, mintCode, race, REDIRECT_URI, refreshed, refreshRequest, unknownToken } from './support/grants';
import { registerApplication, startWorld, type World } from './support/oauth-world';
import { revokedGrantKey } from '../../../src/contract/registry';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';

let world: World;
let client: Record<string, any>;
beforeAll(async () => {
  world = await startWorld();
  client = await registerApplication(world);
});
beforeEach(() => {
  stopClock();
  world.logs.length = 0;
});
afterEach(() => startClock());
afterAll(() => world.stop());

const redeem = (code: string, form: Record<string, string> = {}) => world.call(codeRequest(client, code, form));
const isRevoked = async (grantId: string) => (await world.registry.scan()).some(({ pk }) => pk === revokedGrantKey(grantId).pk);
const REFUSED = { status: 400, json: { error: 'invalid_grant' } };
const WRONG_VERIFIER = { code_verifier: 'x'.repeat(43) };

test('a code becomes an access token, which names its grant, and a refresh token', async () => {
  const { code, grantId } = await mintCode(world, client);
  const { status, json } = await redeem(code);
  expect({ status, json }).toMatchObject({ status: 200, json: { token_type: 'Bearer', scope: 'mcp', expires_in: 3600, refresh_token: expect.any(String) } });
  expect(claimsOf(json.access_token)).toMatchObject({ gid: grantId, sub: 'https://idp.example|ada', aud: world.resource });
  // claude.ai refreshes a second later.
  await refreshed(world, client, json.refresh_token);
});

test('T9 of 32 redemptions at once exactly one succeeds, and keeps its grant', async () => {
  const instances = [world, world.anotherInstance(), world.anotherInstance()];
  for (let round = 0; round < 6; round++) {
    const { code, grantId } = await mintCode(world, client);
    let next = 0;
    const replies = await race(32, () => instances[next++ % instances.length].call(codeRequest(client, code)));
    const winners = replies.filter(({ status }) => status === 200);
    expect(winners).toHaveLength(1);
    expect(replies.filter(({ status, json }) => status === 400 && json.error === 'invalid_grant')).toHaveLength(31);
    expect(await isRevoked(grantId)).toBe(false);
    await refreshed(world, client, winners[0].json.refresh_token);
  }
});

test('T8 a code that comes back later ends its grant, and is an event', async () => {
  const { code, grantId } = await mintCode(world, client);
  const { refresh_token: token } = (await redeem(code)).json;
  advanceClock(11);
  world.logs.length = 0;
  expect(await redeem(code)).toMatchObject(REFUSED);
  expect(world.logs).toEqual([expect.objectContaining({ level: 'warn', credentialReused: true, revokedGrant: grantId })]);
  expect(await isRevoked(grantId)).toBe(true);
  expect(await world.call(refreshRequest(client, token))).toMatchObject(REFUSED);
});

describe('T7 a code whose verifier somebody guesses', () => {
  test('is still good after four wrong ones', async () => {
    const { code } = await mintCode(world, client);
    for (let guess = 0; guess < 4; guess++) {
      expect(await redeem(code, WRONG_VERIFIER)).toMatchObject(REFUSED);
    }
    expect((await redeem(code)).status).toBe(200);
  });

  test('is burnt by the fifth', async () => {
    const { code } = await mintCode(world, client);
    for (let guess = 0; guess < 5; guess++) {
      expect(await redeem(code, WRONG_VERIFIER)).toMatchObject(REFUSED);
    }
    expect(await redeem(code)).toMatchObject(REFUSED);
  });

  test('is burnt by 32 at once', async () => {
    const { code } = await mintCode(world, client);
    expect((await race(32, () => redeem(code, WRONG_VERIFIER))).every(({ status }) => status === 400)).toBe(true);
    expect(await redeem(code)).toMatchObject(REFUSED);
  });

  test('can\'t be burnt by another client', async () => {
    const { code } = await mintCode(world, client);
    const other = await registerApplication(world, { client_name: 'Other' });
    for (let guess = 0; guess < 6; guess++) {
      expect(await world.call(codeRequest(other, code, WRONG_VERIFIER))).toMatchObject(REFUSED);
    }
    expect((await redeem(code)).status).toBe(200);
  });
});

test('T10 a code is of no use to another client, and stays good', async () => {
  const { code, grantId } = await mintCode(world, client);
  const other = await registerApplication(world, { client_name: 'Other' });
  expect(await world.call(codeRequest(other, code))).toMatchObject(REFUSED);
  expect((await redeem(code)).status).toBe(200);
  advanceClock(11);
  expect(await world.call(codeRequest(other, code))).toMatchObject(REFUSED);
  expect(await isRevoked(grantId)).toBe(false);
});

test('T11 a forged code is refused, and ends nothing', async () => {
  const { code, grantId } = await mintCode(world, client);
  for (const forged of [unknownToken(), code.slice(0, -1), `${code}x`]) {
    expect(await redeem(forged)).toMatchObject(REFUSED);
  }
  expect(await isRevoked(grantId)).toBe(false);
  expect((await redeem(code)).status).toBe(200);
});

test('T12 a request for another resource leaves the code to its owner', async () => {
  const { code } = await mintCode(world, client);
  for (const resource of ['https://other.example/mcp', `${world.resource}/`]) {
    expect(await redeem(code, { resource })).toMatchObject({ status: 400, json: { error: 'invalid_target' } });
  }
  expect(await redeem(code, { resource: world.resource })).toMatchObject({ status: 200 });
});

test('T51 a code lives for a minute', async () => {
  const [{ code: inTime }, { code: tooLate }] = [await mintCode(world, client), await mintCode(world, client)];
  advanceClock(59);
  expect((await redeem(inTime)).status).toBe(200);
  advanceClock(1);
  expect(await redeem(tooLate)).toMatchObject(REFUSED);
});

test.each([
  ['another redirect URI', { redirect_uri: 'http://127.0.0.1:33418/other' }, 'invalid_grant'],
  ['no verifier', { code_verifier: '' }, 'invalid_grant'],
  ['a malformed verifier', { code_verifier: 'short' }, 'invalid_request'],
])('%s is refused, and does not consume the code', async (_name, form, error) => {
  const { code } = await mintCode(world, client);
  expect(await redeem(code, form)).toMatchObject({ status: 400, json: { error: expect.stringMatching(`${error}|invalid_grant`) } });
  expect((await redeem(code)).status).toBe(200);
});

test('the redirect URI may be left out, also where the client has several: the proof key stands for it', async () => {
  const several = await registerApplication(world, { redirect_uris: ['https://example.com/cb', REDIRECT_URI] });
  for (const which of [client, several]) {
    const { code } = await mintCode(world, which);
    const { form, ...request } = codeRequest(which, code);
    const { redirect_uri: _uri, ...rest } = form as Record<string, string>;
    expect((await world.call({ ...request, form: { ...rest, code_verifier: WRONG_VERIFIER.code_verifier } })).status).toBe(400);
    expect((await world.call({ ...request, form: rest })).status).toBe(200);
  }
});
