import {
  AUTHORIZE_PATH, INTROSPECTION_PATH, JWKS_PATH, PUSHED_AUTHORIZATION_REQUEST_PATH, REGISTRATION_PATH, REVOCATION_PATH, TOKEN_PATH,
} from './routes';
import { OAuthConfiguration } from '../oauth/configuration';
import { ACCESS_TOKEN_ALGORITHM } from '../oauth/keys';
import { OFFLINE_ACCESS_SCOPE } from '../scopes';

/** Values may be tokens. */
export interface ProtectedResourceFacts {
  /** The canonical URL of the MCP endpoint. */
  readonly resource: string;
  /** The issuer whose tokens are accepted. */
  readonly authorizationServer: string;
  /** What clients should ask for at first. */
  readonly scopes: readonly string[];
  /** A display name. */
  readonly resourceName: string;
}

export const TOKEN_ENDPOINT_AUTH_METHODS = ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;
/** Algorithms of `private_key_jwt` assertions. */
export const CLIENT_ASSERTION_ALGORITHMS = ['ES256', 'RS256', 'PS256', 'Ed25519', 'EdDSA'] as const;
/** Algorithms of DPoP proofs (RFC 9449). */
export const DPOP_ALGORITHMS = ['ES256', 'Ed25519', 'EdDSA'] as const;
/** RFC 7523; with an identity assertion (ID-JAG). */
export const JWT_BEARER_GRANT_TYPE = 'urn:ietf:params:oauth:grant-type:jwt-bearer';

/** @see https://www.rfc-editor.org/rfc/rfc9728 */
export function protectedResourceMetadata(facts: ProtectedResourceFacts): { [name: string]: unknown } {
  return {
    resource: facts.resource,
    authorization_servers: [facts.authorizationServer],
    scopes_supported: facts.scopes,
    bearer_methods_supported: ['header'],
    dpop_signing_alg_values_supported: DPOP_ALGORITHMS,
    resource_name: facts.resourceName,
  };
}

/** The grant types that are in use. */
export function grantTypes({ signIn, identityAssertionIssuers = [] }: OAuthConfiguration): readonly string[] {
  return [
    ...signIn.length > 0 ? ['authorization_code', 'refresh_token'] : [],
    'client_credentials',
    ...identityAssertionIssuers.length > 0 ? [JWT_BEARER_GRANT_TYPE] : [],
  ];
}

/**
 * One document for both well-known paths. The OpenID fields are there because clients parse openid-configuration, the only
 * path that works under a stage prefix, with a schema that requires them, and the authorization endpoint even without interactive sign-in.
 *
 * @param issuer without a trailing slash; byte-identical to the `iss` of every token. May be a token
 * @see https://www.rfc-editor.org/rfc/rfc8414
 */
export function authorizationServerMetadata(issuer: string, configuration: OAuthConfiguration): { [name: string]: unknown } {
  const endpoint = (path: string) => `${issuer}${path}`;
  const { scopes, signIn, registration, clientIdMetadataDocuments } = configuration;
  return {
    issuer,
    authorization_endpoint: endpoint(AUTHORIZE_PATH),
    token_endpoint: endpoint(TOKEN_PATH),
    ...registration.mode !== 'closed' && { registration_endpoint: endpoint(REGISTRATION_PATH) },
    jwks_uri: endpoint(JWKS_PATH),
    revocation_endpoint: endpoint(REVOCATION_PATH),
    introspection_endpoint: endpoint(INTROSPECTION_PATH),
    pushed_authorization_request_endpoint: endpoint(PUSHED_AUTHORIZATION_REQUEST_PATH),
    scopes_supported: [...scopes.map(({ name }) => name), ...signIn.length > 0 ? [OFFLINE_ACCESS_SCOPE] : []],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: grantTypes(configuration),
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: TOKEN_ENDPOINT_AUTH_METHODS,
    token_endpoint_auth_signing_alg_values_supported: CLIENT_ASSERTION_ALGORITHMS,
    // Left out, it would mean client_secret_basic alone, which no client with interactive sign-in has.
    revocation_endpoint_auth_methods_supported: TOKEN_ENDPOINT_AUTH_METHODS,
    revocation_endpoint_auth_signing_alg_values_supported: CLIENT_ASSERTION_ALGORITHMS,
    introspection_endpoint_auth_methods_supported: TOKEN_ENDPOINT_AUTH_METHODS.filter((method) => method !== 'none'),
    introspection_endpoint_auth_signing_alg_values_supported: CLIENT_ASSERTION_ALGORITHMS,
    dpop_signing_alg_values_supported: DPOP_ALGORITHMS,
    authorization_response_iss_parameter_supported: true,
    ...clientIdMetadataDocuments.mode !== 'off' && { client_id_metadata_document_supported: true },
    // OpenID Connect takes its absence for true.
    request_uri_parameter_supported: false,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [ACCESS_TOKEN_ALGORITHM],
  };
}
