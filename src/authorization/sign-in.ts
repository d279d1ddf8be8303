import * as cognito from 'aws-cdk-lib/aws-cognito';
import { Construct } from 'constructs';
import { ManagedSignInOptions, ManagedUserPool } from './managed-user-pool';
import { openIdProvider, OidcSignInOptions } from './openid-provider';
import type { SignInBindOptions, SignInConfig } from './sign-in-config';
import { CognitoSignInOptions, userPoolProvider } from './user-pool-provider';
import { checksArguments } from '../private/declared';
import { ValidationError } from '../private/validation-error';

/** Interactive sign-in. The server never sees a password: it redirects users to an OpenID provider. */
export abstract class SignIn {
  static {
    checksArguments(this, 'SignIn');
  }

  /**
   * A Cognito user pool that the construct creates, with managed login. Create the users' accounts in it, or allow self sign-up.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-managed-login.html
   */
  public static managed(options: ManagedSignInOptions = {}): SignIn {
    return new ManagedSignIn(options);
  }

  /**
   * A Cognito user pool of yours, which must have a domain.
   *
   * @param userPool has the accounts
   */
  public static cognitoUserPool(userPool: cognito.IUserPool, options: CognitoSignInOptions = {}): SignIn {
    return new CognitoSignIn(userPool, options);
  }

  /**
   * Any OpenID provider: Microsoft Entra, Okta, Google, Auth0, Keycloak, …
   *
   * @see https://openid.net/specs/openid-connect-core-1_0.html
   */
  public static oidc(options: OidcSignInOptions): SignIn {
    return new OidcSignIn(options);
  }

  /** Several providers: users choose. The order matters only for the page on which they choose. */
  public static anyOf(signIns: SignIn[]): SignIn {
    return new SeveralSignIns(signIns);
  }

  /** Nobody signs in: only machines call the server. */
  public static none(): SignIn {
    return new NoSignIn();
  }

  /**
   * Called by the server whose users sign in. `SignIn.anyOf()` binds all of its members to one scope: name constructs by what they are.
   */
  public abstract bind(scope: Construct, options: SignInBindOptions): SignInConfig;
}

const MANAGED_ID = 'SignIn';

class ManagedSignIn extends SignIn {
  constructor(private readonly options: ManagedSignInOptions) {
    super();
  }

  public bind(scope: Construct, options: SignInBindOptions): SignInConfig {
    if (scope.node.tryFindChild(MANAGED_ID)) {
      throw new ValidationError('SeveralManagedSignIns', 'SignIn.managed() is given twice, and a server has one managed user pool; leave one out', scope);
    }
    const { userPool, provider } = new ManagedUserPool(scope, MANAGED_ID, { ...this.options, ...options });
    return { providers: [provider], userPool };
  }
}

class CognitoSignIn extends SignIn {
  constructor(private readonly userPool: cognito.IUserPool, private readonly options: CognitoSignInOptions) {
    super();
  }

  public bind(scope: Construct, { issuer }: SignInBindOptions): SignInConfig {
    return { providers: [userPoolProvider(scope, this.userPool, { ...this.options, issuer })], userPool: this.userPool };
  }
}

class OidcSignIn extends SignIn {
  constructor(private readonly options: OidcSignInOptions) {
    super();
  }

  public bind(scope: Construct, _options: SignInBindOptions): SignInConfig {
    return { providers: [openIdProvider(scope, this.options)] };
  }
}

class SeveralSignIns extends SignIn {
  constructor(private readonly signIns: readonly SignIn[]) {
    super();
  }

  public bind(scope: Construct, options: SignInBindOptions): SignInConfig {
    if (this.signIns.length === 0) {
      throw new ValidationError('NoSignIns', 'SignIn.anyOf() is given no sign-in; name one or use SignIn.none() if that is intended', scope);
    }
    // In the same scope as a single sign-in: adding one does not change the identity of the others.
    const configs = this.signIns.map((signIn) => signIn.bind(scope, options));
    const pools = configs.flatMap(({ userPool }) => userPool === undefined ? [] : [userPool]);
    const own = pools.find((pool) => pool.node.scope === scope.node.tryFindChild(MANAGED_ID));
    return { providers: configs.flatMap(({ providers }) => providers), userPool: own ?? (pools.length === 1 ? pools[0] : undefined) };
  }
}

class NoSignIn extends SignIn {
  public bind(_scope: Construct, _options: SignInBindOptions): SignInConfig {
    return { providers: [] };
  }
}
