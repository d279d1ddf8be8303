import { Duration } from 'aws-cdk-lib';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { ClientIdMetadataDocuments, ClientIdMetadataDocumentsConfig } from './client-id-metadata-documents';
import { ClientRegistration, ClientRegistrationMode } from './client-registration';
import { declaredClients } from './declared-clients';
import type { McpAuthorizationBindOptions, McpAuthorizationConfig } from './mcp-authorization-config';
import { McpScope, requireDeclared, validateScopes } from './mcp-scope';
import type { OAuthAuthorizationOptions } from './oauth-authorization-options';
import { pageCustomization } from './page-options';
import { SignIn } from './sign-in';
import { SignInConfig, SignInProvider } from './sign-in-config';
import { authorizationServerMetadata } from '../contract/gateway/metadata';
import { REGISTRATION_PATH } from '../contract/gateway/routes';
import { ClientIdMetadataDocumentConfiguration, declaredKeyUris, OAuthConfiguration, UpstreamProvider } from '../contract/oauth/configuration';
import { DEFAULT_SCOPES, initialScopes } from '../contract/scopes';
import { documentUrlProblem } from '../contract/urls/document-url';
import { AuthorizerFunction } from '../functions/authorizer-function';
import { DocumentFetcherFunction } from '../functions/document-fetcher-function';
import { OAuthFunction } from '../functions/oauth-function';
import { requireSameEnvironment } from '../private/same-environment';
import { requireUrl } from '../private/url-validation';
import { ValidationError } from '../private/validation-error';
import { ClientRegistry } from '../registry/client-registry';

/** The server's own authorization server. */
export function bindOAuth(scope: Construct, options: OAuthAuthorizationOptions, server: McpAuthorizationBindOptions): McpAuthorizationConfig {
  const { issuer, resource, removalPolicy, logRetention } = server;
  const accessTokenLifetime = options.accessTokenLifetime ?? Duration.hours(1);
  const scopes: readonly McpScope[] = options.scopes ?? DEFAULT_SCOPES.map(({ name }) => ({ name }));
  validateLifetime(scope, accessTokenLifetime);
  validateScopes(scope, scopes);
  validateTrust(scope, options);

  const registry = new ClientRegistry(scope, 'Registry', { removalPolicy });
  const signingSecret = server.signingSecret.bind(scope, { removalPolicy });
  const registration = (options.clientRegistration ?? ClientRegistration.open()).bind(scope, { initialAccessToken: options.initialAccessToken, removalPolicy });
  const documents = (options.clientIdMetadataDocuments ?? ClientIdMetadataDocuments.fromAnywhere()).bind(scope, { issuer });
  const signIn = (options.signIn ?? SignIn.managed()).bind(scope, { issuer, removalPolicy });
  validateSignIn(scope, signIn, options.groupScopes, scopes);
  const clients = declaredClients(scope, options.clients ?? [], { removalPolicy, scopes, interactiveSignIn: signIn.providers.length > 0 });
  const { initialAccessTokenSecret } = registration;
  const namedSecrets = [
    ...signIn.providers.flatMap(({ displayName, clientSecret: secret, clientSecretField: field }) => (
      secret === undefined ? [] : [{ what: `the client secret of the sign-in "${displayName}"`, secret, field }]
    )),
    ...clients.flatMap(({ record, secret }) => secret === undefined ? [] : [{ what: `the secret of the client "${record.clientId}"`, secret, field: record.secretField }]),
  ];
  validateSecrets(scope, [
    { what: 'the signing secret', secret: signingSecret.secret },
    { what: 'the initial access token', secret: initialAccessTokenSecret },
    ...namedSecrets,
  ]);

  const configuration: OAuthConfiguration = {
    server: { name: server.serverName, title: server.serverTitle, description: server.serverDescription },
    scopes,
    grantAllUpfront: options.grantAllUpfront ?? false,
    signIn: signIn.providers.map(upstreamProvider),
    groupScopes: options.groupScopes,
    registration: { mode: registration.mode, redirectHosts: registration.redirectHosts },
    clientIdMetadataDocuments: documentConfiguration(documents),
    softwareStatementIssuers: options.softwareStatementIssuers,
    identityAssertionIssuers: options.identityAssertionIssuers,
    clients: clients.map(({ record }) => record),
  };
  validateSize(scope, configuration);

  const surroundings = { logRetention, removalPolicy };
  const authorizer = new AuthorizerFunction(scope, 'Authorizer', {
    ...surroundings, resource, issuer, registry, declaredClients: clients.map(({ record }) => record.clientId),
  });
  const fetchesDocuments = documents.accepted || declaredKeyUris(configuration).length > 0;
  const documentFetcher = fetchesDocuments ? new DocumentFetcherFunction(scope, 'DocumentFetcher', surroundings) : undefined;
  const oauth = new OAuthFunction(scope, 'OAuth', {
    ...surroundings,
    resource,
    issuer,
    registry,
    documentFetcher,
    configuration,
    pages: pageCustomization(scope, options.pages),
    accessTokenLifetime,
    signingSecret,
    initialAccessToken: initialAccessTokenSecret,
    secrets: namedSecrets.map(({ secret, field }) => ({ secret, field })),
  });
  return {
    issuer,
    scopes: [...scopes],
    initialScopes: [...initialScopes(scopes, configuration.grantAllUpfront)],
    interactiveSignIn: signIn.providers.length > 0,
    authorizationServerMetadata: JSON.stringify(authorizationServerMetadata(issuer, configuration)),
    registrationEndpoint: registration.mode === ClientRegistrationMode.CLOSED ? undefined : `${issuer}${REGISTRATION_PATH}`,
    authorizerFunction: authorizer.function,
    oauthFunction: oauth.function,
    documentFetcherFunction: documentFetcher?.function,
    registry: registry.table,
    signingSecret: signingSecret.secret,
    initialAccessTokenSecret,
    clientSecrets: Object.fromEntries(clients.flatMap(({ record, secret }) => secret === undefined ? [] : [[record.clientId, secret]])),
    identityProviderIssuers: signIn.providers.map((provider) => provider.issuer),
    userPool: signIn.userPool,
    pages: options.pages,
  };
}

