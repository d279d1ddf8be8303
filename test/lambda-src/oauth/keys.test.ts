import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { decodeProtectedHeader } from 'jose';
import { INITIAL_ACCESS_TOKEN_ARN, LIFETIME, registerMachine, SIGNING_SECRET, SIGNING_SECRET_ARN, startWorld, tokenRequest, type World } from './support/oauth-world';
import { publication } from '../../../lambda-src/oauth/keys/key-publication';
import { derivedTokenKey } from '../../../lambda-src/oauth/keys/token-key';
import { secretField } from '../../../lambda-src/platform/aws/secret-value';
import { deriveSigningKey } from '../../../lambda-src/platform/keys';
import { PUBLISHED_KEYS_KEY, type PublishedKey, type PublishedKeysItem } from '../../../src/contract/registry';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';

const NEXT_SECRET = 'next-secret-next-secret-next-secret-0123';
const kidOf = (secret: string) => deriveSigningKey(secret).kid;

const published = async (world: World): Promise<readonly PublishedKey[]> => {
  const item = (await world.registry.scan()).find(({ pk }) => pk === PUBLISHED_KEYS_KEY.pk) as unknown as PublishedKeysItem | undefined;
  return item?.keys ?? [];
};
const jwks = async (world: World) => (await world.call({ method: 'GET', path: '/jwks' })).json.keys as Record<string, string>[];
const signedWith = async (world: World, client: Record<string, any>) => decodeProtectedHeader((await world.call(tokenRequest(client))).json.access_token).kid;

describe('the keys of a server', () => {
  let world: World;
  beforeEach(async () => {
    stopClock();
    world = await startWorld();
  });
  afterEach(async () => {
    startClock();
    await world.stop();
  });

  test('are published where the authorizer reads them, before anything is signed', async () => {
    await world.call({ method: 'GET', path: '/jwks' });
    const now = Math.floor(Date.now() / 1000);
    const [key] = await published(world);
    expect(key).toEqual({ ...publicPart(SIGNING_SECRET), notAfter: expect.any(Number) });
    expect(key.notAfter).toBeGreaterThan(now + LIFETIME);
  });

  test('are public, and never anything but public, in the JWKS', async () => {
    const answer = await world.call({ method: 'GET', path: '/jwks' });
    expect(answer).toMatchObject({ status: 200, headers: { 'cache-control': 'public, max-age=300', 'access-control-allow-origin': '*' } });
    expect(answer.json.keys).toEqual([publicPart(SIGNING_SECRET)]);
  });

  test('nothing is signed where they cannot be published', async () => {
    const client = await registerMachine(world);
    const other = world.anotherInstance();
    await world.registry.stop();
    expect((await other.call(tokenRequest(client))).status).toBe(503);
  });

  test('one that is to come stands last in the JWKS, is published, and signs nothing', async () => {
    world.secrets.values[SIGNING_SECRET_ARN].AWSPENDING = NEXT_SECRET;
    const client = await registerMachine(world);
    expect((await jwks(world)).map(({ kid }) => kid)).toEqual([kidOf(SIGNING_SECRET), kidOf(NEXT_SECRET)]);
    expect((await published(world)).map(({ kid }) => kid).sort()).toEqual([kidOf(SIGNING_SECRET), kidOf(NEXT_SECRET)].sort());
    expect(await signedWith(world, client)).toBe(kidOf(SIGNING_SECRET));
  });

  test('one that is to come and is half written is not there yet', async () => {
    world.secrets.values[SIGNING_SECRET_ARN].AWSPENDING = 'short';
    expect(await jwks(world)).toHaveLength(1);
  });

  test('a rotation is noticed within five minutes; the old key verifies on, for as long as its tokens live', async () => {
    const client = await registerMachine(world);
    expect(await signedWith(world, client)).toBe(kidOf(SIGNING_SECRET));
    rotate(world, NEXT_SECRET);
    advanceClock(299);
    expect(await signedWith(world, client)).toBe(kidOf(SIGNING_SECRET));
    advanceClock(1);
    expect(await signedWith(world, client)).toBe(kidOf(NEXT_SECRET));
    expect((await jwks(world)).map(({ kid }) => kid)).toEqual([kidOf(NEXT_SECRET), kidOf(SIGNING_SECRET)]);
    const now = Math.floor(Date.now() / 1000);
    const old = (await published(world)).find(({ kid }) => kid === kidOf(SIGNING_SECRET))!;
    expect(old.notAfter).toBeGreaterThanOrEqual(now + LIFETIME);
    expect(old.notAfter).toBeLessThanOrEqual(now + LIFETIME + 1000);
  });

  test('a client secret that was sealed before a rotation opens after the next one, if the client was used in between', async () => {
    const client = await registerMachine(world);
    rotate(world, NEXT_SECRET);
    advanceClock(300);
    expect((await world.call(tokenRequest(client))).status).toBe(200);
    rotate(world, `${NEXT_SECRET}-2`);
    advanceClock(300);
    expect((await world.call(tokenRequest(client))).status).toBe(200);
  });

  test('a client secret whose key is gone is no secret any more: the client registers again', async () => {
    const client = await registerMachine(world);
    rotate(world, NEXT_SECRET);
    rotate(world, `${NEXT_SECRET}-2`);
    advanceClock(300);
    expect(await world.call(tokenRequest(client))).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
  });

  test('32 instances that start at once publish one set', async () => {
    world.secrets.values[SIGNING_SECRET_ARN].AWSPENDING = NEXT_SECRET;
    const instances = Array.from({ length: 32 }, () => world.anotherInstance());
    const answers = await Promise.all(instances.map((instance) => instance.call({ method: 'GET', path: '/jwks' })));
    expect(answers.map(({ status }) => status)).toEqual(instances.map(() => 200));
    expect(await published(world)).toHaveLength(2);
  });
});

