import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Statement } from './statements';

/** A rule before it is given its place in the web ACL. Its name is also the name of its metric. */
export interface FirewallRule {
  readonly priority: number;
  readonly name: string;
  readonly statement: Statement;
  /** Of the rule itself; a group of AWS decides by its own rules. */
  readonly action: CfnWebACL.RuleActionProperty | 'decided by the group';
}

export function toCfnRule(rule: FirewallRule): CfnWebACL.RuleProperty {
  return {
    name: rule.name,
    priority: rule.priority,
    statement: rule.statement,
    ...(rule.action === 'decided by the group' ? { overrideAction: { none: {} } } : { action: rule.action }),
    visibilityConfig: { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName: rule.name },
  };
}
