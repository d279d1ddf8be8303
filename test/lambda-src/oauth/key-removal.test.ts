import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SignJWT, importJWK, decodeProtectedHeader } from 'jose';
import { authorizerOf } from './support/authorizer-of-world';
import { refreshRequest, signedIn } from './support/grants';
import { registerApplication, registerMachine, SIGNING_SECRET, SIGNING_SECRET_ARN, startWorld, tokenRequest, type World } from './support/oauth-world';
import { Administration } from '../../../lambda-src/oauth/administration/administration';
import { ServerKeyAdministration } from '../../../lambda-src/oauth/administration/server-key-administration';
import { kmsKeyReader } from '../../../lambda-src/oauth/keys/kms-key';
import { type KeyPlaces, readServerKeys } from '../../../lambda-src/oauth/keys/server-keys';
import { RegistryTable } from '../../../lambda-src/oauth/storage/registry-table';
import { deriveSigningKey } from '../../../lambda-src/platform/keys';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';
import { kmsKey, type LoopbackKms, startKms } from '../platform/support/loopback-kms';
import { TABLE_NAME } from '../platform/support/loopback-registry';

const NEW_SECRET = 'a-new-value-that-nobody-has-seen-yet-0123';
const [OLD, NEW] = [SIGNING_SECRET, NEW_SECRET].map((secret) => deriveSigningKey(secret));
const now = () => Math.floor(Date.now() / 1000);

const KMS_KEYS = ['first', 'second'].map((id) => `arn:aws:kms:eu-central-1:111122223333:key/${id}`);

let kms: LoopbackKms;
let world: World;
let authorize: (token: string) => Promise<unknown>;
const lines: object[] = [];
const reasons: unknown[] = [];

beforeEach(async () => {
  stopClock();
  kms = await startKms(Object.fromEntries(KMS_KEYS.map((arn) => [arn, kmsKey()])));
  world = await startWorld({ kms });
  authorize = authorizerOf(world, { endpoint: world.registry.endpoint, onOutcome: (outcome) => reasons.push(outcome) });
  lines.length = 0;
  reasons.length = 0;
});
afterEach(async () => {
  startClock();
  await Promise.all([world.stop(), kms.stop()]);
});

async function administer(request: unknown, configuration: KeyPlaces['configuration'] = {}): Promise<any> {
  const table = new RegistryTable(world.registry.client, TABLE_NAME, now);
  const values = world.secrets.values[SIGNING_SECRET_ARN];
  const keys = new ServerKeyAdministration(table, () => readServerKeys(
    { readSecret: async (_arn, stage) => values[stage], readKmsKey: kmsKeyReader(kms.environment), log: () => undefined },
    { signingSecret: { arn: 'arn', field: '', rotates: true }, configuration },
  ), 600, now);
  return new Administration(table, [], now, (_level, message, fields) => lines.push({ message, ...fields }), keys).answer(request as never, 'request-1');
}

/** What the runbook says first. */
const replaceValue = () => {
  world.secrets.values[SIGNING_SECRET_ARN] = { AWSCURRENT: NEW_SECRET, AWSPREVIOUS: SIGNING_SECRET };
};
const tokenOf = async (instance: World, client: Record<string, any>) => (await instance.call(tokenRequest(client))).json.access_token as string;
const kidsOf = async (instance: World) => ((await instance.call({ method: 'GET', path: '/jwks' })).json.keys as { kid: string }[]).map(({ kid }) => kid);

/** A token as the holder of a key makes it, with what claims they like. */
async function forged(key: ReturnType<typeof deriveSigningKey>, kid = key.kid): Promise<string> {
  const claims = { sub: 'admin', client_id: 'https://claude.ai/client', scope: 'mcp', jti: createHash('sha256').update(kid).digest('hex') };
  return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
    .setIssuer(world.issuer).setAudience(world.resource).setIssuedAt(now()).setExpirationTime(now() + 3600).sign(await importJWK({ ...key }, 'ES256'));
}

