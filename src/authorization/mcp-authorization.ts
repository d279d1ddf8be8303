import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ClientRegistry } from './client-registry';
import { InitialAccessToken } from './initial-access-token';
import { SigningSecret } from './signing-secret';
import { AuthorizerFunction } from '../functions/authorizer-function';
import { OAuthFunction } from '../functions/oauth-function';
import { ValidationError } from '../private/validation-error';

/** Options of `McpAuthorization.oauth()`. */
export interface OAuthAuthorizationOptions {
  /**
   * How long an access token lives. It bounds how long a leaked token is of use; clients get new ones unasked.
   *
   * From 1 minute to 24 hours.
   *
   * @default Duration.hours(1)
   */
  readonly accessTokenLifetime?: Duration;

  /**
   * The token with which machine clients (`client_credentials`) register.
   *
   * @default InitialAccessToken.generated()
   */
  readonly initialAccessToken?: InitialAccessToken;
}

/** What the server tells its {@link McpAuthorization}. */
export interface McpAuthorizationBindOptions {
  /** The server's public base URL, without a trailing slash. */
  readonly issuer: string;
  /** The URL of the MCP endpoint: the audience of every access token. */
  readonly resource: string;
  /** The source of the key material. */
  readonly signingSecret: SigningSecret;
  /** How long the functions' logs are kept. */
  readonly logRetention: logs.RetentionDays;
  /** What becomes of the data when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** What an {@link McpAuthorization} gives to the server. */
export interface McpAuthorizationConfig {
  /** The scopes that a client may ask for. */
  readonly scopes: string[];
  /** Verifies access tokens for API Gateway. */
  readonly authorizerFunction: lambda.Function;
  /** Answers the OAuth endpoints. */
  readonly oauthFunction: lambda.Function;
  /** Holds clients, grants, tokens and published keys. */
  readonly registry: dynamodb.TableV2;
  /** Holds the key material. */
  readonly signingSecret: secretsmanager.ISecret;
  /**
   * Holds the initial access token.
   *
   * @default - machine clients cannot register
   */
  readonly initialAccessTokenSecret?: secretsmanager.ISecret;
}

/** Who may call the server, and who vouches for them. */
export abstract class McpAuthorization {
  /**
   * The server's own OAuth 2.1 authorization server: dynamic registration, a token endpoint, published keys, revocation.
   *
   * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/authorization
   */
  public static oauth(options: OAuthAuthorizationOptions = {}): McpAuthorization {
    return new OAuthAuthorization(options);
  }

  /** Called by the server that is protected. Creates what it needs under the given scope. */
  public abstract bind(scope: Construct, options: McpAuthorizationBindOptions): McpAuthorizationConfig;
}

/** One scope: whoever may use the server may use all of it. */
const SCOPES = ['mcp'];

const MIN_ACCESS_TOKEN_LIFETIME = Duration.minutes(1);
const MAX_ACCESS_TOKEN_LIFETIME = Duration.hours(24);

class OAuthAuthorization extends McpAuthorization {
  private readonly accessTokenLifetime: Duration;
  private readonly initialAccessToken: InitialAccessToken;

  constructor(options: OAuthAuthorizationOptions) {
    super();
    this.accessTokenLifetime = options.accessTokenLifetime ?? Duration.hours(1);
    this.initialAccessToken = options.initialAccessToken ?? InitialAccessToken.generated();
  }

  public bind(scope: Construct, options: McpAuthorizationBindOptions): McpAuthorizationConfig {
    validateLifetime(scope, this.accessTokenLifetime);
    const { signingSecret, ...surroundings } = options;
    const registry = new ClientRegistry(scope, 'Registry', { removalPolicy: options.removalPolicy });
    const keyMaterial = signingSecret.bind(scope, { removalPolicy: options.removalPolicy });
    const initialAccessToken = this.initialAccessToken.bind(scope, { removalPolicy: options.removalPolicy }).secret;
    const authorizer = new AuthorizerFunction(scope, 'Authorizer', { ...surroundings, registry });
    const oauth = new OAuthFunction(scope, 'OAuth', {
      ...surroundings,
      registry,
      scopes: SCOPES,
      accessTokenLifetime: this.accessTokenLifetime,
      signingSecret: keyMaterial,
      initialAccessToken,
    });
    return {
      scopes: SCOPES,
      authorizerFunction: authorizer.function,
      oauthFunction: oauth.function,
      registry: registry.table,
      signingSecret: keyMaterial.secret,
      initialAccessTokenSecret: initialAccessToken,
    };
  }
}

function validateLifetime(scope: Construct, lifetime: Duration): void {
  if (lifetime.isUnresolved()) {
    return;
  }
  const seconds = lifetime.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < MIN_ACCESS_TOKEN_LIFETIME.toSeconds() || seconds > MAX_ACCESS_TOKEN_LIFETIME.toSeconds()) {
    throw new ValidationError(
      'InvalidAccessTokenLifetime', `accessTokenLifetime is ${seconds} seconds, choose whole seconds from 1 minute to 24 hours`, scope,
    );
  }
}
