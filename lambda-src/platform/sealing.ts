import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { sha256 } from './sha256';

const VERSION = 'v1';

/** AES-256-GCM. The id of the sealing key says which one opens the seal, and says nothing about it. */
export function seal(plaintext: string, context: string, key: Buffer): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(context));
  const ciphertext = Buffer.concat([cipher.update(plaintext, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return [VERSION, sealingKeyId(key), iv.toString('base64url'), ciphertext.toString('base64url')].join('.');
}

/** @returns undefined where none of the keys made the seal, or not for this context */
export function open(sealed: string, context: string, keys: readonly Buffer[]): string | undefined {
  const [version, keyId, iv, ciphertext] = sealed.split('.');
  const key = keys.find((each) => sealingKeyId(each) === keyId);
  if (version !== VERSION || key === undefined || ciphertext === undefined) {
    return undefined;
  }
  const bytes = Buffer.from(ciphertext, 'base64url');
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(iv, 'base64url'))
      .setAAD(Buffer.from(context))
      .setAuthTag(bytes.subarray(-16));
    return Buffer.concat([decipher.update(bytes.subarray(0, -16)), decipher.final()]).toString('utf8');
  } catch {
    return undefined;
  }
}

export function isSealedBy(sealed: string, key: Buffer): boolean {
  return sealed.split('.')[1] === sealingKeyId(key);
}

function sealingKeyId(key: Buffer): string {
  return sha256(key.toString('base64url')).slice(0, 16);
}
