import { describe, expect, test } from '@jest/globals';
import { calculateJwkThumbprint, compactVerify, CompactSign, importJWK } from 'jose';
import { deriveKey, deriveSigningKey } from '../../../lambda-src/platform/keys';
import { KEY_LABELS, type KeyPurpose } from '../../../src/contract/oauth/keys';

const SECRET = 'correct-horse-battery-staple-0123456789';

describe('the signing key of a secret', () => {
  test('is the same one whenever it is derived', () => {
    expect(deriveSigningKey(SECRET)).toEqual(deriveSigningKey(SECRET));
  });

  test('does not change from one release to the next', () => {
    // A change here would refuse every token that is out.
    expect(deriveSigningKey(SECRET).kid).toBe('sPIrTe56dazrC5FzDHGsqd_G5X63m--8NRJBxI6p7e0');
  });

  test('differs from that of another secret', () => {
    expect(deriveSigningKey(`${SECRET}x`).kid).not.toBe(deriveSigningKey(SECRET).kid);
  });

  test('is named by its RFC 7638 thumbprint', async () => {
    const key = deriveSigningKey(SECRET);
    expect(key.kid).toBe(await calculateJwkThumbprint({ kty: key.kty, crv: key.crv, x: key.x, y: key.y }));
  });

  test.each(Array.from({ length: 20 }, (_, index) => `${SECRET}-${index}`))('is a valid P-256 pair for %s', async (secret) => {
    const { d, ...publicKey } = deriveSigningKey(secret);
    const token = await new CompactSign(Buffer.from('text')).setProtectedHeader({ alg: 'ES256' }).sign(await importJWK({ ...publicKey, d }, 'ES256'));
    await expect(compactVerify(token, await importJWK(publicKey, 'ES256'))).resolves.toBeDefined();
  });
});

test('no two purposes share a key', () => {
  const keys = (Object.keys(KEY_LABELS) as KeyPurpose[]).map((purpose) => deriveKey(SECRET, purpose).toString('hex'));
  expect(new Set(keys).size).toBe(keys.length);
});
