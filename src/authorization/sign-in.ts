import { RemovalPolicy } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ManagedUserPool } from './managed-user-pool';
import { openIdProvider } from './openid-provider';
import { userPoolProvider } from './user-pool-provider';

/** Options of `SignIn.managed()`. */
export interface ManagedSignInOptions {
  /**
   * What the sign-in page is called where people choose between several.
   *
   * @default 'your account'
   */
  readonly displayName?: string;

  /**
   * Whether people must, may or cannot use a second factor: an authenticator app.
   *
   * @default cognito.Mfa.OPTIONAL
   */
  readonly mfa?: cognito.Mfa;

  /**
   * Whether people may create accounts themselves. Who has an account may use the server, so far as no groups are mapped to scopes.
   *
   * @default false
   */
  readonly selfSignUp?: boolean;

  /**
   * The feature plan of the user pool. Managed login needs Essentials or Plus; Essentials is free up to 10,000 people a month.
   *
   * @default cognito.FeaturePlan.ESSENTIALS
   */
  readonly featurePlan?: cognito.FeaturePlan;

  /**
   * The first part of the sign-in page's host name, unique within the Region: lower-case letters, digits and hyphens.
   *
   * @default - `mcp-` and letters and digits that belong to the stack
   */
  readonly domainPrefix?: string;
}

/** Options of `SignIn.cognitoUserPool()`. */
export interface CognitoSignInOptions {
  /**
   * What the user pool is called where people choose between several.
   *
   * @default 'your account'
   */
  readonly displayName?: string;

  /**
   * The app client through which people sign in. Its callback URLs must hold the server's issuer followed by `/callback/cognito`, and it
   * must allow the authorization code flow with the scopes `openid`, `email` and `profile`. As long as its refresh tokens are valid, people
   * need not sign in again: 90 days at most.
   *
   * @default - a new app client without a secret
   */
  readonly userPoolClient?: cognito.IUserPoolClient;

  /**
   * The secret of the app client.
   *
   * @default - the app client has no secret
   */
  readonly clientSecret?: secretsmanager.ISecret;

  /**
   * The field of the secret's JSON that holds the app client's secret.
   *
   * @default - the whole string is the app client's secret
   */
  readonly clientSecretField?: string;

  /**
   * The identity providers of the pool through which the new app client lets people sign in.
   *
   * @default - the pool's own users
   */
  readonly supportedIdentityProviders?: cognito.UserPoolClientIdentityProvider[];
}

/** Options of `SignIn.oidc()`. */
export interface OidcSignInOptions {
  /** The provider's name, for people. */
  readonly displayName: string;

  /** The provider's issuer, as its discovery document has it: an https URL. */
  readonly issuer: string;

  /** The id under which the server is known to the provider. */
  readonly clientId: string;

  /**
   * The secret that the provider gave to the server.
   *
   * @default - the server is a public client of the provider, and proves itself with PKCE alone
   */
  readonly clientSecret?: secretsmanager.ISecret;

  /**
   * The field of the secret's JSON that holds the client secret.
   *
   * @default - the whole string is the client secret
   */
  readonly clientSecretField?: string;

  /**
   * What the server asks of the provider. With `offline_access` among them, the provider is asked about people again whenever their clients
   * refresh: who has left loses access, and groups are those of the moment. Google knows no such scope.
   *
   * @default ['openid', 'profile', 'email']
   */
  readonly scopes?: string[];

  /**
   * The claim of the ID token that identifies a person, and never changes.
   *
   * @default 'sub'
   */
  readonly subjectClaim?: string;

  /**
   * The claim of the ID token that lists a person's groups.
   *
   * @default - groups are not read
   */
  readonly groupsClaim?: string;

  /**
   * Microsoft Entra: ids of the tenants whose people may sign in. Needed where the issuer stands for all tenants.
   *
   * @default - whoever the issuer signs in
   */
  readonly allowedTenants?: string[];

  /**
   * Google: the Workspace domain whose people may sign in.
   *
   * @default - whoever the issuer signs in
   */
  readonly hostedDomain?: string;

