import { Duration, Token } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ClientIdMetadataDocuments, ClientRegistration, validateClientPolicies } from './client-registration';
import { InitialAccessToken } from './initial-access-token';
import type { McpAuthorizationBindOptions, McpAuthorizationConfig } from './mcp-authorization-config';
import { McpScope, requireDeclared, validateScopes } from './mcp-scope';
import type { OAuthAuthorizationOptions } from './oauth-authorization-options';
import { isIssuer } from './openid-provider';
import { pageCustomization } from './page-options';
import { SignIn, SignInConfig, SignInProvider } from './sign-in';
import { authorizationServerMetadata } from '../contract/gateway/metadata';
import { REGISTRATION_PATH } from '../contract/gateway/routes';
import { declaredKeyUris, OAuthConfiguration, UpstreamProvider } from '../contract/oauth/configuration';
import { DEFAULT_SCOPES, initialScopes } from '../contract/scopes';
import { AuthorizerFunction } from '../functions/authorizer-function';
import { DocumentFetcherFunction } from '../functions/document-fetcher-function';
import { OAuthFunction } from '../functions/oauth-function';
import { ValidationError } from '../private/validation-error';
import { ClientRegistry } from '../registry/client-registry';

/** The server's own authorization server. */
export function bindOAuth(scope: Construct, options: OAuthAuthorizationOptions, server: McpAuthorizationBindOptions): McpAuthorizationConfig {
  const { issuer, resource, removalPolicy, logRetention } = server;
  const accessTokenLifetime = options.accessTokenLifetime ?? Duration.hours(1);
  const scopes: readonly McpScope[] = options.scopes ?? DEFAULT_SCOPES.map(({ name }) => ({ name }));
  const registration = options.clientRegistration ?? ClientRegistration.open();
  const documents = options.clientIdMetadataDocuments ?? ClientIdMetadataDocuments.fromAnywhere();
  validateLifetime(scope, accessTokenLifetime);
  validateScopes(scope, scopes);
  validateClientPolicies(scope, registration, documents);
  validateTrust(scope, options);

  const registry = new ClientRegistry(scope, 'Registry', { removalPolicy });
  const signingSecret = server.signingSecret.bind(scope, { removalPolicy });
  const initialAccessToken = initialAccessTokenOf(scope, options, registration).bind(scope, { removalPolicy }).secret;
  validateRegistration(scope, registration, initialAccessToken);
  const signIn = (options.signIn ?? SignIn.managed()).bind(scope, { issuer, removalPolicy });
  validateSignIn(scope, signIn, options.groupScopes, scopes);
  const clients = (options.clients ?? []).map((client, index) => client._bind(scope, `ClientSecret${index}`, removalPolicy));
  validateClients(scope, clients.map(({ record }) => record), scopes, signIn);

  const configuration: OAuthConfiguration = {
    server: { name: server.serverName, title: server.serverTitle, description: server.serverDescription },
    scopes,
    grantAllUpfront: options.grantAllUpfront ?? false,
    signIn: signIn.providers.map(upstreamProvider),
    groupScopes: options.groupScopes,
    registration: { mode: registration._mode, redirectHosts: registration._redirectHosts },
    clientIdMetadataDocuments: { mode: documents._mode, hosts: documents._hosts },
    softwareStatementIssuers: options.softwareStatementIssuers,
    identityAssertionIssuers: options.identityAssertionIssuers,
    clients: clients.map(({ record }) => record),
  };
  validateSize(scope, configuration);

  const surroundings = { logRetention, removalPolicy };
  const authorizer = new AuthorizerFunction(scope, 'Authorizer', {
    ...surroundings, resource, issuer, registry, declaredClients: clients.map(({ record }) => record.clientId),
  });
  const fetchesDocuments = documents._mode !== 'off' || declaredKeyUris(configuration).length > 0;
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
    initialAccessToken,
    secrets: [
      ...signIn.providers.flatMap(({ clientSecret: secret, clientSecretField: field }) => secret === undefined ? [] : [{ secret, field }]),
      ...clients.flatMap(({ record, secret }) => secret === undefined ? [] : [{ secret, field: record.secretField }]),
    ],
  });
  return {
    issuer,
    scopes: [...scopes],
    initialScopes: [...initialScopes(scopes, configuration.grantAllUpfront)],
    peopleSignIn: signIn.providers.length > 0,
    authorizationServerMetadata: JSON.stringify(authorizationServerMetadata(issuer, configuration)),
    registrationEndpoint: registration._mode === 'closed' ? undefined : `${issuer}${REGISTRATION_PATH}`,
    authorizerFunction: authorizer.function,
    oauthFunction: oauth.function,
    documentFetcherFunction: documentFetcher?.function,
    registry: registry.table,
    signingSecret: signingSecret.secret,
    initialAccessTokenSecret: initialAccessToken,
    clientSecrets: Object.fromEntries(clients.flatMap(({ record, secret }) => secret === undefined ? [] : [[record.clientId, secret]])),
    identityProviderIssuers: signIn.providers.map((provider) => provider.issuer),
    userPool: signIn.userPool,
    pages: options.pages,
  };
}

function upstreamProvider({ clientSecret, displayName, ...provider }: SignInProvider): UpstreamProvider {
  return { ...provider, name: displayName, clientSecretArn: clientSecret?.secretArn };
}

function initialAccessTokenOf(scope: Construct, options: OAuthAuthorizationOptions, registration: ClientRegistration): InitialAccessToken {
  if (registration._mode === 'closed') {
    if (options.initialAccessToken) {
      throw new ValidationError('NoRegistration', 'initialAccessToken is given, but registration is closed, leave one of them out', scope);
    }
    return InitialAccessToken.none();
  }
  return options.initialAccessToken ?? InitialAccessToken.generated();
}

function validateRegistration(scope: Construct, registration: ClientRegistration, initialAccessToken: unknown): void {
  if (registration._mode === 'initial-access-token' && initialAccessToken === undefined) {
    throw new ValidationError(
      'NobodyCanRegister', 'registration needs the initial access token, but initialAccessToken is none(), use ClientRegistration.closed() if that is meant', scope,
    );
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
    if (!Token.isUnresolved(jwksUri) && !isIssuer(jwksUri)) {
      throw new ValidationError('InvalidJwksUri', `the keys of the trusted issuer "${issuer}" are at "${jwksUri}", write an https URL without a query`, scope);
    }
  }
}

function validateSignIn(scope: Construct, { providers }: SignInConfig, groupScopes: OAuthAuthorizationOptions['groupScopes'], scopes: readonly McpScope[]): void {
  const ids = providers.map(({ id }) => id);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) {
    throw new ValidationError('DuplicateCallbackId', `two sign-ins have the callback id "${repeated}", give one of them another callbackId`, scope);
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

function validateClients(scope: Construct, clients: OAuthConfiguration['clients'], scopes: readonly McpScope[], { providers }: SignInConfig): void {
  const ids = clients.map(({ clientId }) => clientId);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) {
    throw new ValidationError('DuplicateClientId', `two clients have the id "${repeated}", change one`, scope);
  }
  for (const client of clients) {
    requireDeclared(scope, client.scopes ?? [], scopes, `the client "${client.clientId}" may have`);
    if (providers.length === 0 && client.grantTypes.includes('authorization_code')) {
      throw new ValidationError('NobodySignsIn', `people use the client "${client.clientId}", but signIn is none(), declare it as a machine or let people sign in`, scope);
    }
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
