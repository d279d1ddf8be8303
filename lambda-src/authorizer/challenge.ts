import type { AccessToken } from './access-token';
import { MCP_PATH, PROTECTED_RESOURCE_METADATA_PATH } from '../../src/contract/gateway/routes';
import { OFFLINE_ACCESS_SCOPE } from '../../src/contract/scopes';

type GrantedScopes = Pick<AccessToken, 'scopes' | 'deniedScopes'>;

/**
 * The scopes in an `insufficient_scope` challenge: those that the client has and those that are missing, since some clients request exactly
 * these scopes and would lose the others. Also those that it was denied: they would be forgotten otherwise, and two operations with
 * unobtainable scopes would send the user through consent alternately.
 *
 * @param resource the URL of the MCP endpoint
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1
 */
export function insufficientScope(resource: string, { scopes: granted, deniedScopes }: GrantedScopes, missing: readonly string[]): string {
  const scopes = [...new Set([...granted.filter((scope) => scope !== OFFLINE_ACCESS_SCOPE), ...deniedScopes, ...missing])];
  const metadata = `${resource.slice(0, -MCP_PATH.length)}${PROTECTED_RESOURCE_METADATA_PATH}${MCP_PATH}`;
  return `Bearer error="insufficient_scope", scope="${scopes.join(' ')}", resource_metadata="${metadata}", error_description="More scopes are needed"`;
}
