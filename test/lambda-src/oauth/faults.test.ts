import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FaultyDynamoDb, startFaultyDynamoDb } from './support/faulty-dynamodb';
import { claimsOf, codeRequest, mintCode, refreshed, refreshRequest, signedIn } from './support/grants';
import { type Reply, registerApplication, startWorld, type World } from './support/oauth-world';
import { revokedGrantKey, revokedTokenKey } from '../../../src/contract/registry';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';

/** More than any request makes. */
const MOST_CALLS = 20;

describe.each(['before', 'after'] as const)('T55 with one call to DynamoDB lost %s it took effect', (when) => {
  let world: World;
  let faulty: World;
  let dynamoDb: FaultyDynamoDb;
  let client: Record<string, any>;
  beforeAll(async () => {
    world = await startWorld();
    dynamoDb = await startFaultyDynamoDb(world.registry.endpoint);
    faulty = world.anotherInstance({ dynamoDbEndpoint: dynamoDb.endpoint });
    client = await registerApplication(faulty);
  });
  afterAll(async () => {
    await dynamoDb.stop();
    await world.stop();
  });

  const exists = async ({ pk }: { pk: string }) => (await world.registry.scan()).some((item) => item.pk === pk);

  /** Loses each call that the request makes in turn. */
  async function each(lose: (fail: (request: () => Promise<Reply>) => Promise<Reply>) => Promise<void>): Promise<number> {
    for (let call = 1; call <= MOST_CALLS; call++) {
      let made = 0;
      await lose(async (request) => {
        dynamoDb.failAt(call, when);
        const reply = await request();
        made = dynamoDb.requests;
        dynamoDb.failAt(0);
        return reply;
      });
      if (made < call) {
        return call - 1;
      }
    }
    throw new Error('the request made more calls than expected');
  }

  test('a registration fails with 503, and succeeds when it is repeated', async () => {
    let count = 0;
    const lost = await each(async (fail) => {
      count += 1;
      const register = () => faulty.call({ method: 'POST', path: '/register', json: { redirect_uris: ['http://127.0.0.1/'], token_endpoint_auth_method: 'none', client_name: `Fault ${when} ${count}` } });
      const reply = await fail(register);
      if (reply.status !== 201) {
        expect(reply).toMatchObject({ status: 503, json: { error: 'temporarily_unavailable' } });
      }
      const { status, json } = await register();
      expect(status).toBe(201);
      if (reply.status === 201) {
        expect(json.client_id).toBe(reply.json.client_id);
      }
      expect((await register()).json.client_id).toBe(json.client_id);
      await signedIn(faulty, json);
    });
    expect(lost).toBe(4);
  });

  test('a repeated registration fails with 503, and succeeds when it is repeated again', async () => {
    stopClock();
    try {
      const register = () => faulty.call({ method: 'POST', path: '/register', json: { redirect_uris: ['http://127.0.0.1/'], token_endpoint_auth_method: 'none', client_name: `Repeated ${when}` } });
      const { client_id: id } = (await register()).json;
      const lost = await each(async (fail) => {
        advanceClock(1);
        const reply = await fail(register);
        if (reply.status !== 201) {
          expect(reply).toMatchObject({ status: 503, json: { error: 'temporarily_unavailable' } });
        }
        expect(await register()).toMatchObject({ status: 201, json: { client_id: id } });
      });
      expect(lost).toBe(5);
    } finally {
      startClock();
    }
  });

  test('a refresh fails with 503, and succeeds when it is repeated', async () => {
    const lost = await each(async (fail) => {
      const { refresh_token: token, grantId } = await signedIn(world, client);
      const reply = await fail(() => faulty.call(refreshRequest(client, token)));
      if (reply.status !== 200) {
        expect(reply).toMatchObject({ status: 503, json: { error: 'temporarily_unavailable' } });
      }
      const successor = await refreshed(faulty, client, token);
      if (reply.status === 200) {
        expect(reply.json.refresh_token).toBe(successor);
      }
      await refreshed(faulty, client, successor);
      expect(await exists(revokedGrantKey(grantId))).toBe(false);
    });
    expect(lost).toBeGreaterThan(3);
  });

  test('a repeated refresh fails with 503, and succeeds when it is repeated again', async () => {
    await each(async (fail) => {
      const { refresh_token: token } = await signedIn(world, client);
      const successor = await refreshed(world, client, await refreshed(world, client, token));
      const reply = await fail(() => faulty.call(refreshRequest(client, token)));
      if (reply.status !== 200) {
        expect(reply).toMatchObject({ status: 503, json: { error: 'temporarily_unavailable' } });
      }
      await expect(refreshed(faulty, client, token)).resolves.toBe(successor);
    });
  });

  test('a redemption fails with 503, and succeeds when it is repeated', async () => {
    await each(async (fail) => {
      const { code, grantId } = await mintCode(world, client);
      const reply = await fail(() => faulty.call(codeRequest(client, code)));
      if (reply.status !== 200) {
        expect(reply).toMatchObject({ status: 503, json: { error: 'temporarily_unavailable' } });
        expect(await faulty.call(codeRequest(client, code))).toMatchObject({ status: 200 });
      }
      expect(await exists(revokedGrantKey(grantId))).toBe(false);
    });
  });

  test('an outage that begins at any call of a redemption leaves the code to its client', async () => {
    for (let call = 1; ; call++) {
      const { code, grantId } = await mintCode(world, client);
      dynamoDb.failFrom(call, when);
      const reply = await faulty.call(codeRequest(client, code));
      dynamoDb.failAt(0);
      if (reply.status === 200) {
        expect(call).toBeGreaterThan(4);
        return;
      }
      expect(reply).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
      const { status, json } = await faulty.call(codeRequest(client, code));
      // Where the consumption took effect unheard, it cannot be told from a redemption that was answered.
      if (when === 'before') {
        expect(status).toBe(200);
      }
      if (status === 200) {
        await refreshed(faulty, client, json.refresh_token);
      }
      expect(await exists(revokedGrantKey(grantId))).toBe(false);
    }
  }, 60_000);

  test('a revocation fails with 503, and is whole when it is repeated', async () => {
    await each(async (fail) => {
      const { refresh_token: token, grantId } = await signedIn(world, client);
      const revoke = () => faulty.call({ method: 'POST', path: '/revoke', form: { client_id: client.client_id, token } });
      const reply = await fail(revoke);
      if (reply.status !== 200) {
        expect(reply).toMatchObject({ status: 503, json: { error: 'temporarily_unavailable' } });
      }
      expect((await revoke()).status).toBe(200);
      expect(await exists(revokedGrantKey(grantId))).toBe(true);
      expect(await faulty.call(refreshRequest(client, token))).toMatchObject({ status: 400, json: { error: 'invalid_grant' } });
    });
  });

  test('the revocation of an access token fails with 503, and is whole when it is repeated', async () => {
    await each(async (fail) => {
      const { access_token: token } = await signedIn(world, client);
      const revoke = () => faulty.call({ method: 'POST', path: '/revoke', form: { client_id: client.client_id, token } });
      const reply = await fail(revoke);
      if (reply.status !== 200) {
        expect(reply.status).toBe(503);
      }
      expect((await revoke()).status).toBe(200);
      expect(await exists(revokedTokenKey(claimsOf(token).jti))).toBe(true);
    });
  });
});