describe('a key that leaked', () => {
  test('T139 is refused half a minute after it was removed, whatever it signs and whoever has verified it', async () => {
    const client = await registerMachine(world);
    const [own, attackers] = [await tokenOf(world, client), await forged(OLD)];
    await authorize(own);
    await expect(authorize(attackers)).resolves.toMatchObject({ context: { sub: 'admin' } });

    replaceValue();
    expect(await administer({ administration: 'removeKey', key: OLD.kid })).toEqual({ removedKey: OLD.kid });
    advanceClock(30);
    for (const token of [own, attackers, await forged(OLD)]) {
      await expect(authorize(token)).rejects.toThrow(/^Unauthorized$/);
      expect(reasons.at(-1)).toBe('key_unknown');
    }
    expect(lines).toEqual([{ message: 'administration', requestId: 'request-1', operation: 'removeKey', removedKey: OLD.kid }]);
  });

  test('T139 is not used or published again by an instance that still knows it', async () => {
    const client = await registerMachine(world);
    const [another, third] = [world.anotherInstance(), world.anotherInstance()];
    await Promise.all([another, third].map((instance) => tokenOf(instance, client)));
    replaceValue();
    await administer({ administration: 'removeKey', key: OLD.kid });

    advanceClock(30);
    for (const instance of [world, another, third, world.anotherInstance()]) {
      const token = await tokenOf(instance, client);
      expect(decodeProtectedHeader(token).kid).toBe(NEW.kid);
      expect(await kidsOf(instance)).toEqual([NEW.kid]);
      await expect(authorize(token)).resolves.toBeDefined();
    }
    // Half a day later, each publishes again what it knows.
    advanceClock(13 * 3600);
    await tokenOf(world, client);
    await expect(authorize(await forged(OLD))).rejects.toThrow(/^Unauthorized$/);
  });

  test('takes no client and no grant with it: secrets open, refresh tokens work', async () => {
    const [machine, editor] = [await registerMachine(world), await registerApplication(world)];
    const { refresh_token: refreshToken } = await signedIn(world, editor);
    replaceValue();
    await administer({ administration: 'removeKey', key: OLD.kid });
    advanceClock(30);
    expect((await world.call(tokenRequest(machine))).status).toBe(200);
    expect((await world.call(refreshRequest(editor, refreshToken))).status).toBe(200);
  });

  test('stays removed where its value becomes the current one again: nobody signs with it', async () => {
    const client = await registerMachine(world);
    replaceValue();
    await administer({ administration: 'removeKey', key: OLD.kid });
    world.secrets.values[SIGNING_SECRET_ARN] = { AWSCURRENT: SIGNING_SECRET, AWSPREVIOUS: NEW_SECRET };
    advanceClock(300);
    expect((await world.call(tokenRequest(client))).status).toBe(503);
    expect((await world.anotherInstance().call(tokenRequest(client))).status).toBe(503);
    expect(world.logs.at(-1)).toMatchObject({ reason: expect.stringContaining('a key that was removed; put a new value') });
  });

  test('may be removed twice', async () => {
    await world.call({ method: 'GET', path: '/jwks' });
    replaceValue();
    await administer({ administration: 'removeKey', key: OLD.kid });
    expect(await administer({ administration: 'removeKey', key: OLD.kid })).toEqual({ removedKey: OLD.kid });
  });
});

test('keys are listed with what they are for', async () => {
  world.secrets.values[SIGNING_SECRET_ARN] = { AWSCURRENT: SIGNING_SECRET, AWSPENDING: NEW_SECRET };
  await world.call({ method: 'GET', path: '/jwks' });
  const uses = async () => Object.fromEntries((await administer({ administration: 'listKeys' })).keys.map(({ key, use }: { key: string; use: string }) => [key, use]));
  expect(await uses()).toEqual({ [OLD.kid]: 'signs', [NEW.kid]: 'will sign' });
  replaceValue();
  expect(await uses()).toEqual({ [OLD.kid]: 'verifies', [NEW.kid]: 'signs' });
});

test('the key that signs is listed before it has signed anything', async () => {
  const list = async () => (await administer({ administration: 'listKeys' })).keys;
  expect(await list()).toEqual([{ key: OLD.kid, use: 'signs', publishedUntil: expect.any(Number) }]);
  replaceValue();
  expect(await list()).toEqual([{ key: NEW.kid, use: 'signs', publishedUntil: expect.any(Number) }, { key: OLD.kid, use: 'verifies', publishedUntil: expect.any(Number) }]);
});

