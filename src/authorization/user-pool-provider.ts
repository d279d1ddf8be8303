import { Duration, Stack, Token } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { refuseRepeatedCallbackId, validateCallbackId } from './callback-id';
import type { SignInBindOptions, SignInProvider } from './sign-in-config';
import { CALLBACK_PATH, SIGNED_OUT_PATH } from '../contract/gateway/routes';
import { GRANT_LIFETIME_SECONDS } from '../contract/limits';
import { requireSameEnvironment } from '../private/same-environment';

/** Options of `SignIn.cognitoUserPool()`. */
export interface CognitoSignInOptions {
  /**
   * The name of this sign-in where users choose among several.
   *
   * @default 'your account'
   */
  readonly displayName?: string;

  /**
   * The last segment of the callback URL: the server's issuer, `/callback/` and this. Give one to the second user pool of a server.
   *
   * Do not change it later: the app client that the server created is replaced with it, and users sign in again.
   *
   * @default 'cognito'
   */
  readonly callbackId?: string;

  /**
   * The app client for interactive sign-in. Its callback URLs must hold the server's issuer followed by `/callback/` and the callback id,
   * and it must allow the authorization code flow with the scopes `openid`, `email` and `profile`. As long as its refresh tokens are valid,
   * people need not sign in again: 90 days at most.
   *
   * @default - a new app client without a secret, which only a user pool of the stack's own Region and account can have
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
   * The identity providers of the pool through which users of the new app client can sign in.
   *
   * @default - the pool's own users
   */
  readonly supportedIdentityProviders?: cognito.UserPoolClientIdentityProvider[];
}

const SCOPES = ['openid', 'email', 'profile'];

/**
 * A user pool as the OpenID provider that it is.
 *
 * @throws ValidationError
 */
export function userPoolProvider(
  scope: Construct, userPool: cognito.IUserPool, options: CognitoSignInOptions & Pick<SignInBindOptions, 'issuer'>,
): SignInProvider {
  const { callbackId: id = 'cognito', displayName = 'your account' } = options;
  validateCallbackId(scope, displayName, id);
  const region = regionOf(userPool);
  const client = options.userPoolClient ?? appClient(scope, userPool, region, id, options);
  return {
    id,
    displayName,
    issuer: `https://cognito-idp.${region}.${Stack.of(scope).urlSuffix}/${userPool.userPoolId}`,
    clientId: client.userPoolClientId,
    clientSecret: options.clientSecret,
    clientSecretField: options.clientSecretField,
    scopes: SCOPES,
    offlineAccess: true,
    groupsClaim: 'cognito:groups',
  };
}

/** A user pool's id begins with its Region, which a pool that is imported by its id knows no other way. */
function regionOf({ userPoolId, env }: cognito.IUserPool): string {
  return Token.isUnresolved(userPoolId) ? env.region : /^([a-z0-9-]+)_/.exec(userPoolId)?.[1] ?? env.region;
}

/** Without a secret, which CloudFormation could pass on only through a custom resource; PKCE protects the code instead. */
function appClient(
  scope: Construct, userPool: cognito.IUserPool, region: string, callbackId: string, options: CognitoSignInOptions & Pick<SignInBindOptions, 'issuer'>,
): cognito.UserPoolClient {
  requireSameEnvironment(scope, {
    what: `the user pool "${Token.isUnresolved(userPool.userPoolId) ? userPool.node.path : userPool.userPoolId}"`,
    region,
    account: userPool.env.account,
    remedy: 'an app client can only be added there; create one in the pool\'s own stack, and name it as userPoolClient',
  });
  const id = `UserPoolClient-${callbackId}`;
  refuseRepeatedCallbackId(scope, id, callbackId);
  return new cognito.UserPoolClient(scope, id, {
    userPool,
    generateSecret: false,
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: SCOPES.map((name) => cognito.OAuthScope.custom(name)),
      callbackUrls: [`${options.issuer}${CALLBACK_PATH}/${callbackId}`],
      logoutUrls: [`${options.issuer}${SIGNED_OUT_PATH}`],
    },
    supportedIdentityProviders: options.supportedIdentityProviders ?? [cognito.UserPoolClientIdentityProvider.COGNITO],
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    // The server reads the ID token once and keeps neither of them.
    idTokenValidity: Duration.minutes(5),
    accessTokenValidity: Duration.minutes(5),
    // The server re-checks users with it, as long as a grant lives, which begins some minutes later.
    refreshTokenValidity: Duration.seconds(GRANT_LIFETIME_SECONDS).plus(Duration.days(1)),
  });
}
