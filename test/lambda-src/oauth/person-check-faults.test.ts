import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type FaultyDynamoDb, startFaultyDynamoDb } from './support/faulty-dynamodb';
import { codeRequest, mintCode, race, refreshRequest, signedIn } from './support/grants';
import { registerApplication, registerMachine, startWorld, tokenRequest, type World } from './support/oauth-world';
import { ADMIN, DAY, MINUTES_5, type OfflineWorld, startOfflineWorld, UPSTREAM_TOKEN, USER } from './support/offline-world';
import { revokedGrantKey } from '../../../src/contract/registry';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';

const LEASE = 30;
const HOUR = 3600;
const DOWN = { tokenReply: { status: 503, body: {} } };
const GONE = { tokenReply: { status: 400, body: { error: 'invalid_grant' } } };
const UNAVAILABLE = { status: 503, json: { error: 'temporarily_unavailable' } };

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

const isRevoked = async (grantId: string) => (await world.registry.scan()).some(({ pk }) => pk === revokedGrantKey(grantId).pk);

describe('T55 while the identity provider', () => {
  test.each([
    ['has no time', DOWN],
    ['breaks', { tokenReply: { status: 500, body: { error: 'invalid_grant' } } }],
    ['refuses this server', { tokenReply: { status: 401, body: { error: 'invalid_client' } } }],
    ['signs with a key that it does not publish', { claims: ADMIN, signer: 'another key' as const }],
  ])('%s, its last answer is good for a day, then the answer is 503, and nothing is lost', async (_name, forgery) => {
    const connection = await world.connect();
    let { refreshToken } = connection;
    world.provider.forgery = forgery;
    for (const seconds of [MINUTES_5, HOUR, 22 * HOUR]) {
      advanceClock(seconds);
      const { status, json } = await world.refresh(refreshToken);
      expect({ status, json }).toMatchObject({ status: 200, json: { scope: 'mcp mcp:admin' } });
      expect(world.logs.at(-1)).toMatchObject({ status: 200, reason: expect.stringMatching(/^identity_provider|^sign_in_invalid/) });
      refreshToken = json.refresh_token;
    }
    advanceClock(HOUR);
    expect(await world.refresh(refreshToken)).toMatchObject(UNAVAILABLE);
    expect(world.logs.at(-1)).toMatchObject({ level: 'error', reason: expect.stringMatching(/^identity_provider: /) });

    world.provider.forgery = { claims: USER };
    advanceClock(LEASE);
    expect(await world.refresh(refreshToken)).toMatchObject({ status: 200, json: { scope: 'mcp' } });
    expect(await isRevoked(connection.grantId)).toBe(false);
  });

  test('has answered whoever claimed the check, or left them without, it is asked again after half a minute', async () => {
    let { refreshToken } = await world.connect();
    advanceClock(MINUTES_5);
    world.provider.forgery = DOWN;
    for (const seconds of [0, LEASE - 1, 1]) {
      advanceClock(seconds);
      refreshToken = (await world.refresh(refreshToken)).json.refresh_token;
    }
    expect(world.asked()).toHaveLength(2);
  });

  test('needs a secret that cannot be read, its last answer is good, too', async () => {
    const ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:upstream';
    const other = await startOfflineWorld({ clientSecretArn: ARN });
    other.secrets.values[ARN] = { AWSCURRENT: 'the secret' };
    const { refreshToken } = await other.connect();
    delete other.secrets.values[ARN];
    advanceClock(HOUR);
    const { status, json } = await other.refresh(refreshToken);
    expect(status).toBe(200);
    expect(other.logs.at(-1)).toMatchObject({ error: 'identity_provider_secret' });
    advanceClock(DAY);
    expect(await other.refresh(json.refresh_token)).toMatchObject(UNAVAILABLE);
    await other.stop();
  });
});

test('a secret that was changed is read again, with the same refresh token', async () => {
  const ARN = 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:upstream';
  const other = await startOfflineWorld({ clientSecretArn: ARN });
  other.secrets.values[ARN] = { AWSCURRENT: 'old' };
  const { refreshToken } = await other.connect();
  advanceClock(MINUTES_5);
  await other.connect();
  advanceClock(LEASE);
  other.secrets.values[ARN] = { AWSCURRENT: 'new' };
  other.provider.forgery = { tokenReply: { status: 401, body: { error: 'invalid_client' } } };
  expect((await other.refresh(refreshToken)).status).toBe(200);
  const secrets = other.provider.requests.filter(({ parameters }) => parameters.get('refresh_token') === UPSTREAM_TOKEN).map(({ parameters }) => parameters.get('client_secret'));
  expect(secrets).toEqual(['old', 'new']);
  await other.stop();
});

