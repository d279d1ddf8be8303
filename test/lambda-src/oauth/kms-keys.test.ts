import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from 'jose';
import { authorizerOf } from './support/authorizer-of-world';
import { codeRequest, mintCode, refreshRequest, signedIn } from './support/grants';
import { LIFETIME, registerApplication, registerMachine, SIGNING_SECRET, startWorld, tokenRequest, type World } from './support/oauth-world';
import { kmsKeyReader } from '../../../lambda-src/oauth/keys/kms-key';
import { deriveSigningKey } from '../../../lambda-src/platform/keys';
import { PUBLISHED_KEYS_KEY, type PublishedKeysItem } from '../../../src/contract/registry';
import { advanceClock, startClock, stopClock } from '../platform/support/clock';
import { kmsKey, type LoopbackKms, startKms } from '../platform/support/loopback-kms';

const [FIRST, SECOND] = ['first', 'second'].map((id) => `arn:aws:kms:eu-central-1:111122223333:key/${id}`);
const DERIVED = deriveSigningKey(SIGNING_SECRET).kid;

let kms: LoopbackKms;
let world: World;
let authorize: (token: string) => Promise<unknown>;

beforeEach(async () => {
  stopClock();
  kms = await startKms({ [FIRST]: kmsKey(), [SECOND]: kmsKey() });
  world = await startWorld({ kms, configuration: { signingKeyArn: FIRST } });
  authorize = authorizerOf(world, { endpoint: world.registry.endpoint });
});
afterEach(async () => {
  startClock();
  await Promise.all([world.stop(), kms.stop()]);
});

const kidOf = async (arn: string) => (await kmsKeyReader(kms.environment)(arn)).jwk.kid;
const jwks = async (instance: World) => (await instance.call({ method: 'GET', path: '/jwks' })).json as { readonly keys: { readonly kid: string }[] };
const kidsOf = async (instance: World) => (await jwks(instance)).keys.map(({ kid }) => kid);
const published = async () => ((await world.registry.scan()).find(({ pk }) => pk === PUBLISHED_KEYS_KEY.pk) as unknown as PublishedKeysItem).keys;
const tokenOf = async (instance: World, client: Record<string, any>) => (await instance.call(tokenRequest(client))).json.access_token as string;
const signerOf = (token: string) => decodeProtectedHeader(token).kid;
const signatures = () => kms.requests.filter(({ operation }) => operation === 'Sign').map(({ input }) => input);

describe('a KMS key', () => {
  test('signs access tokens, as ES256 with a digest, and the authorizer and any other API verify them', async () => {
    const token = await tokenOf(world, await registerMachine(world));
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: await kidOf(FIRST) });
    await expect(authorize(token)).resolves.toBeDefined();
    await expect(jwtVerify(token, createLocalJWKSet(await jwks(world) as never), { issuer: world.issuer, audience: world.resource })).resolves.toBeDefined();
    expect(signatures()).toEqual([{ KeyId: FIRST, Message: expect.any(String), MessageType: 'DIGEST', SigningAlgorithm: 'ECDSA_SHA_256' }]);
    expect(Buffer.from(signatures()[0].Message, 'base64')).toHaveLength(32);
  });

  test('is published before it signs, and no key that the signing secret could make is', async () => {
    await jwks(world);
    expect(await published()).toEqual([{ kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String), alg: 'ES256', use: 'sig', kid: await kidOf(FIRST), notAfter: expect.any(Number) }]);
    expect(await kidsOf(world)).toEqual([await kidOf(FIRST)]);
    expect(signatures()).toEqual([]);
  });

  test('is asked for its public half once by an instance, and by requests of sign-in not at all', async () => {
    await registerMachine(world);
    advanceClock(300);
    await jwks(world);
    expect(kms.requests.map(({ operation }) => operation)).toEqual(['GetPublicKey']);
  });

  test('signs every one of many tokens so that it verifies, whatever zeros its numbers begin with', async () => {
    const client = await registerMachine(world);
    for (let count = 0; count < 300; count++) {
      await authorize(await tokenOf(world, client));
    }
  });
});

const now = () => Math.floor(Date.now() / 1000);
/** The app is deployed with other keys: new instances have their configuration, and requests go to them. */
const deployed = (signingKeyArn?: string, nextSigningKeyArn?: string) => world.anotherInstance({ configuration: { signingKeyArn, nextSigningKeyArn } });

