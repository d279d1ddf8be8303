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