describe('T44 of 32 refreshes at once, on any instance, one asks the identity provider', () => {
  test.each([
    ['where the last answer is still good', MINUTES_5],
    ['where it is too old to go on with', 2 * DAY],
  ])('%s', async (_name, seconds) => {
    const instances = [world, world.anotherInstance()];
    const { refreshToken } = await world.connect();
    advanceClock(seconds);
    let next = 0;
    const replies = await race(32, () => world.refresh(refreshToken, {}, instances[next++ % instances.length]));
    expect(replies.map(({ status }) => status)).toEqual(Array(32).fill(200));
    expect(new Set(replies.map(({ json }) => json.refresh_token)).size).toBe(1);
    expect(world.asked()).toEqual([UPSTREAM_TOKEN]);
  });

  test('and all hear of it that have to wait for the answer', async () => {
    const { refreshToken } = await world.connect();
    advanceClock(2 * DAY);
    world.provider.forgery = { claims: USER };
    const replies = await race(8, () => world.refresh(refreshToken));
    expect(replies.map(({ json }) => json.scope)).toEqual(Array(8).fill('mcp'));
  });

  test('and nobody goes on who has to wait for the answer that the person has left', async () => {
    const { refreshToken, grantId } = await world.connect();
    advanceClock(2 * DAY);
    world.provider.forgery = GONE;
    const replies = await race(8, () => world.refresh(refreshToken));
    expect(replies.map(({ json }) => json.error)).toEqual(Array(8).fill('invalid_grant'));
    expect(await isRevoked(grantId)).toBe(true);
  });
});

