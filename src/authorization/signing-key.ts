import { Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { KMS_KEY_SPEC, KMS_KEY_USAGE } from '../contract/oauth/keys';
import { checksArguments } from '../private/declared';
import { declaredKey, isAlias } from '../private/declared-key';
import { requireSameEnvironment } from '../private/same-environment';
import { SigningKeys } from '../private/signing-keys';
import { ValidationError } from '../private/validation-error';

/** Options of `SigningKey.fromKms()` and `SigningKey.fromSigningSecret()`. */
export interface SigningKeyOptions {
  /**
   * The KMS key that is to sign next. It is published, and signs nothing yet: deploy the server with it, and a quarter of an hour later with
   * `SigningKey.fromKms()` of it. Then no API has to look for a key that it has not seen.
   *
   * @default - another key signs from its first deployment on; an API that keeps the JWKS may refuse its tokens until it reads the JWKS again
   */
  readonly next?: kms.IKey;
}

/**
 * What signs access tokens (ES256). Everything else, such as the encryption of client secrets, is derived from the signing secret of the server, whatever
 * signs.
 *
 * Another one takes over without an interruption: the key before is published until the last token that it signed has expired, and the authorization
 * server needs no access to it for that.
 */
export abstract class SigningKey {
  static {
    checksArguments(this, 'SigningKey');
  }

  /** A key that is derived from the signing secret: the OAuth function signs by itself, at no cost. */
  public static fromSigningSecret(options: SigningKeyOptions = {}): SigningKey {
    return new DeclaredSigningKey(undefined, options.next);
  }

  /**
   * A key that never leaves AWS KMS. Whoever reads the signing secret can sign no token, and CloudTrail records each signature.
   *
   * A key costs 1 USD a month, and 10,000 tokens 0.15 USD (November 2026); each token waits for one request to KMS. While KMS does
   * not sign, clients get no token: 503, and they try again.
   *
   * @param key an asymmetric key (`KeySpec.ECC_NIST_P256`, `KeyUsage.SIGN_VERIFY`) of the server's Region, not an alias. The OAuth function is granted
   * `kms:Sign` and `kms:GetPublicKey` by its role; the policy of a key that does not leave that to IAM, or that is of another account, must allow it, too.
   * @see https://docs.aws.amazon.com/kms/latest/developerguide/symmetric-asymmetric.html
   */
  public static fromKms(key: kms.IKey, options: SigningKeyOptions = {}): SigningKey {
    return new DeclaredSigningKey(key, options.next);
  }

  protected constructor() {}

  /** @internal */
  public abstract _bind(scope: Construct): SigningKeys;
}

class DeclaredSigningKey extends SigningKey {
  constructor(private readonly key?: kms.IKey, private readonly next?: kms.IKey) {
    super();
  }

  public _bind(scope: Construct): SigningKeys {
    const { key, next } = this;
    for (const one of [key, next]) {
      if (one !== undefined) {
        validateSigningKey(scope, one);
      }
    }
    if (key !== undefined && key.keyArn === next?.keyArn) {
      throw new ValidationError('SameSigningKey', `the key "${key.node.path}" signs and is next; name another one as next, or leave it out`, scope);
    }
    return { key, next };
  }
}

/** What only AWS knows, of an imported key, the OAuth function finds out: it signs nothing with another kind of key. */
function validateSigningKey(scope: Construct, key: kms.IKey): void {
  requireSameEnvironment(scope, {
    what: `the signing key "${key.node.path}"`, region: key.env.region, remedy: 'give a key of the Region of the server, such as a replica of a multi-Region key',
  });
  if (isAlias(key)) {
    throw new ValidationError('SigningKeyAlias', `the signing key "${key.node.path}" is an alias, which could lead to another key without a deployment; give the key itself`, scope);
  }
  const { keySpec = 'SYMMETRIC_DEFAULT', keyUsage = 'ENCRYPT_DECRYPT' } = declaredKey(key) ?? { keySpec: KMS_KEY_SPEC, keyUsage: KMS_KEY_USAGE };
  const differs = (value: string, wanted: string) => !Token.isUnresolved(value) && value !== wanted;
  if (differs(keySpec, KMS_KEY_SPEC) || differs(keyUsage, KMS_KEY_USAGE)) {
    throw new ValidationError(
      'InvalidSigningKey',
      `the signing key "${key.node.path}" has the spec ${keySpec} and the usage ${keyUsage}; make it with keySpec: kms.KeySpec.ECC_NIST_P256 and keyUsage: kms.KeyUsage.SIGN_VERIFY`,
      scope,
    );
  }
}
