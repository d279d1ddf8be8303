import { RemovalPolicy } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { generatedSecret } from './generated-secret';
import { GeneratedSecretOptions } from './secret-replicas';
import { checksArguments } from '../private/declared';

/** Where an {@link InitialAccessToken} is bound. */
export interface InitialAccessTokenBindOptions {
  /** What happens to a generated secret when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;

  /**
   * The key that encrypts a generated secret.
   *
   * @default - a key that AWS manages
   */
  readonly encryptionKey?: kms.IKey;
}

/** The resources that an {@link InitialAccessToken} provides to the server. */
export interface InitialAccessTokenConfig {
  /**
   * The secret whose whole string is the token.
   *
   * @default - there is no token, and machine clients cannot register
   */
  readonly secret?: secretsmanager.ISecret;
}

/**
 * The token with which machine clients (`client_credentials`) register. Registration without it stays open, but yields only
 * clients for interactive sign-in.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7591#section-3
 */
export abstract class InitialAccessToken {
  static {
    checksArguments(this, 'InitialAccessToken');
  }

  /** A new secret in Secrets Manager, 64 random letters and digits. */
  public static generated(options: GeneratedSecretOptions = {}): InitialAccessToken {
    return new GeneratedInitialAccessToken(options);
  }

  /**
   * A secret of your own, or the replica in this Region of that of another Region's server. Its whole string is the token.
   *
   * @param secret holds the token: letters, digits and `-._~+/=` only, for it travels in a header
   */
  public static fromSecret(secret: secretsmanager.ISecret): InitialAccessToken {
    return new ExistingInitialAccessToken(secret);
  }

  /** No token: machine clients cannot register. */
  public static none(): InitialAccessToken {
    return new NoInitialAccessToken();
  }

  /** Called by the server that uses this token. */
  public abstract bind(scope: Construct, options: InitialAccessTokenBindOptions): InitialAccessTokenConfig;
}

class GeneratedInitialAccessToken extends InitialAccessToken {
  constructor(private readonly options: GeneratedSecretOptions) {
    super();
  }

  public bind(scope: Construct, surroundings: InitialAccessTokenBindOptions): InitialAccessTokenConfig {
    const what = { what: 'the initial access token', description: 'Registers machine clients of a remote MCP server' };
    return { secret: generatedSecret(scope, 'InitialAccessToken', { ...this.options, ...what }, surroundings) };
  }
}

class ExistingInitialAccessToken extends InitialAccessToken {
  constructor(private readonly secret: secretsmanager.ISecret) {
    super();
  }

  public bind(_scope: Construct, _options: InitialAccessTokenBindOptions): InitialAccessTokenConfig {
    return { secret: this.secret };
  }
}

class NoInitialAccessToken extends InitialAccessToken {
  public bind(_scope: Construct, _options: InitialAccessTokenBindOptions): InitialAccessTokenConfig {
    return {};
  }
}
