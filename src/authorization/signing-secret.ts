import { RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { generatedSecret } from './generated-secret';
import { checksArguments } from '../private/declared';
import { ValidationError } from '../private/validation-error';

/** Where a {@link SigningSecret} is bound. */
export interface SigningSecretBindOptions {
  /** What happens to a generated secret when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;

  /**
   * The key that encrypts a generated secret.
   *
   * @default - a key that AWS manages
   */
  readonly encryptionKey?: kms.IKey;
}

/** The resources that a {@link SigningSecret} provides to the server. */
export interface SigningSecretConfig {
  /** The secret that the OAuth function reads. */
  readonly secret: secretsmanager.ISecret;
  /**
   * The field of the secret's JSON that holds the key material.
   *
   * @default - the whole secret string is the key material
   */
  readonly field?: string;
}

/** Options of `SigningSecret.fromSecret()`. */
export interface SigningSecretOptions {
  /**
   * The field of the secret's JSON that holds the key material.
   *
   * @default - the whole secret string is the key material
   */
  readonly field?: string;
}

/**
 * The random string from which the authorization server derives its keys, each under its own label: the key that signs access
 * tokens, the key that seals client secrets, and others. At least 32 characters of good randomness.
 *
 * A new version of the secret takes over without an interruption: tokens signed with the version before stay valid until they expire.
 * Put it as AWSPENDING first, and make it AWSCURRENT a quarter of an hour later: then every instance knows it before it is used.
 */
export abstract class SigningSecret {
  static {
    checksArguments(this, 'SigningSecret');
  }

  /** A new secret in Secrets Manager, 64 random characters. */
  public static generated(): SigningSecret {
    return new GeneratedSigningSecret();
  }

  /**
   * A secret of your own. The OAuth function is granted to read it; a secret of another account must also allow that in its policy.
   *
   * @param secret holds at least 32 random characters
   */
  public static fromSecret(secret: secretsmanager.ISecret, options: SigningSecretOptions = {}): SigningSecret {
    if (options.field === '') {
      throw new ValidationError('InvalidSigningSecretField', 'the signing secret\'s field is ""; name a field of the secret\'s JSON or leave it out', secret);
    }
    return new ExistingSigningSecret(secret, options.field);
  }

  /** Called by the server that uses this secret. */
  public abstract bind(scope: Construct, options: SigningSecretBindOptions): SigningSecretConfig;
}

class GeneratedSigningSecret extends SigningSecret {
  public bind(scope: Construct, options: SigningSecretBindOptions): SigningSecretConfig {
    return { secret: generatedSecret(scope, 'SigningSecret', 'Key material of a remote MCP server', options) };
  }
}

class ExistingSigningSecret extends SigningSecret {
  constructor(private readonly secret: secretsmanager.ISecret, private readonly field?: string) {
    super();
  }

  public bind(_scope: Construct, _options: SigningSecretBindOptions): SigningSecretConfig {
    return { secret: this.secret, field: this.field };
  }
}