describe('T55 without a usable signing secret', () => {
  const cases: [string, (world: World) => void][] = [
    ['that is absent', (world) => {
      world.secrets.values[SIGNING_SECRET_ARN] = {};
    }],
    ['that is too short', (world) => {
      world.secrets.values[SIGNING_SECRET_ARN] = { AWSCURRENT: 'x'.repeat(31) };
    }],
    ['that is empty', (world) => {
      world.secrets.values[SIGNING_SECRET_ARN] = { AWSCURRENT: '' };
    }],
    ['that may not be read', (world) => {
      world.secrets.failure = { status: 400, code: 'AccessDeniedException' };
    }],
    ['of a service that is down', (world) => {
      world.secrets.failure = { status: 500, code: 'InternalServiceError' };
    }],
  ];

  test.each(cases)('every route answers 503 and the alarm\'s metric counts: one %s', async (_name, harm) => {
    const world = await startWorld();
    try {
      harm(world);
      for (const [method, path] of [['GET', '/jwks'], ['POST', '/token'], ['POST', '/register'], ['GET', '/authorize']]) {
        expect(await world.call({ method, path })).toMatchObject({ status: 503, json: { error: 'temporarily_unavailable' }, headers: { 'cache-control': 'no-store' } });
      }
      expect(world.metrics).toHaveLength(4);
      expect(world.metrics[0]).toMatchObject({
        _aws: { CloudWatchMetrics: [{ Namespace: 'RemoteMcpServer', Dimensions: [['Resource']], Metrics: [{ Name: 'SigningSecretUnavailable', Unit: 'Count' }] }] },
        Resource: world.resource,
        SigningSecretUnavailable: 1,
      });
      expect(world.logs[0]).toMatchObject({ level: 'error', status: 503, reason: expect.stringMatching(/^signing_secret: /) });
      expect(JSON.stringify(world.logs)).not.toContain('x'.repeat(31));
    } finally {
      await world.stop();
    }
  });

  test('a server that has read it once goes on for a while, then stops', async () => {
    stopClock();
    const world = await startWorld();
    try {
      const client = await registerMachine(world);
      world.secrets.failure = { status: 500, code: 'InternalServiceError' };
      advanceClock(600);
      expect((await world.call(tokenRequest(client))).status).toBe(200);
      advanceClock(301);
      expect((await world.call(tokenRequest(client))).status).toBe(503);
      world.secrets.failure = undefined;
      expect((await world.call(tokenRequest(client))).status).toBe(200);
    } finally {
      startClock();
      await world.stop();
    }
  });

  test('an initial access token that cannot be read is nobody\'s, for now', async () => {
    const world = await startWorld();
    try {
      delete world.secrets.values[INITIAL_ACCESS_TOKEN_ARN];
      const answer = await world.call({ method: 'POST', path: '/register', headers: { authorization: 'Bearer x' }, json: {} });
      expect(answer).toMatchObject({ status: 503, json: { error: 'temporarily_unavailable' } });
    } finally {
      await world.stop();
    }
  });
});

