import { randomUUID } from 'node:crypto';
import { type Configuration, errors, type KoaContextWithOIDC } from 'oidc-provider';
import { accounts } from './accounts';
import { deniedScopes } from './denied-scopes';
import { everybodyIsAsked, nobodySignsIn } from './interaction-policy';
import { givesRefreshToken, noteClientAuthentication } from './overrides/authorization-code';
import { type ProtectedResource, resourceServer } from './resource';
import { refreshTokenLifetime, TOKEN_ROUTES, tokenFeatures } from './token-features';
import { CLIENT_ASSERTION_ALGORITHMS, DPOP_ALGORITHMS, TOKEN_ENDPOINT_AUTH_METHODS } from '../../../src/contract/gateway/metadata';
import { AUTHORIZE_PATH, INTERACTION_PATH, JWKS_PATH, REGISTRATION_PATH, TOKEN_PATH } from '../../../src/contract/gateway/routes';
import { CLOCK_SKEW_SECONDS, GRANT_LIFETIME_SECONDS } from '../../../src/contract/limits';
import { ACCESS_TOKEN_CLAIMS } from '../../../src/contract/oauth/access-token';
import type { OAuthConfiguration } from '../../../src/contract/oauth/configuration';
import { ACCESS_TOKEN_ALGORITHM } from '../../../src/contract/oauth/keys';
import { OFFLINE_ACCESS_SCOPE } from '../../../src/contract/scopes';
import { TrustedIssuers } from '../assertions/trusted-issuers';
import type { FetchHook } from '../client-metadata-fetch/client-metadata-fetch';
import { mayPublishClients } from '../client-metadata-fetch/configured-fetch';
import { LibraryKey } from '../keys/library-key';
import { type ServerKeys, trustedRings } from '../keys/server-keys';
import { errorRenderer } from '../pages/error';
import type { PageSource } from '../pages/page-context';
import { CLIENT_AUTHENTICATION_PARAMETER, DENIED_SCOPE_PARAMETER, MAX_AGE_PARAMETER } from '../policies/authorization-request';
import { assertionProblem } from '../policies/client-assertion';
import { isAllowedRedirect } from '../redirects/redirect-host';
import { type CommonRules, ownsClient, registrationPolicy, registrationRules } from '../registration/library-policy';
import { newSecret } from '../registration/steps/secret';
import { traceOf } from '../trace/request-trace';
import { adapterFactory, type Storage } from './adapter/adapter';
import type { PersonCheck } from '../sign-in/person-check';

/** Time to read the consent page, sign in and use a second factor. */
const INTERACTION_SECONDS = 1800;

export interface ProviderFacts {
  readonly issuer: string;
  readonly resource: ProtectedResource;
  readonly keys: ServerKeys;
  readonly storage: Storage;
  readonly configuration: OAuthConfiguration;
  readonly pages: PageSource;
  /** Undefined without interactive sign-in. */
  readonly personCheck?: PersonCheck;
  /** For documents and keys that clients publish. */
  readonly fetch: FetchHook;
}

