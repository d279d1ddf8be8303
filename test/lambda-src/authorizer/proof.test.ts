import { createHash, randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, test } from '@jest/globals';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { type AuthorizerWorld, authorizerWorld, claims, RESOURCE, sign } from './support/authorizer-world';

type Changes = { readonly [name: string]: unknown };

async function keyPair() {
  const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
  const jwk = await exportJWK(publicKey);
  return { privateKey, jwk, thumbprint: await calculateJwkThumbprint(jwk) };
}

const holder = await keyPair();
const thief = await keyPair();

let world: AuthorizerWorld;
let token: string;
beforeEach(async () => {
  world = authorizerWorld();
  token = await sign(claims(world.now, { cnf: { jkt: holder.thumbprint } }));
});

async function proof(changes: Changes = {}, header: Changes = {}, by = holder): Promise<string> {
  const ath = createHash('sha256').update(token).digest('base64url');
  return new SignJWT({ jti: randomUUID(), htm: 'POST', htu: RESOURCE, iat: world.now, ath, ...changes })
    .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk: by.jwk as JWK, ...header }).sign(by.privateKey);
}

const reason = () => world.logs.at(-1)?.outcome;
const send = (...proofs: string[]) => world.authorize(`DPoP ${token}`, { DPoP: proofs });

describe('T52 a token that is bound to a key', () => {
  test('is good with a proof of that key', async () => {
    await expect(send(await proof())).resolves.toMatchObject({ principalId: 'user-1' });
    await expect(send(await proof({ htu: `${RESOURCE}?session=1#x` }))).resolves.toBeDefined();
  });

  test('is refused as a bearer token', async () => {
    await expect(world.authorize(`Bearer ${token}`, { DPoP: await proof() })).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('proof_missing');
  });

  test('is refused without a proof', async () => {
    await expect(send()).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('proof_missing');
  });

  test.each<[string, Changes]>([
    ['for another method', { htm: 'GET' }],
    ['for another URL', { htu: 'https://other.example/mcp' }],
    ['for another token', { ath: 'AAAA' }],
    ['for no token', { ath: undefined }],
    ['without an id', { jti: undefined }],
    ['with an id that is longer than any', { jti: 'x'.repeat(257) }],
    ['of more than a minute ago', { iat: 1_800_000_000 - 61 }],
    ['of more than a minute ahead', { iat: 1_800_000_000 + 61 }],
    ['of no time', { iat: undefined }],
  ])('is refused with a proof %s', async (_name, changes) => {
    await expect(send(await proof(changes))).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('proof_invalid');
  });

  test.each<[string, () => Promise<string>]>([
    ['by another key', () => proof({}, {}, thief)],
    ['by another key that names the right one', () => proof({}, { jwk: holder.jwk }, thief)],
    ['of another type', () => proof({}, { typ: 'JWT' })],
    ['that is none', async () => 'e30.e30.e30'],
  ])('is refused with a proof %s', async (_name, made) => {
    await expect(send(await made())).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('proof_invalid');
  });

  test('is refused with two proofs', async () => {
    await expect(send(await proof(), await proof())).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('proof_invalid');
  });

  test('is refused with a proof that was used', async () => {
    const used = await proof();
    await send(used);
    await expect(send(used)).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('proof_replayed');
  });

  test('is refused where it is bound in a way that is not known here', async () => {
    token = await sign(claims(world.now, { cnf: { 'x5t#S256': 'AAAA' } }));
    await expect(world.authorize(`Bearer ${token}`)).rejects.toThrow(/^Unauthorized$/);
    expect(reason()).toBe('confirmation_unknown');
  });
});

test('a bearer token is refused under the scheme of bound ones', async () => {
  token = await sign(claims(world.now));
  await expect(send(await proof())).rejects.toThrow(/^Unauthorized$/);
  expect(reason()).toBe('proof_missing');
});
