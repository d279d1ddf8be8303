import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type RotatedSecret, rotatedSecret, type RotatedSecretOptions } from './support/rotated-secret';
import type { SecretVersions } from '../../../lambda-src/rotation/secret-versions';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';

/** How long the next key is published at least, before it signs. */
const LEAD = 1200;

let secret: RotatedSecret;
const start = async (options?: RotatedSecretOptions) => {
  secret = await rotatedSecret(options);
  return secret;
};
const STEPS = ['createSecret', 'setSecret', 'testSecret', 'finishSecret'];
const pendingId = async () => Object.entries(await secret.stages()).find(([, stages]) => stages.includes('AWSPENDING'))![0];
const values = async (): Promise<Record<string, string | undefined>> => Object.fromEntries(await Promise.all(['AWSCURRENT', 'AWSPREVIOUS', 'AWSPENDING', 'NEXT'].map(async (stage) => [stage, await secret.value(stage)])));

beforeEach(() => stopClock());
afterEach(async () => {
  startClock();
  await secret.stop();
});

test('the first rotation only makes a next value', async () => {
  await start();
  const before = await secret.value('AWSCURRENT');
  await secret.rotate();
  const { AWSCURRENT: current, NEXT: next } = await values();
  expect(current).toBe(before);
  expect(next).toMatch(/^[\w-]{64}$/);
});

test('each one after it makes the next value the current one, and another the next one', async () => {
  await start();
  await secret.rotate();
  const before = await values();
  advanceClock(LEAD);
  await secret.rotate();
  const after = await values();
  expect(after).toMatchObject({ AWSCURRENT: before.NEXT, AWSPREVIOUS: before.AWSCURRENT });
  expect(new Set([after.AWSCURRENT, after.AWSPREVIOUS, after.NEXT]).size).toBe(3);
  // Secrets Manager takes this for a rotation that has ended.
  expect(Object.values(await secret.stages()).map((stages) => [...stages].sort()).sort()).toEqual([['AWSCURRENT', 'AWSPENDING'], ['AWSPREVIOUS'], ['NEXT']]);
});

test('a next value that some cache may not know yet becomes nothing, until it is old enough', async () => {
  await start();
  await secret.rotate();
  const before = await values();
  advanceClock(LEAD - 1);
  await expect(secret.rotate()).rejects.toThrow(/stopped at createSecret: the next key has been published for 1199 seconds; it may sign after 1200/);
  expect(await values()).toEqual({ ...before, AWSPENDING: undefined });
  advanceClock(1);
  await secret.rotate();
  expect(await secret.value('AWSCURRENT')).toBe(before.NEXT);
});

test('each step may be repeated with those before it: Secrets Manager, or a retry of Lambda, may send it twice', async () => {
  await start({
    after: async (step) => {
      const state = await values();
      const pending = await pendingId();
      for (const each of STEPS.slice(0, STEPS.indexOf(step) + 1)) {
        await secret.step(each, pending);
      }
      expect(await values()).toEqual(state);
    },
  });
  await secret.rotate();
  advanceClock(LEAD);
  await secret.rotate();
  expect(Object.keys(await secret.stages())).toHaveLength(3);
});

describe('a rotation that is interrupted goes on', () => {
  /** Fails at the nth call that changes something: before it is made, or after, when only the answer is lost. */
  const failing = (at: number, when: 'before' | 'after') => {
    let calls = 0;
    const once = async (call: () => Promise<void>) => {
      calls += 1;
      const fails = calls === at;
      if (fails && when === 'before') {
        throw new Error('interrupted');
      }
      await call();
      if (fails) {
        throw new Error('interrupted');
      }
    };
    return (versions: SecretVersions): SecretVersions => ({
      ...versions,
      put: (id, value, stage) => once(() => versions.put(id, value, stage)),
      move: (stage, to, from) => once(() => versions.move(stage, to, from)),
    });
  };

  // The first rotation makes three such calls, the second one the fourth to sixth.
  test.each([4, 5, 6].flatMap((at) => [[at, 'before'], [at, 'after']] as const))('at its call %i, %s it', async (at, when) => {
    await start({ versions: failing(at, when) });
    await secret.rotate();
    const before = await values();
    advanceClock(LEAD);
    await expect(secret.rotate()).rejects.toThrow(/interrupted/);
    const pending = await pendingId();
    for (const step of STEPS) {
      await secret.step(step, pending);
    }
    const after = await values();
    expect(after).toMatchObject({ AWSCURRENT: before.NEXT, AWSPREVIOUS: before.AWSCURRENT });
    expect(after.NEXT).not.toBe(before.NEXT);
    expect(Object.keys(await secret.stages())).toHaveLength(3);
  });
});

describe('what is no rotation is refused', () => {
  beforeEach(async () => {
    await start();
  });

  test.each([
    ['of another secret', 'createSecret', 'arn:aws:secretsmanager:eu-central-1:111122223333:secret:other'],
    ['in a step that there is not', 'dropSecret', undefined],
    ['in a step by the name of a property', 'constructor', undefined],
  ])('one %s', async (_name, step, arn) => {
    await expect(secret.step(step, 'a'.repeat(32), arn)).rejects.toThrow('this function rotates one secret');
  });

  test('one that Secrets Manager did not begin, or has cancelled', async () => {
    const before = await secret.stages();
    await expect(secret.step('finishSecret', 'a'.repeat(32))).rejects.toThrow(/is not pending/);
    expect(await secret.stages()).toEqual(before);
  });

  test('one that would make a short value of somebody else the current one', async () => {
    await secret.put('short', ['AWSPENDING']);
    await expect(secret.rotate()).rejects.toThrow(/stopped at testSecret/);
    expect(await secret.value('AWSCURRENT')).not.toBe('short');
  });
});

test('the log has steps and versions, and no value', async () => {
  await start();
  await secret.rotate();
  const secrets = Object.values(await values()).map(String);
  expect(secret.logs).toHaveLength(4);
  expect(secrets.filter((value) => JSON.stringify(secret.logs).includes(value))).toEqual([]);
});
