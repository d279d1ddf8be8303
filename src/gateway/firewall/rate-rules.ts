import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { anchored, pathRegex, PATHS } from './paths';
import { refuseForSeconds } from './responses';
import { FirewallRule } from './rule';
import { and, decodedPathMatches, headerIsPresent, methodIs, not, Statement } from './statements';

/** How many requests each rate rule lets through in its window. */
export interface RateLimits {
  readonly registrationsPerIp: number;
  readonly authorizationRequestsPerIp: number;
  readonly requestsPerToken: number;
  readonly unauthenticatedRequestsPerIp: number;
  readonly requestsPerIp: number;
}

// AWS WAF hides the header in its logs, but shows what it counted by: count by a digest of the token.
const BY_TOKEN: CfnWebACL.RateBasedStatementCustomKeyProperty = {
  header: { name: 'authorization', textTransformations: [{ priority: 0, type: 'SHA256' }] },
};

export function rateRules(limits: RateLimits, stagePrefix: string): FirewallRule[] {
  const path = (paths: readonly string[]) => decodedPathMatches(anchored(stagePrefix, paths.map(pathRegex)));
  const hasToken = headerIsPresent('authorization');
  return [
    {
      priority: 20,
      name: 'RegistrationsPerIp',
      ...limited(300, limits.registrationsPerIp, 'IP', and(path(PATHS.registration), methodIs('POST'))),
    },
    { priority: 21, name: 'AuthorizationRequestsPerIp', ...limited(60, limits.authorizationRequestsPerIp, 'IP', path(PATHS.grinding)) },
    // A request without a token is not counted by token; the next rule counts it.
    { priority: 22, name: 'RequestsPerToken', ...limited(60, limits.requestsPerToken, [BY_TOKEN], and(path(PATHS.mcp), hasToken)) },
    {
      priority: 23,
      name: 'UnauthenticatedRequestsPerIp',
      ...limited(60, limits.unauthenticatedRequestsPerIp, 'IP', and(path(PATHS.mcp), not(hasToken))),
    },
    // Whoever changes the token with every request meets this one.
    { priority: 24, name: 'RequestsPerIp', ...limited(60, limits.requestsPerIp, 'IP') },
  ];
}

/** Counts by the address that connects: a forwarded one is whatever the client writes. */
function limited(
  windowSeconds: number, limit: number, by: 'IP' | CfnWebACL.RateBasedStatementCustomKeyProperty[], scopeDownStatement?: Statement,
): Pick<FirewallRule, 'statement' | 'action'> {
  const keys = by === 'IP' ? { aggregateKeyType: 'IP' } : { aggregateKeyType: 'CUSTOM_KEYS', customKeys: by };
  return {
    statement: { rateBasedStatement: { limit, evaluationWindowSec: windowSeconds, ...keys, scopeDownStatement } },
    action: refuseForSeconds(windowSeconds),
  };
}
