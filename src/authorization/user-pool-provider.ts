import { Duration, Stack } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import type { SignInProvider } from './sign-in';
import { CALLBACK_PATH, SIGNED_OUT_PATH } from '../contract/gateway/routes';
import { GRANT_LIFETIME_SECONDS } from '../contract/limits';

export interface UserPoolProviderOptions {
  /** The server's public base URL. */
  readonly issuer: string;
  readonly displayName?: string;
  readonly userPoolClient?: cognito.IUserPoolClient;
  readonly clientSecret?: secretsmanager.ISecret;
  readonly clientSecretField?: string;
  readonly supportedIdentityProviders?: cognito.UserPoolClientIdentityProvider[];
}

const ID = 'cognito';
const SCOPES = ['openid', 'email', 'profile'];

/** A user pool as the OpenID provider that it is. */
export function userPoolProvider(scope: Construct, userPool: cognito.IUserPool, options: UserPoolProviderOptions): SignInProvider {
  const client = options.userPoolClient ?? appClient(scope, userPool, options);
  const { region } = userPool.env;
  return {
    id: ID,
    displayName: options.displayName ?? 'your account',
    issuer: `https://cognito-idp.${region}.${Stack.of(scope).urlSuffix}/${userPool.userPoolId}`,
    clientId: client.userPoolClientId,
    clientSecret: options.clientSecret,
    clientSecretField: options.clientSecretField,
    scopes: SCOPES,
    offlineAccess: true,
    groupsClaim: 'cognito:groups',
  };
}

/** Without a secret, which CloudFormation could only hand over by a custom resource; PKCE ties the code to the server instead. */
function appClient(scope: Construct, userPool: cognito.IUserPool, { issuer, supportedIdentityProviders }: UserPoolProviderOptions): cognito.UserPoolClient {
  return new cognito.UserPoolClient(scope, 'UserPoolClient', {
    userPool,
    generateSecret: false,
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: SCOPES.map((name) => cognito.OAuthScope.custom(name)),
      callbackUrls: [`${issuer}${CALLBACK_PATH}/${ID}`],
      logoutUrls: [`${issuer}${SIGNED_OUT_PATH}`],
    },
    supportedIdentityProviders: supportedIdentityProviders ?? [cognito.UserPoolClientIdentityProvider.COGNITO],
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    // The server reads the ID token once and keeps neither of them.
    idTokenValidity: Duration.minutes(5),
    accessTokenValidity: Duration.minutes(5),
    // The server looks at people again with it, as long as a grant lives, which begins some minutes later.
    refreshTokenValidity: Duration.seconds(GRANT_LIFETIME_SECONDS).plus(Duration.days(1)),
  });
}
