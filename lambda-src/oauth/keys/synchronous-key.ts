import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { ExternalSigningKey } from 'oidc-provider';
import type { SigningKey } from '../../platform/keys';

/**
 * A signing key that signs at once. The library's own goes through Web Cryptography, whose threads and key copies cost more than the signature, and
 * which takes its time at a cold start.
 */
export class SynchronousKey extends ExternalSigningKey {
  private readonly privateKey: KeyObject;
  private publicKey: KeyObject | undefined;

  constructor(jwk: SigningKey) {
    super();
    // They can be set, other than their types say.
    Object.assign(this, { kid: jwk.kid, alg: jwk.alg });
    this.privateKey = createPrivateKey({ key: { ...jwk }, format: 'jwk' });
  }

  override keyObject(): KeyObject {
    return this.publicKey ??= createPublicKey(this.privateKey);
  }

  override sign(data: Uint8Array): Buffer {
    return sign('sha256', data, { key: this.privateKey, dsaEncoding: 'ieee-p1363' });
  }
}
