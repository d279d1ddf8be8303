import { Annotations, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { OidcSignInOptions, SignInProvider } from './sign-in';
import { ValidationError } from '../private/validation-error';

/** @throws ValidationError */
export function openIdProvider(scope: Construct, options: OidcSignInOptions): SignInProvider {
  const { displayName, issuer, callbackId, scopes = ['openid', 'profile', 'email'], allowedTenants, hostedDomain } = options;
  const id = callbackId ?? displayName.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
  if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(id)) {
    throw new ValidationError('InvalidCallbackId', `the callback id of "${displayName}" is "${id}", use 1 to 63 lower-case letters, digits and hyphens`, scope);
  }
  if (!Token.isUnresolved(issuer) && !isIssuer(issuer)) {
    throw new ValidationError('InvalidIssuer', `the issuer of "${displayName}" is "${issuer}", write its https URL as its discovery document has it`, scope);
  }
  if (/^https:\/\/login\.microsoftonline\.com\/(common|organizations|consumers)\//.test(issuer) && !allowedTenants?.length) {
    throw new ValidationError(
      'NoAllowedTenants', `the issuer of "${displayName}" signs in people of every tenant, list those that may come in as allowedTenants, or name one tenant's issuer`, scope,
    );
  }
  if (/^https:\/\/accounts\.google\.com\/?$/.test(issuer) && hostedDomain === undefined) {
    Annotations.of(scope).addWarningV2(
      'cdk-remote-mcp-server:anybodySignsIn',
      `AnybodySignsIn: everybody with a Google account can sign in through "${displayName}", and have what groups do not restrict; name your Workspace domain as hostedDomain unless that is meant`,
    );
  }
  if (!scopes.includes('openid')) {
    throw new ValidationError('OpenIdScopeMissing', `the scopes asked of "${displayName}" are "${scopes.join(' ')}", add "openid": without it nobody is identified`, scope);
  }
  return { ...options, id, scopes };
}

/** OpenID Connect Discovery, section 3: https, without query and fragment. */
export function isIssuer(text: string): boolean {
  return /^https:\/\/[^/?#]+[^?#]*$/.test(text) && URL.canParse(text);
}
