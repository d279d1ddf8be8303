import type { Metadata } from './step';

/** Members that this server uses, returns, or rejects by name. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  'application_type', 'client_name', 'client_uri', 'contacts', 'dpop_bound_access_tokens', 'grant_types', 'jwks', 'jwks_uri', 'logo_uri', 'policy_uri',
  'redirect_uris', 'require_pushed_authorization_requests', 'response_types', 'scope', 'software_statement', 'token_endpoint_auth_method',
  'token_endpoint_auth_methods_supported', 'token_endpoint_auth_signing_alg', 'token_endpoint_auth_signing_alg_values_supported', 'tos_uri',
  // Defaults that the library adds to a registration.
  'client_id', 'client_id_issued_at', 'client_secret', 'client_secret_expires_at',
]);

/**
 * RFC 7591, section 2: a server ignores members that it does not understand. The library would reject or fetch some of them. Null members
 * are omitted (RFC 7592, section 2.2), since serializers write unset values as null. Except the scope, which has a separate step:
 * a machine that omits it gets all scopes.
 */
export function onlyUnderstood(metadata: Metadata): Metadata {
  return Object.fromEntries(Object.entries(metadata).filter(([member, value]) => UNDERSTOOD.has(member) && (value !== null || member === 'scope')));
}
