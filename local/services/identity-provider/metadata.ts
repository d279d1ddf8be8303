import type { ClaimNames } from './claims';

export const ID_TOKEN_ALGORITHM = 'RS256';

export const PATHS = {
  users: '/',
  discovery: '/.well-known/openid-configuration',
  jwks: '/jwks',
  authorization: '/authorize',
  token: '/token',
  userinfo: '/userinfo',
  endSession: '/logout',
} as const;

/** @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata */
export function providerMetadata(issuer: string, names: ClaimNames): { readonly [name: string]: unknown } {
  return {
    issuer,
    authorization_endpoint: `${issuer}${PATHS.authorization}`,
    token_endpoint: `${issuer}${PATHS.token}`,
    userinfo_endpoint: `${issuer}${PATHS.userinfo}`,
    end_session_endpoint: `${issuer}${PATHS.endSession}`,
    jwks_uri: `${issuer}${PATHS.jwks}`,
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    response_types_supported: ['code'],
    response_modes_supported: ['query'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: [ID_TOKEN_ALGORITHM],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    code_challenge_methods_supported: ['S256'],
    prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
    claims_supported: [
      'iss', 'sub', 'aud', 'exp', 'iat', 'auth_time', 'nonce', 'name', 'preferred_username', 'email', 'email_verified', ...names.groups, ...names.subject,
    ],
    authorization_response_iss_parameter_supported: true,
  };
}
