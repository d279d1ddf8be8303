import { McpClientAddress } from './firewall-target';
import { managedRules } from './managed-rules';
import { RateLimits, rateRules } from './rate-rules';
import { requestRules } from './request-rules';
import { FirewallRule } from './rule';

/** Every rule of the standard firewall, in the order in which AWS WAF asks them. What no rule refuses is allowed. */
export function standardRules(limits: RateLimits, stagePrefix: string, clientAddress: McpClientAddress): FirewallRule[] {
  return [...managedRules(), ...rateRules(limits, stagePrefix, clientAddress), ...requestRules(stagePrefix)].sort((a, b) => a.priority - b.priority);
}
