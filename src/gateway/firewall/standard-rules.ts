import { McpClientAddress } from './firewall-target';
import { managedRules } from './managed-rules';
import { RateLimits, rateRules } from './rate-rules';
import { requestRules } from './request-rules';
import { FirewallRule } from './rule';

export interface GuardedServer {
  readonly stagePrefix: string;
  /** Whether it has one. */
  readonly serverCard: boolean;
  readonly clientAddress: McpClientAddress;
}

/** Every rule of the standard firewall, in the order in which AWS WAF asks them. What no rule refuses is allowed. */
export function standardRules(limits: RateLimits, { stagePrefix, serverCard, clientAddress }: GuardedServer): FirewallRule[] {
  const rules = [...managedRules(), ...rateRules(limits, stagePrefix, clientAddress), ...requestRules(stagePrefix, serverCard)];
  return rules.sort((a, b) => a.priority - b.priority);
}
