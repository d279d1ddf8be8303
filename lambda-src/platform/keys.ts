import { createECDH, createHash, hkdfSync } from 'node:crypto';
import { KEY_LABELS, type KeyPurpose } from '../../src/contract/oauth/keys';
import type { VerificationKey } from '../../src/contract/registry';

/** Order of the P-256 group (FIPS 186-5, SP 800-186). */
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
/** 128 bits more than the order has: reducing them leaves no bias that matters (FIPS 186-5, A.2.1). */
const SCALAR_SEED_BYTES = 48;

export interface SigningKey extends VerificationKey {
  readonly d: string;
}

/** HKDF-SHA-256 of the signing secret under the label of one purpose. */
export function deriveKey(secret: string, purpose: KeyPurpose, bytes = 32): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, '', KEY_LABELS[purpose], bytes));
}

/** The P-256 key pair of a secret: the same one wherever and whenever it is derived. */
export function deriveSigningKey(secret: string): SigningKey {
  const seed = BigInt(`0x${deriveKey(secret, 'accessTokenSigning', SCALAR_SEED_BYTES).toString('hex')}`);
  const scalar = (seed % (P256_ORDER - 1n)) + 1n;
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(scalar.toString(16).padStart(64, '0'), 'hex');
  // 0x04, then both coordinates.
  const point = ecdh.getPublicKey();
  const x = point.subarray(1, 33).toString('base64url');
  const y = point.subarray(33, 65).toString('base64url');
  const d = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex').toString('base64url');
  return { ...verificationKey(x, y), d };
}

/** @param x and y, as JSON Web Keys have them */
export function verificationKey(x: string, y: string): VerificationKey {
  return { kty: 'EC', crv: 'P-256', x, y, alg: 'ES256', use: 'sig', kid: thumbprint(x, y) };
}

/** RFC 7638. */
function thumbprint(x: string, y: string): string {
  return createHash('sha256').update(JSON.stringify({ crv: 'P-256', kty: 'EC', x, y })).digest('base64url');
}
