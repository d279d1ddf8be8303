import { RemovalPolicy } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';

/** Where a {@link SignIn} is bound. */
export interface SignInBindOptions {
  /** The server's public base URL, without a trailing slash. */
  readonly issuer: string;
  /** What happens to the users' accounts when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** An OpenID provider for interactive sign-in. */
export interface SignInProvider {
  /** The last segment of its callback URL. */
  readonly id: string;
  /** The name that users see. */
  readonly displayName: string;
  /** As in its discovery document. */
  readonly issuer: string;
  /** The id under which the server is known to it. */
  readonly clientId: string;
  /**
   * The client secret.
   *
   * @default - a public client
   */
  readonly clientSecret?: secretsmanager.ISecret;
  /**
   * The field of the secret's JSON that holds the client secret.
   *
   * @default - the whole string
   */
  readonly clientSecretField?: string;
  /** What the server asks of it. */
  readonly scopes: string[];
  /**
   * Whether it gives a refresh token that outlasts the browser session though `offline_access` is not among the scopes. With it the server
   * re-checks users.
   *
   * @default false
   */
  readonly offlineAccess?: boolean;
  /**
   * The claim that identifies a user.
   *
   * @default 'sub'
   */
  readonly subjectClaim?: string;
  /**
   * The claim that lists a user's groups.
   *
   * @default - groups are not read
   */
  readonly groupsClaim?: string;
  /**
   * Ids of the Microsoft Entra tenants whose users may sign in.
   *
   * @default - no tenant is checked
   */
  readonly allowedTenants?: string[];
  /**
   * The Google Workspace domain whose users may sign in.
   *
   * @default - no domain is checked
   */
  readonly hostedDomain?: string;
}

/** The resources that a {@link SignIn} provides to the server. */
export interface SignInConfig {
  /** The identity providers. Empty without interactive sign-in. */
  readonly providers: SignInProvider[];
  /**
   * The user pool that holds the users' accounts; the managed one if there are several.
   *
   * @default - accounts are elsewhere, or in several of your pools
   */
  readonly userPool?: cognito.IUserPool;
}
