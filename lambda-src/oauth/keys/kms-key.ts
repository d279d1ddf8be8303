import { createPublicKey, hash, type KeyObject, verify } from 'node:crypto';
import { joseSignature } from './jose-signature';
import { KMS_KEY_SPEC, KMS_KEY_USAGE, KMS_MESSAGE_TYPE, KMS_SIGNING_ALGORITHM } from '../../../src/contract/oauth/keys';
import type { VerificationKey } from '../../../src/contract/registry';
import { awsJson } from '../../platform/aws/aws-json';
import type { AwsEnvironment } from '../../platform/aws/aws-request';
import { verificationKey } from '../../platform/keys';
import { Unavailable } from '../errors/unavailable';

/** A key that signs in KMS. */
export interface KmsKey {
  readonly jwk: VerificationKey;
  /** @throws Unavailable */
  sign(data: Uint8Array): Promise<Buffer>;
}

/** By ARN. @throws Unavailable */
export type KmsKeyReader = (arn: string) => Promise<KmsKey>;

/** Asks for a public key once: the one of an ARN never changes. */
export function kmsKeyReader(aws: AwsEnvironment): KmsKeyReader {
  const known = new Map<string, KmsKey>();
  return async (arn) => {
    const key = known.get(arn) ?? await readKey(aws, arn).catch((error: unknown) => {
      throw new Unavailable('signing_key', error);
    });
    known.set(arn, key);
    return key;
  };
}

async function readKey(aws: AwsEnvironment, arn: string): Promise<KmsKey> {
  const { KeySpec, KeyUsage, PublicKey } = await awsJson(aws, 'kms', 'GetPublicKey', { KeyId: arn });
  if (KeySpec !== KMS_KEY_SPEC || KeyUsage !== KMS_KEY_USAGE) {
    throw new Error(`${arn} is a key of the spec ${String(KeySpec)} for ${String(KeyUsage)}, and has to be ${KMS_KEY_SPEC} for ${KMS_KEY_USAGE}`);
  }
  const publicKey = createPublicKey({ key: Buffer.from(String(PublicKey), 'base64'), format: 'der', type: 'spki' });
  const { x, y } = publicKey.export({ format: 'jwk' });
  return {
    jwk: verificationKey(x!, y!),
    sign: (data) => sign(aws, arn, publicKey, data).catch((error: unknown) => {
      throw new Unavailable('signing_key', error);
    }),
  };
}

/** KMS gets the digest: what a token says stays here, however long it is. */
async function sign(aws: AwsEnvironment, arn: string, publicKey: KeyObject, data: Uint8Array): Promise<Buffer> {
  const { Signature } = await awsJson(aws, 'kms', 'Sign', {
    KeyId: arn, Message: hash('sha256', data, 'base64'), MessageType: KMS_MESSAGE_TYPE, SigningAlgorithm: KMS_SIGNING_ALGORITHM,
  });
  const signature = joseSignature(Buffer.from(String(Signature), 'base64'));
  if (!verify('sha256', data, { key: publicKey, dsaEncoding: 'ieee-p1363' }, signature)) {
    throw new Error(`${arn} gave a signature that its public key does not verify`);
  }
  return signature;
}
