import { Duration } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { validateCallbackId } from './callback-id';
import { McpScope, requireDeclared } from './mcp-scope';
import type { OAuthAuthorizationOptions } from './oauth-authorization-options';
import type { SignInConfig } from './sign-in-config';
import type { SigningSecretConfig } from './signing-secret';
import { OAuthConfiguration } from '../contract/oauth/configuration';
import { documentUrlProblem } from '../contract/urls/document-url';
import { requireSameEnvironment } from '../private/same-environment';
import { requireUrl } from '../private/url-validation';
import { ValidationError } from '../private/validation-error';

/** Secrets Manager gives a secret out in its own Region only; one of another account may be shared. */
export function validateSecrets(scope: Construct, secrets: readonly { readonly what: string; readonly secret?: secretsmanager.ISecret }[]): void {
  for (const { what, secret } of secrets) {
    if (secret !== undefined) {
      requireSameEnvironment(scope, { what: `${what}, "${secret.node.path}",`, region: secret.env.region, remedy: 'replicate it there, and name the replica' });
    }
  }
}

const MIN_ACCESS_TOKEN_LIFETIME = Duration.minutes(1);
const MAX_ACCESS_TOKEN_LIFETIME = Duration.hours(24);

export function validateLifetime(scope: Construct, lifetime: Duration): void {
  if (lifetime.isUnresolved()) {
    return;
  }
  const seconds = lifetime.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < MIN_ACCESS_TOKEN_LIFETIME.toSeconds() || seconds > MAX_ACCESS_TOKEN_LIFETIME.toSeconds()) {
    throw new ValidationError(
      'InvalidAccessTokenLifetime', `accessTokenLifetime is ${seconds} seconds; choose whole seconds from 1 minute to 24 hours`, scope,
    );
  }
}

/** Clients with nothing but a refresh token use it within its 30 days, and then are known under the new key. */
const MIN_ROTATION_DAYS = 30;
/** The most that Secrets Manager takes. */
const MAX_ROTATION_DAYS = 1000;

export function validateRotation(scope: Construct, { rotateEvery, field, rotatedElsewhere = false }: SigningSecretConfig): void {
  if (rotatedElsewhere && field !== undefined) {
    throw new ValidationError('RotatedField', `rotatedElsewhere is said of the field "${field}" of a secret; what rotates is a secret of its own: leave the field out, or rotatedElsewhere`, scope);
  }
  if (rotateEvery === undefined) {
    return;
  }
  const days = rotateEvery.isUnresolved() ? NaN : rotateEvery.toDays({ integral: false });
  if (!Number.isInteger(days) || days < MIN_ROTATION_DAYS || days > MAX_ROTATION_DAYS) {
    throw new ValidationError(
      'InvalidRotationInterval', `rotateEvery of the signing secret is ${rotateEvery.isUnresolved() ? 'a token' : `${days} days`}; choose whole days from ${MIN_ROTATION_DAYS} to ${MAX_ROTATION_DAYS}, such as Duration.days(90)`, scope,
    );
  }
  if (field !== undefined) {
    throw new ValidationError('RotatedField', `rotateEvery is given for the field "${field}" of a secret, whose other fields the server may not write; rotate it yourself, or give it a secret of its own`, scope);
  }
}

export function validateTrust(scope: Construct, { softwareStatementIssuers = [], identityAssertionIssuers = [] }: OAuthAuthorizationOptions): void {
  for (const { issuer, jwksUri } of [...softwareStatementIssuers, ...identityAssertionIssuers]) {
    requireUrl(scope, jwksUri, {
      problemOf: documentUrlProblem, code: 'InvalidJwksUri', what: `the address of the keys of the trusted issuer "${issuer}"`, remedy: 'write an https URL',
    });
  }
}

export function validateSignIn(scope: Construct, { providers }: SignInConfig, groupScopes: OAuthAuthorizationOptions['groupScopes'], scopes: readonly McpScope[]): void {
  providers.forEach(({ displayName, id }) => validateCallbackId(scope, displayName, id));
  const repeated = providers.find(({ id }, index) => providers.findIndex((provider) => provider.id === id) !== index);
  if (repeated !== undefined) {
    throw new ValidationError('DuplicateCallbackId', `two sign-ins have the callback id "${repeated.id}"; give one of them another callbackId`, scope);
  }
  if (groupScopes === undefined) {
    return;
  }
  for (const [group, names] of Object.entries(groupScopes)) {
    requireDeclared(scope, names, scopes, `groupScopes gives the group "${group}"`);
  }
  const groupless = providers.find(({ groupsClaim }) => groupsClaim === undefined);
  if (groupless) {
    throw new ValidationError('NoGroupsClaim', `groupScopes is given, but "${groupless.displayName}" sends no groups; set its groupsClaim, or its users get no scope`, scope);
  }
}

/** Bytes that the configuration may take of the 4,096 of an environment; the other variables need the rest. */
const CONFIGURATION_MAX_BYTES = 2900;

/** What a token becomes is known to the deployment only; a secret's ARN is the longest. */
const TOKEN_BYTES = 100;

export function validateSize(scope: Construct, configuration: OAuthConfiguration): void {
  const bytes = Buffer.byteLength(JSON.stringify(configuration).replace(/\$\{Token\[[^\]]+\]\}/g, 'x'.repeat(TOKEN_BYTES)));
  if (bytes > CONFIGURATION_MAX_BYTES) {
    throw new ValidationError(
      'AuthorizationTooLarge', `the authorization server's configuration takes ${bytes} bytes of its function's environment, and ${CONFIGURATION_MAX_BYTES} fit; `
      + 'shorten the descriptions of scopes, or declare fewer clients, groups or sign-ins', scope,
    );
  }
}
