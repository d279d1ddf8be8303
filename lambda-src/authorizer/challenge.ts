import type { AccessToken } from './access-token';
import { MCP_PATH, PROTECTED_RESOURCE_METADATA_PATH } from '../../src/contract/gateway/routes';
import { OFFLINE_ACCESS_SCOPE } from '../../src/contract/scopes';

type GrantedScopes = Pick<AccessToken, 'scopes' | 'deniedScopes'>;

/**
 * What a client that lacks scopes is asked: to come back with those that it has and those that it lacks, for some clients ask for just what
 * they read here and would lose the others. And with those that it was denied: what is not asked for again would be forgotten, and two scopes
 * that nobody gets would send the person through consent in turns.
 *
 * @param resource the URL of the MCP endpoint
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1
 */
export function insufficientScope(resource: string, { scopes: granted, deniedScopes }: GrantedScopes, missing: readonly string[]): string {
  const scopes = [...new Set([...granted.filter((scope) => scope !== OFFLINE_ACCESS_SCOPE), ...deniedScopes, ...missing])];
  const metadata = `${resource.slice(0, -MCP_PATH.length)}${PROTECTED_RESOURCE_METADATA_PATH}${MCP_PATH}`;
  return `Bearer error="insufficient_scope", scope="${scopes.join(' ')}", resource_metadata="${metadata}", error_description="More scopes are needed"`;
}