describe('T46 revocation while a person is looked at again', () => {
  test('brings nothing back', async () => {
    const { refreshToken, grantId } = await world.connect();
    advanceClock(MINUTES_5);
    await Promise.all([
      race(8, () => world.refresh(refreshToken)),
      world.call({ method: 'POST', path: '/revoke', form: { token: refreshToken, client_id: world.client.client_id } }),
    ]);
    expect(await isRevoked(grantId)).toBe(true);
    expect(await world.stored(grantId)).toBeUndefined();
    expect(await world.refresh(refreshToken)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
  });
});

describe.each(['before', 'after'] as const)('T55 a refresh with one call to DynamoDB lost %s it took effect', (when) => {
  let faulty: World;
  let dynamoDb: FaultyDynamoDb;
  beforeAll(async () => {
    dynamoDb = await startFaultyDynamoDb(world.registry.endpoint);
    faulty = world.anotherInstance({ dynamoDbEndpoint: dynamoDb.endpoint });
  });
  afterAll(() => dynamoDb.stop());

  /** Loses each call in turn. */
  const eachCallLost = async (attempt: () => Promise<void>) => {
    for (let call = 1; ; call++) {
      dynamoDb.failAt(call, when);
      await attempt();
      if (dynamoDb.requests < call) {
        return;
      }
    }
  };

  test('is 503 at worst, and goes well the next time', async () => {
    let { refreshToken } = await world.connect();
    const statuses = new Set<number>();
    await eachCallLost(async () => {
      advanceClock(MINUTES_5);
      statuses.add((await world.refresh(refreshToken, {}, faulty)).status);
      const again = await world.refresh(refreshToken);
      expect(again.status).toBe(200);
      refreshToken = again.json.refresh_token;
    });
    expect([...statuses].sort()).toEqual([200, 503]);
  }, 60_000);

  test('of somebody who has left ends their access the next time, at the latest', async () => {
    await eachCallLost(async () => {
      world.reset();
      const { refreshToken, grantId } = await world.connect();
      advanceClock(MINUTES_5);
      world.provider.forgery = GONE;
      await world.refresh(refreshToken, {}, faulty);
      advanceClock(LEASE);
      expect(await world.refresh(refreshToken)).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
      expect(await isRevoked(grantId)).toBe(true);
    });
  }, 60_000);
});

describe.each(['before', 'after'] as const)('T55 the identity provider replaces its refresh token, and DynamoDB loses what follows, %s it took effect', (when) => {
  const ROTATED = 'rotated-upstream-refresh-token';
  let dynamoDb: FaultyDynamoDb;
  let faulty: World;
  beforeAll(async () => {
    dynamoDb = await startFaultyDynamoDb(world.registry.endpoint);
  });
  beforeEach(() => {
    faulty = world.anotherInstance({ dynamoDbEndpoint: dynamoDb.endpoint });
  });
  afterEach(() => {
    dynamoDb.failAt(0);
    jest.restoreAllMocks();
  });
  afterAll(() => dynamoDb.stop());

  const replaceAndLose = (upTo: number) => {
    world.provider.forgery = {
      claims: ADMIN,
      get refreshToken() {
        dynamoDb.failFrom(1, when, upTo);
        return ROTATED;
      },
    };
  };
  const nothingIsLeftToWait = () => {
    let now = 0;
    jest.spyOn(performance, 'now').mockImplementation(() => now += 60_000);
  };
  /** Which token the provider is asked with when it is asked again. */
  const askedNext = async (refreshToken: string) => {
    world.provider.forgery = { claims: ADMIN };
    advanceClock(MINUTES_5);
    expect(await world.refresh(refreshToken)).toMatchObject({ status: 200 });
    return world.asked().at(-1);
  };

  test('for longer than a write is tried again: the client notices nothing', async () => {
    const { refreshToken } = await world.connect();
    advanceClock(MINUTES_5);
    replaceAndLose(4);
    const { status, json } = await world.refresh(refreshToken, {}, faulty);
    expect(status).toBe(200);
    expect(await askedNext(json.refresh_token)).toBe(ROTATED);
  });

  test('for longer than there is time: what this instance knows is stored when it is asked again, for anybody', async () => {
    const [{ refreshToken, grantId }, other] = [await world.connect(), await world.connect()];
    advanceClock(MINUTES_5);
    replaceAndLose(Infinity);
    nothingIsLeftToWait();
    expect(await world.refresh(refreshToken, {}, faulty)).toMatchObject(UNAVAILABLE);
    dynamoDb.failAt(0);
    advanceClock(LEASE);
    world.provider.forgery = { claims: ADMIN };
    expect(await world.refresh(other.refreshToken, {}, faulty)).toMatchObject({ status: 200 });
    expect(await world.stored(grantId)).toMatchObject({ version: 3 });
    expect(await askedNext(refreshToken)).toBe(ROTATED);
  });

  test('and goes on losing: what this instance knows is kept, and the token before is not shown again', async () => {
    const { refreshToken } = await world.connect();
    advanceClock(MINUTES_5);
    replaceAndLose(Infinity);
    nothingIsLeftToWait();
    expect(await world.refresh(refreshToken, {}, faulty)).toMatchObject(UNAVAILABLE);
    advanceClock(LEASE);
    expect(await world.refresh(refreshToken, {}, faulty)).toMatchObject(UNAVAILABLE);
    expect(world.asked()).toEqual([UPSTREAM_TOKEN]);
    dynamoDb.failAt(0);
    expect(await world.refresh(refreshToken, {}, faulty)).toMatchObject({ status: 200 });
    expect(world.asked()).toEqual([UPSTREAM_TOKEN]);
    expect(await askedNext(refreshToken)).toBe(ROTATED);
  });

  test('until the grant is revoked: nothing comes back', async () => {
    const [{ refreshToken, grantId }, other] = [await world.connect(), await world.connect()];
    advanceClock(MINUTES_5);
    replaceAndLose(Infinity);
    nothingIsLeftToWait();
    expect(await world.refresh(refreshToken, {}, faulty)).toMatchObject(UNAVAILABLE);
    await world.call({ method: 'POST', path: '/revoke', form: { token: refreshToken, client_id: world.client.client_id } });
    world.provider.forgery = { claims: ADMIN };
    dynamoDb.failAt(0);
    expect(await world.refresh(other.refreshToken, {}, faulty)).toMatchObject({ status: 200 });
    expect(await world.stored(grantId)).toBeUndefined();
  });
});

test('looking at people costs no request of its own where there is nothing to look at them by, and nothing where nobody refreshes', async () => {
  const dynamoDb = await startFaultyDynamoDb(world.registry.endpoint);
  const cost = async (signIn: object[]): Promise<Record<string, number>> => {
    const counted = world.anotherInstance({ dynamoDbEndpoint: dynamoDb.endpoint, configuration: { signIn: signIn as never } });
    const [client, machine] = [await registerApplication(counted), await registerMachine(counted)];
    const { code } = await mintCode(counted, client);
    const { refresh_token: refreshToken } = await signedIn(counted, client);
    const requests = { refresh: refreshRequest(client, refreshToken), code: codeRequest(client, code), machine: tokenRequest(machine) };
    const counts: Record<string, number> = {};
    for (const [name, request] of Object.entries(requests)) {
      dynamoDb.failAt(0);
      expect((await counted.call(request)).status).toBe(200);
      counts[name] = dynamoDb.requests;
    }
    return counts;
  };
  const without = await cost([]);
  const withSignIn = await cost([{ id: 'corp', name: 'Example Corp', issuer: world.provider.issuer, clientId: 'weather', scopes: ['openid', 'offline_access'] }]);
  expect(withSignIn).toEqual(without);
  await dynamoDb.stop();
});

test('a server on which nobody signs in asks nobody', async () => {
  const machines = await startWorld();
  const client = await registerApplication(machines);
  const { refresh_token: refreshToken } = await signedIn(machines, client);
  advanceClock(DAY);
  expect((await machines.call(refreshRequest(client, refreshToken))).status).toBe(200);
  await machines.stop();
});
