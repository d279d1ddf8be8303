import { Duration } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { ClientIdMetadataDocuments } from './client-id-metadata-documents';
import { ClientRegistration } from './client-registration';
import { InitialAccessToken } from './initial-access-token';
import { McpScope } from './mcp-scope';
import { PageOptions } from './page-options';
import { PreRegisteredClient } from './pre-registered-client';
import { SignIn } from './sign-in';
import { SigningKey } from './signing-key';

/** Somebody whose signed statements are believed. */
export interface TrustedIssuer {
  /** The `iss` of the statements. */
  readonly issuer: string;
  /** Where the issuer publishes its keys: an https URL. */
  readonly jwksUri: string;
}

/** Options of `McpAuthorization.oauth()`. */
export interface OAuthAuthorizationOptions {
  /**
   * Interactive sign-in: the identity providers.
   *
   * The default adds a Cognito user pool, which stays when the stack is deleted, unless `removalPolicy` says otherwise.
   *
   * @default SignIn.managed()
   */
  readonly signIn?: SignIn;

  /**
   * The scopes that clients may ask for. Tools, resources and prompts may require them. The first is what clients ask for at first; they
   * are led to ask for more when a tool requires it.
   *
   * @default - one scope, `mcp`, for everything
   */
  readonly scopes?: McpScope[];

  /**
   * Names of the scopes that the members of a group may have. A user in none of the groups gets none, and cannot connect. Groups are
   * read when a user signs in, and again when the client refreshes: with Cognito, and with providers where `offline_access` is requested.
   * With others they hold for as long as the client stays connected.
   *
   * @default - everybody who can sign in may have every scope
   */
  readonly groupScopes?: { [group: string]: string[] };

  /**
   * Whether clients should request every scope at once. Some clients do not support step-up during a call.
   *
   * @default false
   */
  readonly grantAllUpfront?: boolean;

  /**
   * How long an access token lives. It bounds how long a leaked token is of use; clients get new ones unasked.
   *
   * From 1 minute to 24 hours.
   *
   * @default Duration.hours(1)
   */
  readonly accessTokenLifetime?: Duration;

  /**
   * What signs access tokens: a key derived from the server's signing secret, or one in AWS KMS, which costs 1 USD a month and 0.15 USD for 10,000 tokens.
   *
   * @default SigningKey.fromSigningSecret()
   */
  readonly signingKey?: SigningKey;

  /**
   * Who may register clients.
   *
   * @default ClientRegistration.open()
   */
  readonly clientRegistration?: ClientRegistration;

  /**
   * Which clients are welcome that publish a metadata document.
   *
   * @default ClientIdMetadataDocuments.fromAnywhere()
   */
  readonly clientIdMetadataDocuments?: ClientIdMetadataDocuments;

  /**
   * A table of your own for clients, grants, tokens and published keys: its partition key is `pk`, its sort key `sk`, both strings, its TTL attribute, if it
   * has one, `expiresAt`. Its protection and recovery are yours.
   *
   * Servers in two Regions, with one domain, one signing secret and one signing key, share a table with replicas: one is enough to sign in and to refresh, if the other
   * Region is lost. It has to be strongly consistent (`MultiRegionConsistency.STRONG`): otherwise a code or a refresh token would be good once in each Region.
   *
   * Throws `OtherRegion`, `OtherAccount`, `RegistryTableKeys`, `RegistryTableExpiry` and `RegistryTableConsistency`. A table that never loses what has expired is
   * warned of.
   *
   * @default - a table that comes with the server, in its Region
   * @see https://github.com/cdk-remote-mcp-server/cdk-remote-mcp-server/blob/main/docs/two-regions.md
   */
  readonly registryTable?: dynamodb.ITableV2;

  /**
   * The token with which machine clients (`client_credentials`) register.
   *
   * @default - InitialAccessToken.generated(), and none where registration is closed
   */
  readonly initialAccessToken?: InitialAccessToken;

  /**
   * Clients that need not register.
   *
   * @default - no client is known beforehand
   */
  readonly clients?: PreRegisteredClient[];

  /**
   * Whose software statements are accepted: signed metadata that a client registers with.
   *
   * @default - none: what clients claim about themselves is shown as unverified
   * @see https://www.rfc-editor.org/rfc/rfc7591#section-2.3
   */
  readonly softwareStatementIssuers?: TrustedIssuer[];

  /**
   * Whose identity assertions are exchanged for access tokens, so that an enterprise manages who may connect what (ID-JAG).
   *
   * @default - none
   */
  readonly identityAssertionIssuers?: TrustedIssuer[];

  /**
   * Texts and logo of the pages.
   *
   * @default - English, without a logo
   */
  readonly pages?: PageOptions;
}
