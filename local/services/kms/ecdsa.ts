import { createECDH, type KeyObject, randomBytes } from 'node:crypto';

/** Of the P-256 group (SP 800-186). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const FIELD_BYTES = 32;

/**
 * The signature of a digest, as KMS gives it: DER. Node.js signs what it has hashed itself, and nothing else. Good for keys that are worth nothing: it
 * takes no care of its timing.
 *
 * @see https://nvlpubs.nist.gov/nistpubs/FIPS/NIST.FIPS.186-5.pdf section 6.4.1
 */
export function signDigest(digest: Buffer, privateKey: KeyObject): Buffer {
  const secret = numberOf(Buffer.from(privateKey.export({ format: 'jwk' }).d!, 'base64url'));
  for (;;) {
    // 64 bits more than the order has.
    const once = numberOf(randomBytes(FIELD_BYTES + 8)) % (ORDER - 1n) + 1n;
    const r = xOf(once) % ORDER;
    const s = inverse(once) * (numberOf(digest) + r * secret) % ORDER;
    if (r !== 0n && s !== 0n) {
      const numbers = Buffer.concat([integer(r), integer(s)]);
      return Buffer.concat([Buffer.from([0x30, numbers.length]), numbers]);
    }
  }
}

const numberOf = (bytes: Buffer) => BigInt(`0x${bytes.toString('hex')}`);
const bytesOf = (value: bigint) => Buffer.from(value.toString(16).padStart(2 * FIELD_BYTES, '0'), 'hex');

/** Of the point that is this often the base point. */
function xOf(scalar: bigint): bigint {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(bytesOf(scalar));
  return numberOf(ecdh.getPublicKey().subarray(1, 1 + FIELD_BYTES));
}

/** By Fermat's little theorem: the order is a prime. */
function inverse(value: bigint): bigint {
  let [result, base] = [1n, value];
  for (let exponent = ORDER - 2n; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) {
      result = result * base % ORDER;
    }
    base = base * base % ORDER;
  }
  return result;
}

function integer(value: bigint): Buffer {
  const significant = bytesOf(value);
  const start = significant.findIndex((byte) => byte !== 0);
  const bytes = significant.subarray(start);
  const positive = bytes[0] & 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([0x02, positive.length]), positive]);
}
