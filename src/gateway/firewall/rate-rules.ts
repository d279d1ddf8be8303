import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { McpClientAddress } from './firewall-target';
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

/** What requests are counted by. */
type CountedBy = Pick<CfnWebACL.RateBasedStatementProperty, 'aggregateKeyType' | 'customKeys' | 'forwardedIpConfig'>;

// AWS WAF hides the header in its logs, but shows what it counted by: count by a digest of the token.
const BY_TOKEN: CountedBy = {
  aggregateKeyType: 'CUSTOM_KEYS',
  customKeys: [{ header: { name: 'authorization', textTransformations: [{ priority: 0, type: 'SHA256' }] } }],
};

/** Without a word from the endpoint, the address that connects: a forwarded one is whatever the client writes. */
function byAddress({ headerName }: McpClientAddress): CountedBy {
  return headerName === undefined
    ? { aggregateKeyType: 'IP' }
    // A request without an address did not pass the proxy that sets the header.
    : { aggregateKeyType: 'FORWARDED_IP', forwardedIpConfig: { headerName, fallbackBehavior: 'MATCH' } };
}

export function rateRules(limits: RateLimits, stagePrefix: string, clientAddress: McpClientAddress): FirewallRule[] {
  const byIp = byAddress(clientAddress);
  const path = (paths: readonly string[]) => decodedPathMatches(anchored(stagePrefix, paths.map(pathRegex)));
  const hasToken = headerIsPresent('authorization');
  return [
    {
      priority: 20,
      name: 'RegistrationsPerIp',
      ...limited(300, limits.registrationsPerIp, byIp, and(path(PATHS.registration), methodIs('POST'))),
    },
    { priority: 21, name: 'AuthorizationRequestsPerIp', ...limited(60, limits.authorizationRequestsPerIp, byIp, path(PATHS.grinding)) },
    // A request without a token is not counted by token; the next rule counts it.
    { priority: 22, name: 'RequestsPerToken', ...limited(60, limits.requestsPerToken, BY_TOKEN, and(path(PATHS.mcp), hasToken)) },
    {
      priority: 23,
      name: 'UnauthenticatedRequestsPerIp',
      ...limited(60, limits.unauthenticatedRequestsPerIp, byIp, and(path(PATHS.mcp), not(hasToken))),
    },
    // This rule limits clients that change the token with every request.
    { priority: 24, name: 'RequestsPerIp', ...limited(60, limits.requestsPerIp, byIp) },
  ];
}

function limited(windowSeconds: number, limit: number, by: CountedBy, scopeDownStatement?: Statement): Pick<FirewallRule, 'statement' | 'action'> {
  return {
    statement: { rateBasedStatement: { limit, evaluationWindowSec: windowSeconds, ...by, scopeDownStatement } },
    action: refuseForSeconds(windowSeconds),
  };
}
