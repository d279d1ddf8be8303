import { Duration } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { ClientIdMetadataDocuments, ClientIdMetadataDocumentsConfig } from './client-id-metadata-documents';
import { ClientRegistration, ClientRegistrationMode } from './client-registration';
import { declaredClients } from './declared-clients';
import type { McpAuthorizationBindOptions, McpAuthorizationConfig } from './mcp-authorization-config';
import { McpScope, validateScopes } from './mcp-scope';
import type { OAuthAuthorizationOptions } from './oauth-authorization-options';
import { validateLifetime, validateRotation, validateSecrets, validateSignIn, validateSize, validateTrust } from './oauth-validation';
import { pageCustomization } from './page-options';
import { SignIn } from './sign-in';
import { SignInProvider } from './sign-in-config';
import { SigningKey } from './signing-key';
import { authorizationServerMetadata } from '../contract/gateway/metadata';
import { REGISTRATION_PATH } from '../contract/gateway/routes';
import { ClientIdMetadataDocumentConfiguration, declaredKeyUris, OAuthConfiguration, UpstreamProvider } from '../contract/oauth/configuration';
import { DEFAULT_SCOPES, initialScopes } from '../contract/scopes';
import { AuthorizerFunction } from '../functions/authorizer-function';
import { DocumentFetcherFunction } from '../functions/document-fetcher-function';
import { OAuthFunction } from '../functions/oauth-function';
import { RotationFunction } from '../functions/rotation-function';
import { ClientRegistry } from '../registry/client-registry';

/** The server's own authorization server. */
export function bindOAuth(scope: Construct, options: OAuthAuthorizationOptions, server: McpAuthorizationBindOptions): McpAuthorizationConfig {
  const { issuer, resource, removalPolicy, encryptionKey, logRetention, functions, metrics } = server;
  const data = { removalPolicy, encryptionKey };
  const accessTokenLifetime = options.accessTokenLifetime ?? Duration.hours(1);
  const scopes: readonly McpScope[] = options.scopes ?? DEFAULT_SCOPES.map(({ name }) => ({ name }));
  validateLifetime(scope, accessTokenLifetime);
  validateScopes(scope, scopes);
  validateTrust(scope, options);

  const registry = new ClientRegistry(scope, 'Registry', { ...data, table: options.registryTable });
  const signingSecret = server.signingSecret.bind(scope, data);
  validateRotation(scope, signingSecret);
  const signingKey = (options.signingKey ?? SigningKey.fromSigningSecret())._bind(scope);
  const registration = (options.clientRegistration ?? ClientRegistration.open()).bind(scope, { ...data, initialAccessToken: options.initialAccessToken });
  const documents = (options.clientIdMetadataDocuments ?? ClientIdMetadataDocuments.fromAnywhere()).bind(scope, { issuer });
  const signIn = (options.signIn ?? SignIn.managed()).bind(scope, { issuer, removalPolicy });
  validateSignIn(scope, signIn, options.groupScopes, scopes);
  const clients = declaredClients(scope, options.clients ?? [], { ...data, scopes, interactiveSignIn: signIn.providers.length > 0 });
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
    rotatesSigningSecret: signingSecret.rotateEvery !== undefined || signingSecret.rotatedElsewhere ? true : undefined,
    signingKeyArn: signingKey.key?.keyArn,
    nextSigningKeyArn: signingKey.next?.keyArn,
  };
  validateSize(scope, configuration);

  const surroundings = { ...data, logRetention, functions, metrics };
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
    signingKey,
    initialAccessToken: initialAccessTokenSecret,
    secrets: namedSecrets.map(({ secret, field }) => ({ secret, field })),
  });
  const rotation = signingSecret.rotateEvery && new RotationFunction(scope, 'Rotation', {
    ...surroundings, secret: signingSecret.secret, every: signingSecret.rotateEvery,
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
    rotationFunction: rotation?.function,
    initialAccessTokenSecret,
    clientSecrets: Object.fromEntries(clients.flatMap(({ record, secret }) => secret === undefined ? [] : [[record.clientId, secret]])),
    identityProviders: signIn.providers,
    groupScopes: options.groupScopes,
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
