import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { claimsOf, codeRequest, forget, mintCode, race, refreshed, refreshRequest, signedIn, unknownToken } from './support/grants';
import { registerApplication, SIGNING_SECRET_ARN, SIGNING_SECRET, startWorld, type World } from './support/oauth-world';
import { revokedGrantKey } from '../../../src/contract/registry';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';

const HOUR = 3600;
const DAY = 24 * HOUR;

let world: World;
let client: Record<string, any>;
beforeAll(async () => {
  world = await startWorld({ scopes: ['mcp', 'mcp:admin'] });
});
beforeEach(async () => {
  stopClock();
  client = await registerApplication(world);
  world.logs.length = 0;
  world.metrics.length = 0;
});
afterEach(() => startClock());
afterAll(() => world.stop());

const refresh = (token: string, form: Record<string, string> = {}) => world.call(refreshRequest(client, token, form));
const isRevoked = async (grantId: string) => (await world.registry.scan()).some(({ pk }) => pk === revokedGrantKey(grantId).pk);

describe('refreshing', () => {
  test('gives a new access token of the same grant, and another refresh token', async () => {
    const first = await signedIn(world, client);
    advanceClock(1);
    const { status, json } = await refresh(first.refresh_token);
    expect({ status, json }).toMatchObject({ status: 200, json: { token_type: 'Bearer', expires_in: HOUR, scope: 'mcp', refresh_token: expect.stringMatching(/^[\w-]{43}$/) } });
    expect(json.refresh_token).not.toBe(first.refresh_token);
    expect(claimsOf(json.access_token)).toMatchObject({ gid: first.grantId, sub: 'https://idp.example|ada', client_id: client.client_id, aud: world.resource, scope: 'mcp' });
  });

  test('goes on for months', async () => {
    let { refresh_token: token } = await signedIn(world, client);
    for (let day = 0; day < 80; day += 20) {
      advanceClock(20 * DAY - 1);
      token = await refreshed(world, client, token);
    }
  });

  test('ends thirty days after the last use', async () => {
    const { refresh_token: token } = await signedIn(world, client);
    advanceClock(30 * DAY);
    expect(await refresh(token)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  test('ends ninety days after the sign-in', async () => {
    let { refresh_token: token } = await signedIn(world, client);
    for (let month = 0; month < 4; month++) {
      advanceClock(22 * DAY);
      token = await refreshed(world, client, token);
    }
    advanceClock(2 * DAY);
    expect(await refresh(token)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  test('may narrow the scope of an access token without narrowing the grant', async () => {
    const { refresh_token: token } = await signedIn(world, client, { scope: 'mcp mcp:admin' });
    const narrow = await refresh(token, { scope: 'mcp' });
    expect(narrow).toMatchObject({ status: 200, json: { scope: 'mcp' } });
    expect((await refresh(narrow.json.refresh_token)).json.scope).toBe('mcp mcp:admin');
  });
});

describe('T44 one refresh token, used again', () => {
  test('by 32 requests at once: all succeed with one successor, on any instance', async () => {
    const instances = [world, world.anotherInstance(), world.anotherInstance()];
    for (let round = 0; round < 3; round++) {
      const { refresh_token: token, grantId } = await signedIn(world, client);
      let next = 0;
      const replies = await race(32, () => instances[next++ % instances.length].call(refreshRequest(client, token)));
      expect(replies.map(({ status }) => status)).toEqual(Array(32).fill(200));
      expect(new Set(replies.map(({ json }) => json.refresh_token)).size).toBe(1);
      expect(new Set(replies.map(({ json }) => json.access_token)).size).toBe(32);
      await refreshed(world, client, replies[0].json.refresh_token);
      expect(await isRevoked(grantId)).toBe(false);
    }
  });

  test('by a client that lost the response and comes back an hour later', async () => {
    const { refresh_token: token } = await signedIn(world, client);
    const lost = await refreshed(world, client, token);
    advanceClock(HOUR);
    const found = await refreshed(world, client, token);
    expect(found).toBe(lost);
    await refreshed(world, client, found);
  });

  test('by a process that is some generations behind, within two minutes', async () => {
    const { refresh_token: token } = await signedIn(world, client);
    const second = await refreshed(world, client, token);
    advanceClock(60);
    const third = await refreshed(world, client, second);
    const fourth = await refreshed(world, client, third);
    advanceClock(60);
    await expect(refreshed(world, client, token)).resolves.toBe(fourth);
    await expect(refreshed(world, client, second)).resolves.toBe(fourth);
    await refreshed(world, client, fourth);
  });

  test('after a function died between replacing the token and saving its successor', async () => {
    const { refresh_token: token } = await signedIn(world, client);
    const successor = await refreshed(world, client, token);
    await forget(world, 'RefreshToken', successor);
    advanceClock(DAY);
    await expect(refreshed(world, client, token)).resolves.toBe(successor);
    await refreshed(world, client, successor);
  });

  test('after the signing secret was rotated', async () => {
    const { refresh_token: token } = await signedIn(world, client);
    const successor = await refreshed(world, client, token);
    world.secrets.values[SIGNING_SECRET_ARN] = { AWSCURRENT: 'another-horse-battery-staple-0123456789', AWSPREVIOUS: SIGNING_SECRET };
    try {
      const rotated = world.anotherInstance();
      await expect(refreshed(rotated, client, token)).resolves.toBe(successor);
      const next = await refreshed(rotated, client, successor);
      await expect(refreshed(rotated, client, token)).resolves.toBe(next);
      // This instance has not read the new secret: it says so, and nothing is lost.
      expect(await refresh(successor)).toMatchObject({ status: 503, json: { error: 'temporarily_unavailable' } });
      await refreshed(rotated, client, next);
    } finally {
      world.secrets.values[SIGNING_SECRET_ARN] = { AWSCURRENT: SIGNING_SECRET };
    }
  });
});

describe('T43 a refresh token that comes back after its time', () => {
  test('ends its family, and is an event', async () => {
    const first = await signedIn(world, client);
    const second = await refreshed(world, client, first.refresh_token);
    const third = await refreshed(world, client, second);
    advanceClock(121);
    world.logs.length = 0;
    expect(await refresh(first.refresh_token)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    expect(world.logs).toEqual([expect.objectContaining({ level: 'warn', credentialReused: true, revokedGrant: first.grantId, clientId: client.client_id, reason: 'refresh token already used' })]);
    expect(world.metrics).toEqual([expect.objectContaining({ CredentialReused: 1 })]);
    expect(await isRevoked(first.grantId)).toBe(true);
    for (const token of [first.refresh_token, second, third]) {
      expect(await refresh(token)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    }
  });

  test('ends its family in the second generation in a row in which a thief trails its owner', async () => {
    const { refresh_token: first, grantId } = await signedIn(world, client);
    const second = await refreshed(world, client, first);
    advanceClock(HOUR / 2);
    expect(await refreshed(world, client, first)).toBe(second);
    advanceClock(HOUR / 2);
    const third = await refreshed(world, client, second);
    advanceClock(HOUR / 2);
    expect(await refresh(second)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    expect(await isRevoked(grantId)).toBe(true);
    expect(await refresh(third)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });

  test('may be late once in a while', async () => {
    let { refresh_token: token } = await signedIn(world, client);
    for (let round = 0; round < 3; round++) {
      const lost = await refreshed(world, client, token);
      advanceClock(HOUR);
      expect(await refreshed(world, client, token)).toBe(lost);
      advanceClock(HOUR);
      token = await refreshed(world, client, lost);
      advanceClock(HOUR);
      token = await refreshed(world, client, token);
    }
  });
});

test('T45 a forged refresh token is refused, and revokes nothing', async () => {
  const { refresh_token: token, grantId } = await signedIn(world, client);
  for (const forged of [unknownToken(), `${token}x`, token.slice(0, -1), `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`]) {
    expect(await refresh(forged)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  }
  expect(await isRevoked(grantId)).toBe(false);
  await refreshed(world, client, token);
});

describe('T46 revocation while the token is refreshed', () => {
  test('leaves nothing alive', async () => {
    for (let round = 0; round < 4; round++) {
      const { refresh_token: token, grantId } = await signedIn(world, client);
      const [replies] = await Promise.all([
        race(16, () => refresh(token)),
        world.call({ method: 'POST', path: '/revoke', form: { token, client_id: client.client_id } }),
      ]);
      expect(await isRevoked(grantId)).toBe(true);
      for (const survivor of [token, ...replies.flatMap(({ json }) => json.refresh_token ?? [])]) {
        expect(await refresh(survivor)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
      }
    }
  });
});

describe('T47 a refresh token', () => {
  test('is of no use to another client, and stays good, even when it is an old one', async () => {
    const { refresh_token: first, grantId } = await signedIn(world, client);
    const other = await registerApplication(world, { client_name: 'Other' });
    const steal = (token: string) => world.call(refreshRequest(other, token));
    expect(await steal(first)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    const third = await refreshed(world, client, await refreshed(world, client, first));
    advanceClock(HOUR);
    expect(await steal(first)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    expect(await isRevoked(grantId)).toBe(false);
    await refreshed(world, client, third);
  });

  test('gives no more than its grant, and stays as it was', async () => {
    const { refresh_token: token } = await signedIn(world, client);
    expect(await refresh(token, { scope: 'mcp mcp:admin' })).toMatchObject({ status: 400, json: { error: 'invalid_scope' } });
    expect(await refresh(token, { resource: 'https://other.example/mcp' })).toMatchObject({ status: 400, json: { error: 'invalid_target' } });
    expect((await refresh(token)).json).toMatchObject({ scope: 'mcp' });
  });
});

test('T53 no token and no code is in the table or in the log', async () => {
  const { code } = await mintCode(world, client);
  const { access_token: access, refresh_token: first } = (await world.call(codeRequest(client, code))).json;
  const second = await refreshed(world, client, first);
  const third = await refreshed(world, client, second);
  advanceClock(HOUR);
  await refresh(first);
  const written = JSON.stringify([await world.registry.scan(), world.logs, world.metrics]);
  for (const secret of [code, access, access.split('.')[2], first, second, third]) {
    expect(written).not.toContain(secret);
  }
});
