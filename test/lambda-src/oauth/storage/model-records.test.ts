import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { AlreadySettled, ModelRecords } from '../../../../lambda-src/oauth/storage/model-records';
import { RegistryTable } from '../../../../lambda-src/oauth/storage/registry-table';
import { revokedGrantKey } from '../../../../src/contract/registry';
import { advanceClock, startClock, stopClock } from '../../platform/support/clock';
import { type LoopbackRegistry, startRegistry, TABLE_NAME } from '../../platform/support/loopback-registry';

let registry: LoopbackRegistry;
let table: RegistryTable;
let codes: ModelRecords;
const clock = () => Math.floor(Date.now() / 1000);

beforeAll(async () => {
  registry = await startRegistry();
  table = new RegistryTable(registry.client, TABLE_NAME, clock);
  codes = new ModelRecords('AuthorizationCode', table, 3630, clock);
});
beforeEach(() => stopClock());
afterEach(() => startClock());
afterAll(() => registry.stop());

describe('a record', () => {
  test('is found under its id, which is not stored', async () => {
    await codes.upsert('code-of-canary', { jti: 'code-of-canary', clientId: 'c', grantId: 'g' }, 60);
    await expect(codes.find('code-of-canary')).resolves.toEqual({ jti: 'code-of-canary', clientId: 'c', grantId: 'g' });
    expect(JSON.stringify(await registry.scan())).not.toContain('code-of-canary');
  });

  test('T51 is gone when it has expired, though DynamoDB has not deleted it', async () => {
    await codes.upsert('short-lived', { clientId: 'c' }, 60);
    advanceClock(59);
    await expect(codes.find('short-lived')).resolves.toBeDefined();
    advanceClock(1);
    await expect(codes.find('short-lived')).resolves.toBeUndefined();
  });

  test('is gone when it is deleted', async () => {
    await codes.upsert('deleted', { clientId: 'c' }, 60);
    await codes.delete('deleted');
    await expect(codes.find('deleted')).resolves.toBeUndefined();
  });

  test('may have an id of any length and alphabet', async () => {
    const id = `https://example.com/${'ü'.repeat(3000)}`;
    await codes.upsert(id, { clientId: 'c' }, 60);
    await expect(codes.find(id)).resolves.toMatchObject({ clientId: 'c' });
  });

  test('is found under its uid, without its id', async () => {
    const sessions = new ModelRecords('Session', table, 3630, clock);
    await sessions.upsert('session-canary', { jti: 'session-canary', uid: 'uid-1', accountId: 'a' }, 60);
    await expect(sessions.findByUid('uid-1')).resolves.toEqual({ uid: 'uid-1', accountId: 'a' });
    await expect(sessions.findByUid('uid-2')).resolves.toBeUndefined();
    expect(JSON.stringify(await registry.scan())).not.toContain('session-canary');
  });
});

describe('settling', () => {
  test('one of 32 that try at once succeeds, and what it says stays', async () => {
    await codes.upsert('settled', { clientId: 'c' }, 60);
    const outcomes = await Promise.allSettled(Array.from({ length: 32 }, (_, index) => codes.settle('settled', { clientId: 'c', result: { index } })));
    const winner = outcomes.findIndex(({ status }) => status === 'fulfilled');
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.flatMap((outcome) => outcome.status === 'rejected' ? [outcome.reason] : []).every((reason) => reason instanceof AlreadySettled)).toBe(true);
    await expect(codes.find('settled')).resolves.toMatchObject({ result: { index: winner } });
  });

  test('makes no record, and lets none live longer', async () => {
    await expect(codes.settle('never-there', { clientId: 'c' })).rejects.toThrow(AlreadySettled);
    await codes.upsert('settled-late', { clientId: 'c' }, 60);
    advanceClock(59);
    await codes.settle('settled-late', { clientId: 'c', result: {} });
    advanceClock(1);
    await expect(codes.find('settled-late')).resolves.toBeUndefined();
  });
});

describe('consuming', () => {
  test('is not held against the consumer that comes again, but against all others', async () => {
    const strict = new ModelRecords('PushedAuthorizationRequest', table, 3630, clock, 0);
    await strict.upsert('pushed', { clientId: 'c' }, 60);
    await expect(strict.consumeOnce('pushed', 'one')).resolves.toBe(true);
    await expect(strict.consumeOnce('pushed', 'one')).resolves.toBe(true);
    await expect(strict.consumeOnce('pushed', 'two')).resolves.toBe(false);
    await expect(strict.consumeOnce('pushed')).resolves.toBe(false);
    await expect(strict.find('pushed', 'one')).resolves.not.toHaveProperty('consumed');
    await expect(strict.find('pushed', 'two')).resolves.toHaveProperty('consumed');
    await expect(strict.find('pushed')).resolves.toHaveProperty('consumed');
  });

  test('T9 one of 32 that try at once succeeds; the others learn of an invalid grant', async () => {
    for (let round = 0; round < 3; round++) {
      await codes.upsert(`raced-${round}`, { clientId: 'c' }, 60);
      const outcomes = await Promise.allSettled(Array.from({ length: 32 }, () => codes.consume(`raced-${round}`)));
      const losers = outcomes.filter((outcome) => outcome.status === 'rejected');
      expect(losers).toHaveLength(31);
      expect(losers.every(({ reason }) => reason.error === 'invalid_grant')).toBe(true);
    }
  });

  test('T8 T9 is not held against those that race, and betrays those that come later', async () => {
    await codes.upsert('consumed', { clientId: 'c' }, 60);
    await codes.consume('consumed');
    advanceClock(9);
    await expect(codes.find('consumed')).resolves.not.toHaveProperty('consumed');
    advanceClock(1);
    await expect(codes.find('consumed')).resolves.toMatchObject({ consumed: clock() - 10 });
  });

  test('fails where there is nothing', async () => {
    await expect(codes.consume('never-issued')).rejects.toMatchObject({ error: 'invalid_grant' });
    await expect(codes.find('never-issued')).resolves.toBeUndefined();
  });
});

describe('inserting', () => {
  test('one of 32 that try at once succeeds', async () => {
    const outcomes = await Promise.all(Array.from({ length: 32 }, () => codes.insert('unique', {}, 60)));
    expect(outcomes.filter(Boolean)).toHaveLength(1);
  });

  test('succeeds again when the first has expired', async () => {
    await expect(codes.insert('again', {}, 60)).resolves.toBe(true);
    await expect(codes.insert('again', {}, 60)).resolves.toBe(false);
    advanceClock(60);
    await expect(codes.insert('again', {}, 60)).resolves.toBe(true);
  });
});

test('revoking a grant leaves a record of it for as long as its access tokens may live', async () => {
  await codes.revokeGrant('grant-1');
  await expect(table.get(revokedGrantKey('grant-1'))).resolves.toMatchObject({ expiresAt: clock() + 3630 });
});