describe('what would keep people out is refused', () => {
  beforeEach(async () => {
    world.secrets.values[SIGNING_SECRET_ARN] = { AWSCURRENT: SIGNING_SECRET, NEXT: NEW_SECRET };
    await world.call({ method: 'GET', path: '/jwks' });
  });

  test.each([
    ['of the key that signs', OLD.kid, 'this key signs: first put another value into the signing secret (stage AWSCURRENT)'],
    ['of the key that is next', NEW.kid, 'this key is to sign: first put another value'],
    ['of a key that is not published', 'unknown', 'no key of this id is published'],
    ['of no key', undefined, 'key is the kid of a key'],
    ['of several keys', [OLD.kid], 'key is the kid of a key'],
  ])('the removal %s', async (_name, key, message) => {
    await expect(administer({ administration: 'removeKey', key })).rejects.toThrow(message);
    expect(lines).toEqual([]);
  });
});

describe('with a signing key in KMS', () => {
  const [FIRST, SECOND] = KMS_KEYS;
  const kidOf = async (arn: string) => (await kmsKeyReader(kms.environment)(arn)).jwk.kid;
  const deployed = (signingKeyArn?: string, nextSigningKeyArn?: string) => world.anotherInstance({ configuration: { signingKeyArn, nextSigningKeyArn } });

  test('keys are listed with what they are for', async () => {
    await deployed().call({ method: 'GET', path: '/jwks' });
    await deployed(FIRST, SECOND).call({ method: 'GET', path: '/jwks' });
    const { keys } = await administer({ administration: 'listKeys' }, { signingKeyArn: FIRST, nextSigningKeyArn: SECOND });
    expect(Object.fromEntries(keys.map(({ key, use }: { key: string; use: string }) => [key, use]))).toEqual({
      [OLD.kid]: 'verifies', [await kidOf(FIRST)]: 'signs', [await kidOf(SECOND)]: 'will sign',
    });
  });

  test('a KMS key is removed once another one signs, and its tokens are refused half a minute later', async () => {
    const client = await registerMachine(world);
    const before = await tokenOf(deployed(FIRST), client);
    await authorize(before);
    for (const [configuration, message] of [
      [{ signingKeyArn: FIRST }, /^this key signs in KMS: first deploy the server with another one/],
      [{ signingKeyArn: SECOND, nextSigningKeyArn: FIRST }, /^this key is to sign in KMS: first deploy/],
    ] as const) {
      await expect(administer({ administration: 'removeKey', key: await kidOf(FIRST) }, configuration)).rejects.toThrow(message);
    }

    const second = deployed(SECOND);
    await tokenOf(second, client);
    await administer({ administration: 'removeKey', key: await kidOf(FIRST) }, { signingKeyArn: SECOND });
    advanceClock(30);
    await expect(authorize(before)).rejects.toThrow(/^Unauthorized$/);
    await expect(authorize(await tokenOf(second, client))).resolves.toBeDefined();
    expect((await kidsOf(second)).sort()).toEqual([OLD.kid, await kidOf(SECOND)].sort());
    const still = deployed(FIRST);
    expect((await still.call(tokenRequest(client))).status).toBe(503);
    expect(still.logs.at(-1)).toMatchObject({ reason: expect.stringContaining('signing_key: the KMS key that signs is one that was removed') });
  });

  test('T139 tokens that somebody makes with the signing secret are refused as soon as the last ones of it are over, or its key is removed', async () => {
    const client = await registerMachine(world);
    await authorize(await tokenOf(world, client));
    const inKms = deployed(FIRST);
    await tokenOf(inKms, client);
    await expect(authorize(await forged(OLD))).resolves.toBeDefined();
    await expect(administer({ administration: 'removeKey', key: OLD.kid }, { signingKeyArn: FIRST })).rejects.toThrow('this key is that of a value of the signing secret: first put another value');
    replaceValue();
    await administer({ administration: 'removeKey', key: OLD.kid }, { signingKeyArn: FIRST });
    advanceClock(30);
    await expect(authorize(await forged(OLD))).rejects.toThrow(/^Unauthorized$/);
    expect((await inKms.call(tokenRequest(client))).status).toBe(200);
    await expect(authorize(await forged(NEW))).rejects.toThrow(/^Unauthorized$/);
  });
});

describe('a token', () => {
  test('T139 of a key of another server, of no published key, or signed by another key than it names, is refused', async () => {
    const client = await registerMachine(world);
    await authorize(await tokenOf(world, client));
    const other = deriveSigningKey('the-signing-secret-of-another-server-01');
    for (const [token, reason] of [[await forged(other), 'key_unknown'], [await forged(other, OLD.kid), 'signature_invalid'], [await forged(OLD, 'unknown'), 'key_unknown']]) {
      await expect(authorize(token)).rejects.toThrow(/^Unauthorized$/);
      expect(reasons.at(-1)).toBe(reason);
    }
  });
});