describe('after a change of keys', () => {
  test.each<[string, string | undefined, string | undefined]>([
    ['from the signing secret to KMS', undefined, FIRST],
    ['from KMS to the signing secret', FIRST, undefined],
    ['from one KMS key to another', FIRST, SECOND],
  ])('%s, tokens of both are valid, and the old key is published until the last of its tokens is over', async (_name, before, after) => {
    const [old, next] = [deployed(before), deployed(after)];
    const [oldKid, newKid] = await Promise.all([before, after].map((arn) => (arn === undefined ? DERIVED : kidOf(arn))));
    const client = await registerMachine(world);
    const oldToken = await tokenOf(old, client);
    await authorize(oldToken);
    // The second of the authorizer's reading: then a key that it does not know is looked up.
    advanceClock(5);
    const newToken = await tokenOf(next, client);
    expect([oldToken, newToken].map(signerOf)).toEqual([oldKid, newKid]);
    for (const token of [oldToken, newToken]) {
      await expect(authorize(token)).resolves.toBeDefined();
    }
    expect((await kidsOf(next)).sort()).toEqual([...new Set([await kidOf(FIRST), oldKid, newKid])].sort());
    const retired = (await published()).find(({ kid }) => kid === oldKid)!;
    expect(retired.notAfter).toBe(now() + LIFETIME + 930);
    advanceClock(LIFETIME + 931);
    expect(await kidsOf(next)).toEqual([newKid]);
  });

  test('and back, an instance of either signs with its own key, and neither takes the other\'s away from tokens that live', async () => {
    const [secret, inKms] = [deployed(), deployed(FIRST)];
    const client = await registerMachine(world);
    const tokens: string[] = [];
    for (const instance of [secret, inKms, secret, inKms]) {
      advanceClock(300);
      tokens.push(await tokenOf(instance, client));
      for (const token of tokens) {
        await expect(authorize(token)).resolves.toBeDefined();
      }
    }
    expect(new Set(tokens.map(signerOf))).toEqual(new Set([DERIVED, await kidOf(FIRST)]));
  });

  test('client secrets, refresh tokens and sign-ins go on: they are of the signing secret all the time', async () => {
    const [machine, editor] = [await registerMachine(world), await registerApplication(world)];
    const { refresh_token: refreshToken } = await signedIn(world, editor);
    const next = deployed(SECOND);
    expect((await next.call(tokenRequest(machine))).status).toBe(200);
    expect((await next.call(refreshRequest(editor, refreshToken))).status).toBe(200);
  });
});

describe('a key that is next', () => {
  test.each<[string, string | undefined]>([['of the signing secret', undefined], ['of another KMS key', FIRST]])('is published beside the key %s, and signs nothing', async (_name, current) => {
    const instance = deployed(current, SECOND);
    const token = await tokenOf(instance, await registerMachine(world));
    expect(signerOf(token)).toBe(current === undefined ? DERIVED : await kidOf(current));
    expect(signatures().map(({ KeyId }) => KeyId)).not.toContain(SECOND);
    expect(await kidsOf(instance)).toContain(await kidOf(SECOND));
    const [{ notAfter }] = (await published()).filter(({ kid }) => kid !== signerOf(token)).slice(-1);
    expect(notAfter).toBeGreaterThan(now() + LIFETIME);
  });

  test('meets no verifier that has not read it: its first token is valid at once, everywhere', async () => {
    const client = await registerMachine(world);
    const announcing = deployed(FIRST, SECOND);
    await authorize(await tokenOf(announcing, client));
    const known = createLocalJWKSet(await jwks(announcing) as never);
    const first = await tokenOf(deployed(SECOND), client);
    expect(signerOf(first)).toBe(await kidOf(SECOND));
    await expect(authorize(first)).resolves.toBeDefined();
    await expect(jwtVerify(first, known)).resolves.toBeDefined();
  });

  test('that cannot be read is not there yet, and the log says why', async () => {
    const instance = deployed(FIRST, 'arn:aws:kms:eu-central-1:111122223333:key/none');
    expect(await kidsOf(instance)).toEqual([await kidOf(FIRST)]);
    expect(instance.logs).toContainEqual(expect.objectContaining({
      level: 'warn', message: 'the next signing key cannot be published', reason: expect.stringMatching(/^signing_key: NotFoundException/),
    }));
  });
});

const UNAVAILABLE = { status: 503, headers: { 'retry-after': expect.any(String) }, json: { error: 'temporarily_unavailable' } };

