import { Endpoint } from '../../cloud-assembly/endpoint';
import { isObject } from '../../cloud-assembly/template';

/** The issuers that users sign in with, as a server's template names them. To be asked before URLs become local. */
export function identityProviderIssuers(endpoint: Endpoint): readonly string[] {
  const marker = endpoint.stack.resolve(endpoint.marker, endpoint.logicalId);
  const providers = isObject(marker) && Array.isArray(marker.identityProviders) ? marker.identityProviders : [];
  return providers.flatMap((provider) => isObject(provider) && typeof provider.issuer === 'string' ? [provider.issuer] : []);
}

/** Whether an issuer is a Cognito user pool. */
export function isUserPool(issuer: string): boolean {
  return issuer.startsWith('https://cognito-idp.');
}

const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/**
 * Replaces issuers by their local providers wherever they occur in a string, but not as a prefix of something else.
 *
 * @param local the local issuer for each of them
 */
export function issuerLocalizer(local: ReadonlyMap<string, string>): (text: string) => string {
  if (local.size === 0) {
    return (text) => text;
  }
  const longestFirst = [...local.keys()].sort((left, right) => right.length - left.length);
  const pattern = new RegExp(`(?:${longestFirst.map(escape).join('|')})(?![A-Za-z0-9_-]|[.:][A-Za-z0-9])`, 'g');
  return (text) => text.replace(pattern, (issuer) => local.get(issuer)!);
}
