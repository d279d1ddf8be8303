import { RemovalPolicy } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as kms from 'aws-cdk-lib/aws-kms';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { McpScope } from './mcp-scope';
import { PageOptions } from './page-options';
import { SignInProvider } from './sign-in-config';
import { SigningSecret } from './signing-secret';
import { McpServerFunctionsProps } from '../functions/settings/mcp-server-functions-props';

/** The properties of the server that a {@link McpAuthorization} uses. */
export interface McpAuthorizationBindOptions {
  /** The server's public base URL, without a trailing slash. */
  readonly issuer: string;
  /** The URL of the MCP endpoint: the audience of every access token. */
  readonly resource: string;
  /** The name of the server for programs. */
  readonly serverName: string;
  /**
   * The server's name for users.
   *
   * @default - the server's name
   */
  readonly serverTitle?: string;
  /**
   * What the server is for.
   *
   * @default - no description
   */
  readonly serverDescription?: string;
  /** The source of the key material. */
  readonly signingSecret: SigningSecret;
  /** How long the functions' logs are kept. */
  readonly logRetention: logs.RetentionDays;
  /** What happens to the data when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;

  /**
   * The key that encrypts what is kept.
   *
   * @default - a key that AWS manages
   */
  readonly encryptionKey?: kms.IKey;

  /**
   * How the functions run.
   *
   * @default - as without the server's `functions`
   */
  readonly functions?: McpServerFunctionsProps;

  /**
   * Whether events of OAuth are counted in CloudWatch.
   *
   * @default true
   */
  readonly metrics?: boolean;
}

/** The resources that a {@link McpAuthorization} provides to the server. */
export interface McpAuthorizationConfig {
  /**
   * The issuer whose access tokens are accepted.
   *
   * @default - there are no access tokens, and everybody may call
   */
  readonly issuer?: string;

  /** The scopes that tools, resources and prompts may require. */
  readonly scopes: McpScope[];

  /** Names of the scopes that clients should request first. */
  readonly initialScopes: string[];

  /** Whether there is interactive sign-in; without it, only programs with credentials can call. */
  readonly interactiveSignIn: boolean;

  /**
   * Verifies access tokens for API Gateway.
   *
   * @default - everybody may call
   */
  readonly authorizerFunction?: lambda.Function;

  /**
   * Answers the OAuth endpoints.
   *
   * @default - the server has no OAuth endpoints
   */
  readonly oauthFunction?: lambda.Function;

  /**
   * Fetches what clients publish, for the function that answers the OAuth endpoints.
   *
   * @default - nothing is fetched
   */
  readonly documentFetcherFunction?: lambda.Function;

  /**
   * The JSON of the authorization server's metadata document (RFC 8414).
   *
   * @default - the server has no such document
   */
  readonly authorizationServerMetadata?: string;

  /**
   * Where clients register.
   *
   * @default - clients do not register with the server
   */
  readonly registrationEndpoint?: string;

  /**
   * Holds clients, grants, tokens and published keys.
   *
   * @default - the server has no registry
   */
  readonly registry?: dynamodb.ITableV2;

  /**
   * Holds the key material.
   *
   * @default - the server signs nothing
   */
  readonly signingSecret?: secretsmanager.ISecret;

  /**
   * Rotates the key material.
   *
   * @default - nothing rotates it
   */
  readonly rotationFunction?: lambda.Function;

  /**
   * Holds the initial access token.
   *
   * @default - machine clients cannot register
   */
  readonly initialAccessTokenSecret?: secretsmanager.ISecret;

  /**
   * The secrets of declared clients, by client id.
   *
   * @default - no declared client has a secret
   */
  readonly clientSecrets?: { [clientId: string]: secretsmanager.ISecret };

  /**
   * The identity providers for interactive sign-in: what stands for them on a laptop has users who fit them.
   *
   * @default - no interactive sign-in
   */
  readonly identityProviders?: SignInProvider[];

  /**
   * The scopes of a group's members.
   *
   * @default - groups do not matter
   */
  readonly groupScopes?: { [group: string]: string[] };

  /**
   * Holds the users' accounts.
   *
   * @default - there is no user pool
   */
  readonly userPool?: cognito.IUserPool;

  /**
   * Customization of the pages.
   *
   * @default - they are in English and have no logo
   */
  readonly pages?: PageOptions;
}
