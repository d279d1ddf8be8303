import { createPrivateKey, type KeyObject, sign } from 'node:crypto';
import type { KeyDescription } from '../../../src/contract/oauth/administration';
import type { VerificationKey } from '../../../src/contract/registry';
import type { SigningKey } from '../../platform/keys';

/** A key of access tokens. */
export interface TokenKey {
  readonly use: KeyDescription['use'];
  readonly jwk: VerificationKey;
  /** Left out where only its public half is known. @throws Unavailable */
  sign?(data: Uint8Array): Buffer | Promise<Buffer>;
}

/** One that signs at once, in this process. */
export function derivedTokenKey(use: KeyDescription['use'], { d, ...jwk }: SigningKey): TokenKey {
  let privateKey: KeyObject | undefined;
  return {
    use,
    jwk,
    sign: (data) => {
      privateKey ??= createPrivateKey({ key: { ...jwk, d }, format: 'jwk' });
      return sign('sha256', data, { key: privateKey, dsaEncoding: 'ieee-p1363' });
    },
  };
}