  /**
   * The last segment of the callback URL that the provider must know: the server's issuer, `/callback/` and this.
   *
   * @default - the name in lower case, with hyphens for what is neither letter nor digit
   */
  readonly callbackId?: string;
}

/** Where a {@link SignIn} is bound. */
export interface SignInBindOptions {
  /** The server's public base URL, without a trailing slash. */
  readonly issuer: string;
  /** What becomes of people's accounts when the stack is deleted. */
  readonly removalPolicy: RemovalPolicy;
}

/** An OpenID provider through which people sign in. */
export interface SignInProvider {
  /** The last segment of its callback URL. */
  readonly id: string;
  /** For people. */
  readonly displayName: string;
  /** As its discovery document has it. */
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
   * Whether it gives a refresh token that outlasts the person's session though `offline_access` is not among the scopes. With it the server
   * looks at people again.
   *
   * @default false
   */
  readonly offlineAccess?: boolean;
  /**
   * The claim that identifies a person.
   *
   * @default 'sub'
   */
  readonly subjectClaim?: string;
  /**
   * The claim that lists a person's groups.
   *
   * @default - groups are not read
   */
  readonly groupsClaim?: string;
  /**
   * Ids of the Microsoft Entra tenants whose people may sign in.
   *
   * @default - no tenant is checked
   */
  readonly allowedTenants?: string[];
  /**
   * The Google Workspace domain whose people may sign in.
   *
   * @default - no domain is checked
   */
  readonly hostedDomain?: string;
}

/** What a {@link SignIn} gives to the server. */
export interface SignInConfig {
  /** Who signs people in. Empty where nobody does. */
  readonly providers: SignInProvider[];
  /**
   * The user pool that holds people's accounts.
   *
   * @default - people's accounts are elsewhere
   */
  readonly userPool?: cognito.IUserPool;
}

/** How people sign in. The server never sees their password: it sends them to an OpenID provider. */
export abstract class SignIn {
  /**
   * A Cognito user pool of the server's own, with managed login. Create people's accounts in it, or let them.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html
   */
  public static managed(options: ManagedSignInOptions = {}): SignIn {
    return new BoundSignIn((scope, bindOptions) => {
      const { userPool, provider } = new ManagedUserPool(scope, 'SignIn', { ...options, ...bindOptions });
      return { providers: [provider], userPool };
    });
  }

  /**
   * A Cognito user pool of yours, which must have a domain.
   *
   * @param userPool has the accounts
   */
  public static cognitoUserPool(userPool: cognito.IUserPool, options: CognitoSignInOptions = {}): SignIn {
    return new BoundSignIn((scope, { issuer }) => ({ providers: [userPoolProvider(scope, userPool, { ...options, issuer })], userPool }));
  }

  /**
   * Any OpenID provider: Microsoft Entra, Okta, Google, Auth0, Keycloak, …
   *
   * @see https://openid.net/specs/openid-connect-core-1_0.html
   */
  public static oidc(options: OidcSignInOptions): SignIn {
    return new BoundSignIn((scope) => ({ providers: [openIdProvider(scope, options)] }));
  }

  /** Several: people choose. */
  public static anyOf(signIns: SignIn[]): SignIn {
    return new BoundSignIn((scope, options) => {
      const configs = signIns.map((signIn, index) => signIn.bind(new Construct(scope, `SignIn${index}`), options));
      return { providers: configs.flatMap(({ providers }) => providers), userPool: configs.find(({ userPool }) => userPool)?.userPool };
    });
  }

  /** Nobody signs in: only machines call the server. */
  public static none(): SignIn {
    return new BoundSignIn(() => ({ providers: [] }));
  }

  /** Called by the server that people sign in to. */
  public abstract bind(scope: Construct, options: SignInBindOptions): SignInConfig;
}

class BoundSignIn extends SignIn {
  constructor(private readonly bound: (scope: Construct, options: SignInBindOptions) => SignInConfig) {
    super();
  }

  public bind(scope: Construct, options: SignInBindOptions): SignInConfig {
    return this.bound(scope, options);
  }
}
