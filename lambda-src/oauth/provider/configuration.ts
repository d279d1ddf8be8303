import { randomBytes, randomUUID } from 'node:crypto';
import { type Configuration, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { nobodySignsIn } from './interaction-policy';
import { type ProtectedResource, resourceServer } from './resource';
import { ACCESS_TOKEN_ALGORITHM } from '../../../src/contract/keys';
import { CLOCK_SKEW_SECONDS } from '../../../src/contract/limits';
import { CLIENT_ASSERTION_ALGORITHMS, TOKEN_ENDPOINT_AUTH_METHODS } from '../../../src/contract/metadata';
import { AUTHORIZE_PATH, JWKS_PATH, REGISTRATION_PATH, TOKEN_PATH } from '../../../src/contract/routes';
import type { ServerKeys } from '../keys/server-keys';
import { renderError } from '../pages/error';
import { assertionProblem } from '../policies/client-assertion';
import { effectiveMetadata, type RegistrationPolicy, RegistrationRefused } from '../policies/registration';
import { adapterFactory, type Storage } from '../storage/adapter';

const SECRET_BYTES = 32;

export interface ProviderFacts {
  readonly issuer: string;
  readonly resource: ProtectedResource;
  readonly keys: ServerKeys;
  readonly storage: Storage;
}

export function configuration({ issuer, resource, keys, storage }: ProviderFacts): Configuration {
  const basePath = new URL(issuer).pathname.replace(/\/$/, '');
  return {
    adapter: adapterFactory(storage),
    // The first key signs. Without any, the library would sign with keys that everybody knows: ServerKeys has at least one.
    jwks: { keys: keys.map(({ signing }) => signing) },
    routes: { authorization: AUTHORIZE_PATH, jwks: JWKS_PATH, registration: REGISTRATION_PATH, token: TOKEN_PATH },
    scopes: [...resource.scopes, 'offline_access'],
    claims: {},
    responseTypes: ['code'],
    clientAuthMethods: [...TOKEN_ENDPOINT_AUTH_METHODS],
    enabledJWA: {
      clientAuthSigningAlgValues: [...CLIENT_ASSERTION_ALGORITHMS],
      idTokenSigningAlgValues: [ACCESS_TOKEN_ALGORITHM],
    },
    clientDefaults: {
      // RFC 8252: any loopback port, private-use schemes.
      application_type: 'native',
      grant_types: ['authorization_code', 'refresh_token'],
      id_token_signed_response_alg: ACCESS_TOKEN_ALGORITHM,
    },
    clockTolerance: CLOCK_SKEW_SECONDS,
    clientBasedCORS: () => true,
    cookies: {
      keys: keys.map(({ cookies }) => cookies.toString('base64url')),
      long: { signed: true, path: basePath || '/' },
      short: { signed: true },
    },
    pkce: { required: () => true },
    // Clients that need a refresh token seldom send `prompt=consent`, without which the library drops offline_access.
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    expiresWithSession: async () => false,
    rotateRefreshToken: true,
    loadExistingGrant: async (ctx) => {
      const grantId = ctx.oidc.result?.consent?.grantId;
      return grantId === undefined ? undefined : ctx.oidc.provider.Grant.find(grantId);
    },
    findAccount: async (_ctx, accountId) => ({ accountId, claims: async () => ({ sub: accountId }) }),
    interactions: { policy: nobodySignsIn(), url: async (_ctx, interaction) => `${basePath}/interaction/${interaction.uid}` },
    extraTokenClaims: async (_ctx, token) => ('grantId' in token && token.grantId !== undefined ? { gid: token.grantId } : undefined),
    assertJwtClientAuthClaimsAndHeader: async (_ctx, claims) => {
      const problem = assertionProblem(claims, storage.clock());
      if (problem !== undefined) throw new errors.InvalidClientAuth(problem);
    },
    // Nothing that a client writes makes this server call anybody.
    fetch: async () => { throw new Error('outgoing requests are off'); },
    renderError,
    features: features(resource),
    ttl: {
      AccessToken: resource.accessTokenLifetime,
      AuthorizationCode: 60,
      ClientCredentials: resource.accessTokenLifetime,
      Grant: 90 * 24 * 3600,
      Interaction: 600,
      RefreshToken: 30 * 24 * 3600,
      Session: 3600,
    },
  };
}

function features(resource: ProtectedResource): Configuration['features'] {
  return {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    dPoP: { enabled: false },
    introspection: { enabled: false },
    pushedAuthorizationRequests: { enabled: false },
    registration: {
      enabled: true,
      initialAccessToken: true,
      issueRegistrationAccessToken: true,
      idFactory: () => randomUUID(),
      secretFactory: () => randomBytes(SECRET_BYTES).toString('base64url'),
      policies: { 'anyone': apply('anyone', resource), 'initial-access-token': apply('initial-access-token', resource) },
    },
    registrationManagement: { enabled: true, rotateRegistrationAccessToken: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: async (_ctx, _client, oneOf) => oneOf?.[0] ?? resource.url,
      useGrantedResource: async () => true,
      getResourceServerInfo: async (ctx, indicator, client) => resourceServer(resource)(ctx, indicator, client),
    },
    revocation: { enabled: false },
    rpInitiatedLogout: { enabled: false },
    rpMetadataChoices: { enabled: true },
    userinfo: { enabled: false },
  };
}

function apply(policy: RegistrationPolicy, { scopes }: ProtectedResource) {
  return (_ctx: KoaContextWithOIDC, properties: { [name: string]: unknown }): void => {
    let effective;
    try {
      effective = effectiveMetadata(properties, policy, scopes);
    } catch (error) {
      throw error instanceof RegistrationRefused ? new errors.InvalidClientMetadata(error.message) : error;
    }
    for (const name of Object.keys(properties)) delete properties[name];
    Object.assign(properties, effective);
  };
}
