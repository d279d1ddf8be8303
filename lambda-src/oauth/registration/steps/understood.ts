import type { Metadata } from './step';

/** Members that this server gives effect to, or returns, or refuses by name. */
const UNDERSTOOD: ReadonlySet<string> = new Set([
  'application_type', 'client_name', 'client_uri', 'contacts', 'dpop_bound_access_tokens', 'grant_types', 'jwks', 'jwks_uri', 'logo_uri', 'policy_uri',
  'redirect_uris', 'require_pushed_authorization_requests', 'response_types', 'scope', 'software_statement', 'token_endpoint_auth_method',
  'token_endpoint_auth_methods_supported', 'token_endpoint_auth_signing_alg', 'token_endpoint_auth_signing_alg_values_supported', 'tos_uri',
  // What the library adds to a registration before anybody is asked.
  'client_id', 'client_id_issued_at', 'client_secret', 'client_secret_expires_at',
]);

/**
 * RFC 7591, section 2: what a server does not understand, it ignores. Kept, it would only make the library refuse or fetch something. And what
 * is null is left out (RFC 7592, section 2.2): so serializers write what nobody has set. Not the scope, which is a matter of a step of its own:
 * a machine that leaves it out has all of them.
 */
export function onlyUnderstood(metadata: Metadata): Metadata {
  return Object.fromEntries(Object.entries(metadata).filter(([member, value]) => UNDERSTOOD.has(member) && (value !== null || member === 'scope')));
}
