import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { DOMAIN_ISSUER, registerMachine, type Reply, STAGE_ISSUER, startWorld, type World } from './support/oauth-world';

const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

describe.each([STAGE_ISSUER, DOMAIN_ISSUER])('private_key_jwt at %s', (issuer) => {
  let world: World;
  let client: Record<string, any>;
  let key: CryptoKey;

  beforeAll(async () => {
    world = await startWorld({ issuer });
    const pair = await generateKeyPair('ES256', { extractable: true });
    key = pair.privateKey;
    client = await registerMachine(world, { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ ...await exportJWK(pair.publicKey), kid: 'k1', alg: 'ES256', use: 'sig' }] } });
  });
  afterAll(() => world.stop());

  const assertion = async (changes: JWTPayload = {}, signer: CryptoKey = key) => {
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: client.client_id, sub: client.client_id, aud: issuer, iat: now, exp: now + 60, jti: randomUUID(), ...changes };
    return new SignJWT(claims).setProtectedHeader({ alg: 'ES256', kid: 'k1' }).sign(signer);
  };
  const redeem = (jwt: string, instance = world): Promise<Reply> => instance.call({
    method: 'POST', path: '/token', form: { grant_type: 'client_credentials', client_assertion_type: ASSERTION_TYPE, client_assertion: jwt },
  });

  test('has no secret, and gets a token', async () => {
    expect(client).not.toHaveProperty('client_secret');
    expect(await redeem(await assertion())).toMatchObject({ status: 200, json: { token_type: 'Bearer' } });
  });

  test.each([['the issuer', ''], ['the token endpoint', '/token']])('takes %s for its audience', async (_name, path) => {
    expect((await redeem(await assertion({ aud: `${issuer}${path}` }))).status).toBe(200);
    expect((await redeem(await assertion({ aud: [`${issuer}${path}`] }))).status).toBe(200);
  });

  test.each([
    ['T41 two audiences', { aud: [issuer, 'https://other.example'] }],
    ['T41 an hour of life', { exp: Math.floor(Date.now() / 1000) + 3600 }],
    ['another audience', { aud: 'https://other.example' }],
    ['the host that the request names as its audience', { aud: 'https://evil.example/token' }],
    ['another issuer', { iss: 'somebody' }],
    ['no id', { jti: undefined }],
    ['an expiry in the past', { exp: Math.floor(Date.now() / 1000) - 60 }],
  ])('refuses %s', async (_name, changes) => {
    expect(await redeem(await assertion(changes))).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
  });

  test('refuses the key of another', async () => {
    const { privateKey } = await generateKeyPair('ES256');
    expect(await redeem(await assertion({}, privateKey))).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
  });

  test('T41 refuses an assertion the second time', async () => {
    const jwt = await assertion();
    expect((await redeem(jwt)).status).toBe(200);
    expect(await redeem(jwt)).toMatchObject({ status: 401, json: { error: 'invalid_client' } });
  });

  test('T41 lets one of 32 parallel uses of an assertion win, whichever instance they reach', async () => {
    const jwt = await assertion();
    const other = world.anotherInstance();
    const answers = await Promise.all(Array.from({ length: 32 }, (_, index) => redeem(jwt, index % 2 ? other : world)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, ...Array.from({ length: 31 }, () => 401)]);
  });

  test('takes the same id from two clients', async () => {
    const jti = randomUUID();
    const pair = await generateKeyPair('ES256', { extractable: true });
    const other = await registerMachine(world, { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ ...await exportJWK(pair.publicKey), kid: 'k1' }] } });
    expect((await redeem(await assertion({ jti }))).status).toBe(200);
    expect((await redeem(await assertion({ jti, iss: other.client_id, sub: other.client_id }, pair.privateKey))).status).toBe(200);
  });
});