export function configuration({ issuer, resource, keys, storage, configuration: policies, pages, personCheck, fetch }: ProviderFacts): Configuration {
  const statementIssuers = new TrustedIssuers(policies.softwareStatementIssuers ?? [], fetch, storage.clock);
  const basePath = new URL(issuer).pathname.replace(/\/$/, '');
  return {
    adapter: adapterFactory(storage),
    // The first key signs. Without any, the library would use its well-known development keys; ServerKeys has at least one.
    jwks: { keys: keys.tokenKeys.map((key) => new LibraryKey(key)) },
    routes: { authorization: AUTHORIZE_PATH, jwks: JWKS_PATH, registration: REGISTRATION_PATH, token: TOKEN_PATH, ...TOKEN_ROUTES },
    scopes: [...resource.scopes.map(({ name }) => name), OFFLINE_ACCESS_SCOPE],
    claims: {},
    responseTypes: ['code'],
    clientAuthMethods: [...TOKEN_ENDPOINT_AUTH_METHODS],
    enabledJWA: {
      clientAuthSigningAlgValues: [...CLIENT_ASSERTION_ALGORITHMS],
      dPoPSigningAlgValues: [...DPOP_ALGORITHMS],
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
      keys: trustedRings(keys).map(({ cookies }) => cookies.toString('base64url')),
      long: { signed: true, path: basePath || '/' },
      short: { signed: true },
    },
    pkce: { required: () => true },
    // Clients that need a refresh token seldom send `prompt=consent`, without which the library drops offline_access.
    issueRefreshToken: async (_ctx, client) => givesRefreshToken(client),
    expiresWithSession: async () => false,
    rotateRefreshToken: true,
    loadExistingGrant: async (ctx) => {
      const grantId = ctx.oidc.result?.consent?.grantId;
      return grantId === undefined ? undefined : ctx.oidc.provider.Grant.find(grantId);
    },
    findAccount: accounts(personCheck, policies.scopes),
    interactions: {
      policy: policies.signIn.length > 0 ? everybodyIsAsked() : nobodySignsIn(),
      url: async (_ctx, interaction) => `${basePath}${INTERACTION_PATH}/${interaction.uid}`,
    },
    extraTokenClaims: async (ctx, token) => extraClaims(ctx, 'grantId' in token ? token.grantId : undefined),
    assertJwtClientAuthClaimsAndHeader: async (_ctx, claims) => {
      const problem = assertionProblem(claims, storage.clock());
      if (problem !== undefined) {
        throw new errors.InvalidClientAuth(problem);
      }
    },
    fetch: fetch as Configuration['fetch'],
    extraParams: {
      [MAX_AGE_PARAMETER]: (_ctx, value) => checkMaxAge(value),
      [DENIED_SCOPE_PARAMETER]: () => undefined,
      [CLIENT_AUTHENTICATION_PARAMETER]: noteClientAuthentication,
    },
    renderError: errorRenderer(pages, (ctx) => traceOf(ctx.req).requestId),
    // A software statement is returned as it was sent (RFC 7591, section 3.2.1).
    extraClientMetadata: { properties: ['software_statement'] },
    features: features(keys, resource, policies, registrationRules(policies, statementIssuers)),
    ttl: {
      AccessToken: resource.accessTokenLifetime,
      AuthorizationCode: 60,
      ClientCredentials: resource.accessTokenLifetime,
      Grant: GRANT_LIFETIME_SECONDS,
      Interaction: INTERACTION_SECONDS,
      RefreshToken: refreshTokenLifetime,
      Session: 3600,
    },
  };
}

function features(
  keys: ServerKeys, resource: ProtectedResource, { registration, clientIdMetadataDocuments }: OAuthConfiguration, rules: CommonRules,
): Configuration['features'] {
  return {
    ...tokenFeatures(keys),
    clientCredentials: { enabled: true },
    clientIdMetadataDocument: {
      enabled: clientIdMetadataDocuments.mode !== 'off',
      ack: 'draft-02',
      allowFetch: async (_ctx, clientId) => mayPublishClients(clientId, clientIdMetadataDocuments),
      allowClient: async (_ctx, { redirectUris = [] }) => redirectUris.every((uri) => isAllowedRedirect(uri, registration.redirectHosts)),
    },
    devInteractions: { enabled: false },
    externalSigningSupport: { enabled: true, ack: 'experimental-01' },
    registration: {
      enabled: true,
      initialAccessToken: true,
      issueRegistrationAccessToken: ownsClient(rules),
      idFactory: () => randomUUID(),
      secretFactory: newSecret,
      policies: {
        'anyone': registrationPolicy('anyone', rules),
        'initial-access-token': registrationPolicy('initial-access-token', rules),
      },
    },
    registrationManagement: { enabled: true, rotateRegistrationAccessToken: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: async (_ctx, _client, oneOf) => oneOf?.[0] ?? resource.url,
      useGrantedResource: async () => true,
      getResourceServerInfo: async (ctx, indicator, client) => resourceServer(resource)(ctx, indicator, client),
    },
    rpInitiatedLogout: { enabled: false },
    rpMetadataChoices: { enabled: true },
    userinfo: { enabled: false },
  };
}

function extraClaims(ctx: KoaContextWithOIDC, grantId: string | undefined): { [name: string]: string } {
  const denied = deniedScopes(ctx);
  return {
    ...grantId !== undefined && { [ACCESS_TOKEN_CLAIMS.grantId]: grantId },
    ...denied.length > 0 && { [ACCESS_TOKEN_CLAIMS.deniedScope]: denied.join(' ') },
  };
}

/** The library does this for `max_age`, but supports that parameter only with OpenID Connect. */
function checkMaxAge(value: string | undefined): void {
  if (value !== undefined && !/^\d{1,10}$/.test(value)) {
    throw new errors.InvalidRequest('invalid max_age parameter value');
  }
}
