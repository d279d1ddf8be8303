import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { generatedSecret } from './generated-secret';
import { GeneratedSecretOptions } from './secret-replicas';
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

  /**
   * How often the server has Secrets Manager rotate the secret. Not together with a `field`.
   *
   * @default - the server does not rotate it
   */
  readonly rotateEvery?: Duration;

  /**
   * Whether somebody else rotates the secret as the server would: it holds its next value, too, in a version with the stage `NEXT`.
   *
   * @default false
   */
  readonly rotatedElsewhere?: boolean;
}

/** Options of `SigningSecret.generated()`. */
export interface GeneratedSigningSecretOptions extends GeneratedSecretOptions {
  /**
   * How often Secrets Manager rotates the secret, with a function that comes with it: 30 to 1000 days. 90 days are what AWS Security Hub asks for
   * (SecretsManager.1 and .4). The next key is published a whole interval before it signs, and no token is lost.
   *
   * A client with a secret that registered itself and gets no token between two rotations has to register again.
   *
   * The replicas of the secret follow. Their servers say `rotatedElsewhere`.
   *
   * @default - never: the secret is read by one function only, and rotated by hand where it may have leaked
   * @see https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotating-secrets.html
   */
  readonly rotateEvery?: Duration;
}

/** Options of `SigningSecret.fromSecret()`. */
export interface SigningSecretOptions {
  /**
   * The field of the secret's JSON that holds the key material.
   *
   * @default - the whole secret string is the key material
   */
  readonly field?: string;

  /**
   * Whether the secret is a replica of one that a server in another Region rotates (`rotateEvery` of `SigningSecret.generated()`). The next key is then known
   * here, too, before it signs there.
   *
   * Throws `RotatedField` together with a `field`.
   *
   * @default false
   */
  readonly rotatedElsewhere?: boolean;
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
  public static generated(options: GeneratedSigningSecretOptions = {}): SigningSecret {
    return new GeneratedSigningSecret(options);
  }

  /**
   * A secret of your own, or the replica in this Region of the secret of another Region's server. The OAuth function is granted to read it; a secret of another account must also allow that in its policy.
   *
   * @param secret holds at least 32 random characters
   */
  public static fromSecret(secret: secretsmanager.ISecret, options: SigningSecretOptions = {}): SigningSecret {
    if (options.field === '') {
      throw new ValidationError('InvalidSigningSecretField', 'the signing secret\'s field is ""; name a field of the secret\'s JSON or leave it out', secret);
    }
    return new ExistingSigningSecret(secret, options);
  }

  /** Called by the server that uses this secret. */
  public abstract bind(scope: Construct, options: SigningSecretBindOptions): SigningSecretConfig;
}

class GeneratedSigningSecret extends SigningSecret {
  constructor(private readonly options: GeneratedSigningSecretOptions) {
    super();
  }

  public bind(scope: Construct, surroundings: SigningSecretBindOptions): SigningSecretConfig {
    const { rotateEvery, ...options } = this.options;
    const what = { what: 'the signing secret', description: 'Key material of a remote MCP server' };
    return { secret: generatedSecret(scope, 'SigningSecret', { ...options, ...what }, surroundings), rotateEvery };
  }
}

class ExistingSigningSecret extends SigningSecret {
  constructor(private readonly secret: secretsmanager.ISecret, private readonly options: SigningSecretOptions) {
    super();
  }

  public bind(_scope: Construct, _options: SigningSecretBindOptions): SigningSecretConfig {
    return { secret: this.secret, ...this.options };
  }
}