test('the secret may be one field of a JSON object', async () => {
  const world = await startWorld({ signingSecretField: 'signing' });
  try {
    world.secrets.values[SIGNING_SECRET_ARN] = { AWSCURRENT: JSON.stringify({ signing: SIGNING_SECRET, other: 1 }) };
    expect((await jwks(world))[0].kid).toBe(kidOf(SIGNING_SECRET));
  } finally {
    await world.stop();
  }
});

test.each([['no JSON', 'x'], ['another field', '{"other":"x"}'], ['a number', '{"signing":5}'], ['null', 'null']])('a secret with %s in place of its field is refused unquoted', (_name, value) => {
  expect(() => secretField(value, 'signing')).toThrow(/signing/);
});

describe('what is published', () => {
  const signing = (secret: string) => derivedTokenKey('signs', deriveSigningKey(secret));
  const current = [signing(SIGNING_SECRET)];
  const NOW = 1_800_000_000;

  test('is written again only when half of its time beyond a token is over', () => {
    const first = publication([], current, LIFETIME, NOW)!;
    expect(publication(first, current, LIFETIME, NOW + 12 * 3600)).toBeUndefined();
    expect(publication(first, current, LIFETIME, NOW + 12 * 3600 + 1)).toBeDefined();
  });

  test('covers every token that an active key may sign until the next look', () => {
    for (const age of [0, 3600, 12 * 3600, 24 * 3600]) {
      const before = publication([], current, LIFETIME, NOW)!;
      const keys = publication(before, current, LIFETIME, NOW + age) ?? before;
      expect(keys[0].notAfter).toBeGreaterThanOrEqual(NOW + age + LIFETIME + 900 + 30);
    }
  });

  test('keeps a key that another instance has published, for as long as that may sign with it', () => {
    const others = publication([], [signing(NEXT_SECRET)], LIFETIME, NOW)!;
    const keys = publication(others, current, LIFETIME, NOW)!;
    expect(keys.find(({ kid }) => kid === kidOf(NEXT_SECRET))!.notAfter).toBe(NOW + LIFETIME + 930);
  });

  test('loses a key whose time is over', () => {
    const old = [{ ...publicPart(NEXT_SECRET), notAfter: NOW }] as PublishedKey[];
    expect(publication(old, current, LIFETIME, NOW)!.map(({ kid }) => kid)).toEqual([kidOf(SIGNING_SECRET)]);
  });
});

test('the library never falls back to its development keys, and prints nothing', async () => {
  const [warn, info] = [jest.spyOn(console, 'warn'), jest.spyOn(console, 'info')];
  const world = await startWorld();
  try {
    const client = await registerMachine(world);
    await world.call(tokenRequest(client));
    expect(warn).not.toHaveBeenCalled();
    expect(info).not.toHaveBeenCalled();
  } finally {
    await world.stop();
  }
});

function publicPart(secret: string) {
  const { d: _d, ...key } = deriveSigningKey(secret);
  return key;
}

function rotate(world: World, secret: string): void {
  const stages = world.secrets.values[SIGNING_SECRET_ARN];
  world.secrets.values[SIGNING_SECRET_ARN] = { AWSPREVIOUS: stages.AWSCURRENT, AWSCURRENT: secret };
}
