import { createPublicKey, type KeyObject } from 'node:crypto';
import { ExternalSigningKey } from 'oidc-provider';
import type { TokenKey } from './token-key';

/**
 * A key for the library, which signs by what this server has. The library's own goes through Web Cryptography, whose threads and key copies cost more
 * than the signature, and which takes its time at a cold start.
 */
export class LibraryKey extends ExternalSigningKey {
  private publicKey: KeyObject | undefined;

  constructor(private readonly key: TokenKey) {
    super();
    // They can be set, other than their types say.
    Object.assign(this, { kid: key.jwk.kid, alg: key.jwk.alg });
  }

  override keyObject(): KeyObject {
    return this.publicKey ??= createPublicKey({ key: { ...this.key.jwk }, format: 'jwk' });
  }

  /** @throws Unavailable */
  override sign(data: Uint8Array): Buffer | Promise<Buffer> {
    if (this.key.sign === undefined) {
      throw new Error(`the key ${this.key.jwk.kid} verifies only`);
    }
    return this.key.sign(data);
  }
}
