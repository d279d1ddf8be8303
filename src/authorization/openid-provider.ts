import { Annotations, Token } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { callbackIdOf } from './callback-id';
import type { SignInProvider } from './sign-in-config';
import { issuerUrlProblem } from '../contract/urls/issuer-url';
import { requireUrl } from '../private/url-validation';
import { ValidationError } from '../private/validation-error';

/** Options of `SignIn.oidc()`. */
export interface OidcSignInOptions {
  /** The provider's name for users. It may be changed later. */
  readonly displayName: string;

  /** The provider's issuer, as in its discovery document: an https URL. */
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
   * The scopes that the server requests from the provider. With `offline_access` among them, people are re-checked whenever their clients refresh: a person who
   * has left loses access, and groups are the current ones. Google has no such scope.
   *
   * @default ['openid', 'profile', 'email']
   */
  readonly scopes?: string[];

  /**
   * The claim of the ID token that identifies a user. Its value must never change.
   *
   * @default 'sub'
   */
  readonly subjectClaim?: string;

  /**
   * The claim of the ID token that lists a user's groups: a member of the token itself, whatever is in its name. Claims in other claims, as
   * `realm_access.roles` of Keycloak, are not read: have the provider add one of its own.
   *
   * @default - groups are not read
   */
  readonly groupsClaim?: string;

  /**
   * Microsoft Entra: ids of the tenants whose users may sign in. Required if the issuer signs in users of all tenants.
   *
   * @default - every user of the issuer
   */
  readonly allowedTenants?: string[];

  /**
   * Google: the Workspace domain whose users may sign in.
   *
   * @default - every user of the issuer
   */
  readonly hostedDomain?: string;

  /**
   * The last segment of the callback URL that the provider must know: the server's issuer, `/callback/` and this. It identifies the provider:
   * with another one, register the new URL at the provider; users that the server re-checks sign in again.
   *
   * @default - the host and the path of the issuer in lower case, with hyphens for what is neither letter nor digit: `https://example.okta.com`
   * becomes `example-okta-com`
   */
  readonly callbackId?: string;
}

/** @throws ValidationError */
export function openIdProvider(scope: Construct, options: OidcSignInOptions): SignInProvider {
  const { callbackId, scopes = ['openid', 'profile', 'email'], ...facts } = options;
  const { displayName, issuer, allowedTenants, hostedDomain } = facts;
  requireUrl(scope, issuer, {
    problemOf: issuerUrlProblem, code: 'InvalidIssuer', what: `the issuer of "${displayName}"`, remedy: 'write its https URL as its discovery document has it',
  });
  if (callbackId === undefined && Token.isUnresolved(issuer)) {
    throw new ValidationError('UnknownCallbackId', `the issuer of "${displayName}" is known only at deployment; give it a callbackId`, scope);
  }
  if (/^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers)\//.test(issuer) && !allowedTenants?.length) {
    throw new ValidationError(
      'NoAllowedTenants', `the issuer of "${displayName}" signs in users of every tenant; list those that may sign in as allowedTenants, or name one tenant's issuer`, scope,
    );
  }
  if (/^https:\/\/accounts\.google\.com\/?$/.test(issuer) && hostedDomain === undefined) {
    Annotations.of(scope).addWarningV2(
      'cdk-remote-mcp-server:anybodySignsIn',
      `AnybodySignsIn: everybody with a Google account can sign in through "${displayName}", and have what groups do not restrict; name your Workspace domain as hostedDomain unless that is meant`,
    );
  }
  if (!scopes.includes('openid')) {
    throw new ValidationError('OpenIdScopeMissing', `the scopes asked of "${displayName}" are "${scopes.join(' ')}"; add "openid", which identifies the user`, scope);
  }
  return { ...facts, id: callbackId ?? callbackIdOf(issuer), scopes };
}