function upstreamProvider({ clientSecret, displayName, ...provider }: SignInProvider): UpstreamProvider {
  return { ...provider, name: displayName, clientSecretArn: clientSecret?.secretArn };
}

function documentConfiguration({ accepted, hosts }: ClientIdMetadataDocumentsConfig): ClientIdMetadataDocumentConfiguration {
  return { mode: !accepted ? 'off' : hosts === undefined ? 'open' : 'allowlist', hosts };
}

/** Secrets Manager gives a secret out in its own Region only; one of another account may be shared. */
function validateSecrets(scope: Construct, secrets: readonly { readonly what: string; readonly secret?: secretsmanager.ISecret }[]): void {
  for (const { what, secret } of secrets) {
    if (secret !== undefined) {
      requireSameEnvironment(scope, { what: `${what}, "${secret.node.path}",`, region: secret.env.region, remedy: 'replicate it there, and name the replica' });
    }
  }
}

const MIN_ACCESS_TOKEN_LIFETIME = Duration.minutes(1);
const MAX_ACCESS_TOKEN_LIFETIME = Duration.hours(24);

function validateLifetime(scope: Construct, lifetime: Duration): void {
  if (lifetime.isUnresolved()) {
    return;
  }
  const seconds = lifetime.toSeconds({ integral: false });
  if (!Number.isInteger(seconds) || seconds < MIN_ACCESS_TOKEN_LIFETIME.toSeconds() || seconds > MAX_ACCESS_TOKEN_LIFETIME.toSeconds()) {
    throw new ValidationError(
      'InvalidAccessTokenLifetime', `accessTokenLifetime is ${seconds} seconds, choose whole seconds from 1 minute to 24 hours`, scope,
    );
  }
}

function validateTrust(scope: Construct, { softwareStatementIssuers = [], identityAssertionIssuers = [] }: OAuthAuthorizationOptions): void {
  for (const { issuer, jwksUri } of [...softwareStatementIssuers, ...identityAssertionIssuers]) {
    requireUrl(scope, jwksUri, {
      problemOf: documentUrlProblem, code: 'InvalidJwksUri', what: `the address of the keys of the trusted issuer "${issuer}"`, remedy: 'write an https URL',
    });
  }
}

function validateSignIn(scope: Construct, { providers }: SignInConfig, groupScopes: OAuthAuthorizationOptions['groupScopes'], scopes: readonly McpScope[]): void {
  const repeated = providers.find(({ id }, index) => providers.findIndex((provider) => provider.id === id) !== index);
  if (repeated !== undefined) {
    throw new ValidationError('DuplicateCallbackId', `two sign-ins have the callback id "${repeated.id}", give one of them another callbackId`, scope);
  }
  if (groupScopes === undefined) {
    return;
  }
  for (const [group, names] of Object.entries(groupScopes)) {
    requireDeclared(scope, names, scopes, `groupScopes gives the group "${group}"`);
  }
  const groupless = providers.find(({ groupsClaim }) => groupsClaim === undefined);
  if (groupless) {
    throw new ValidationError('NoGroupsClaim', `groupScopes is given, but "${groupless.displayName}" tells no groups: name its groupsClaim, or nobody who signs in there may have a scope`, scope);
  }
}

/** Bytes that the configuration may take of the 4,096 of an environment; the other variables need the rest. */
const CONFIGURATION_MAX_BYTES = 2900;

/** What a token becomes is known to the deployment only; a secret's ARN is the longest. */
const TOKEN_BYTES = 100;

function validateSize(scope: Construct, configuration: OAuthConfiguration): void {
  const bytes = Buffer.byteLength(JSON.stringify(configuration).replace(/\$\{Token\[[^\]]+\]\}/g, 'x'.repeat(TOKEN_BYTES)));
  if (bytes > CONFIGURATION_MAX_BYTES) {
    throw new ValidationError(
      'AuthorizationTooLarge', `the authorization server's configuration takes ${bytes} bytes of its function's environment, and ${CONFIGURATION_MAX_BYTES} fit: `
      + 'shorten the descriptions of scopes, or declare fewer clients, groups or sign-ins', scope,
    );
  }
}