describe('T141 where KMS does not sign', () => {
  let client: Record<string, any>;
  beforeEach(async () => {
    client = await registerMachine(world);
  });
  const fail = (times: number, code: string, status = 400, operation = 'Sign') => kms.failures.push(...Array.from({ length: times }, () => ({ operation, status, code })));

  test.each([
    ['that throttles', 'ThrottlingException', 400, 3],
    ['with an error of its own', 'KMSInternalException', 500, 3],
    ['whose hardware does not answer', 'DependencyTimeoutException', 503, 3],
    ['of a disabled key', 'DisabledException', 400, 1],
    ['of a key that is to be deleted', 'KMSInvalidStateException', 400, 1],
    ['of a key that is gone', 'NotFoundException', 400, 1],
    ['that may not be used', 'AccessDeniedException', 400, 1],
  ])('%s: no token, 503 with Retry-After, the reason in the log, and the alarm\'s metric counts once', async (_name, code, status, requests) => {
    fail(requests, code, status);
    const reply = await world.call(tokenRequest(client));
    expect(reply).toMatchObject(UNAVAILABLE);
    expect(reply.text).not.toContain(code);
    expect(signatures()).toHaveLength(requests);
    expect(world.logs.at(-1)).toMatchObject({ level: 'error', error: 'temporarily_unavailable', reason: expect.stringContaining(`signing_key: ${code}`) });
    expect(world.metrics.filter((line) => 'SigningSecretUnavailable' in line)).toHaveLength(1);
    expect((await world.call(tokenRequest(client))).status).toBe(200);
  });

  test('a request or two that fail are tried again, and nobody notices', async () => {
    fail(2, 'ThrottlingException');
    expect((await world.call(tokenRequest(client))).status).toBe(200);
    expect(world.metrics).toEqual([]);
  });

  test('the code and the refresh token of the request are as good as before', async () => {
    const editor = await registerApplication(world);
    const { code } = await mintCode(world, editor);
    fail(1, 'DisabledException');
    expect(await world.call(codeRequest(editor, code))).toMatchObject(UNAVAILABLE);
    const { status, json } = await world.call(codeRequest(editor, code));
    expect(status).toBe(200);
    fail(1, 'DisabledException');
    expect(await world.call(refreshRequest(editor, json.refresh_token))).toMatchObject(UNAVAILABLE);
    expect((await world.call(refreshRequest(editor, json.refresh_token))).status).toBe(200);
  });

  test('a signature of another key, or none at all, is not sent to anybody', async () => {
    for (const wrong of ['304402200102', 'ff', '']) {
      kms.falseSignature = Buffer.from(wrong, 'hex');
      expect(await world.call(tokenRequest(client))).toMatchObject(UNAVAILABLE);
    }
    kms.falseSignature = undefined;
    await tokenOf(world, client);
    const valid = signatures().length;
    kms.keys[FIRST] = kmsKey();
    expect(await world.call(tokenRequest(client))).toMatchObject(UNAVAILABLE);
    expect(signatures()).toHaveLength(valid + 1);
    expect(world.logs.at(-1)).toMatchObject({ reason: expect.stringContaining('a signature that its public key does not verify') });
  });

  test('an instance that starts without the public key answers 503 to everything, and works once it has it', async () => {
    fail(1, 'DisabledException', 400, 'GetPublicKey');
    const instance = world.anotherInstance();
    expect(await instance.call({ method: 'GET', path: '/jwks' })).toMatchObject(UNAVAILABLE);
    expect(instance.metrics.filter((line) => 'SigningSecretUnavailable' in line)).toHaveLength(1);
    expect((await instance.call(tokenRequest(client))).status).toBe(200);
  });

  test.each([
    ['another curve', kmsKey('P-384', 'ECC_NIST_P384'), 'ECC_NIST_P384'],
    ['another curve of the same size', kmsKey('secp256k1', 'ECC_SECG_P256K1'), 'ECC_SECG_P256K1'],
    ['another use', kmsKey('P-256', 'ECC_NIST_P256', 'KEY_AGREEMENT'), 'KEY_AGREEMENT'],
  ])('a key of %s is refused by name, and signs nothing', async (_name, key, named) => {
    kms.keys[SECOND] = key;
    const instance = deployed(SECOND);
    expect(await instance.call(tokenRequest(client))).toMatchObject(UNAVAILABLE);
    expect(instance.logs.at(-1)).toMatchObject({ reason: expect.stringContaining(named) });
    expect(signatures()).toEqual([]);
  });
});
