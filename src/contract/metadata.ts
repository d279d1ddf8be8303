import { ACCESS_TOKEN_ALGORITHM } from './keys';
import { AUTHORIZE_PATH, JWKS_PATH, REGISTRATION_PATH, TOKEN_PATH } from './routes';

/** The facts that both documents are made of. Values may be tokens. */
export interface ServerFacts {
  /** Without a trailing slash; byte-identical to the `iss` of every token. */
  readonly issuer: string;
  /** The canonical URL of the MCP endpoint. */
  readonly resource: string;
  readonly scopes: readonly string[];
  /** A name for people. */
  readonly resourceName: string;
}

export const GRANT_TYPES = ['authorization_code', 'refresh_token', 'client_credentials'] as const;
export const TOKEN_ENDPOINT_AUTH_METHODS = ['none', 'client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const;
/** Algorithms of `private_key_jwt` assertions. */
export const CLIENT_ASSERTION_ALGORITHMS = ['ES256', 'RS256', 'PS256', 'EdDSA'] as const;

/** @see https://www.rfc-editor.org/rfc/rfc9728 */
export function protectedResourceMetadata(facts: ServerFacts): { [name: string]: unknown } {
  return {
    resource: facts.resource,
    authorization_servers: [facts.issuer],
    scopes_supported: facts.scopes,
    bearer_methods_supported: ['header'],
    resource_name: facts.resourceName,
  };
}

/**
 * One document for both well-known paths. The OpenID fields are there because clients parse openid-configuration, the only
 * path that works under a stage prefix, with a schema that demands them.
 *
 * @see https://www.rfc-editor.org/rfc/rfc8414
 */
export function authorizationServerMetadata(facts: ServerFacts): { [name: string]: unknown } {
  const endpoint = (path: string) => `${facts.issuer}${path}`;
  return {
    issuer: facts.issuer,
    authorization_endpoint: endpoint(AUTHORIZE_PATH),
    token_endpoint: endpoint(TOKEN_PATH),
    registration_endpoint: endpoint(REGISTRATION_PATH),
    jwks_uri: endpoint(JWKS_PATH),
    scopes_supported: [...facts.scopes, 'offline_access'],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: GRANT_TYPES,
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: TOKEN_ENDPOINT_AUTH_METHODS,
    token_endpoint_auth_signing_alg_values_supported: CLIENT_ASSERTION_ALGORITHMS,
    authorization_response_iss_parameter_supported: true,
    // OpenID Connect takes its absence for true.
    request_uri_parameter_supported: false,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [ACCESS_TOKEN_ALGORITHM],
  };
}
