import { CfnWebACL } from 'aws-cdk-lib/aws-wafv2';
import { Statement } from './statements';

/** A rule before it is given its place in the web ACL. Its name is also the name of its metric. */
export interface FirewallRule {
  readonly priority: number;
  readonly name: string;
  readonly statement: Statement;
  /** Of the rule itself; a group of AWS decides by its own rules, or is only counted. */
  readonly action: CfnWebACL.RuleActionProperty | 'decided by the group' | 'counted';
}

export function toCfnRule(rule: FirewallRule): CfnWebACL.RuleProperty {
  return {
    name: rule.name,
    priority: rule.priority,
    statement: rule.statement,
    ...actionOf(rule),
    visibilityConfig: { cloudWatchMetricsEnabled: true, sampledRequestsEnabled: true, metricName: rule.name },
  };
}

function actionOf({ action }: FirewallRule): Pick<CfnWebACL.RuleProperty, 'action' | 'overrideAction'> {
  switch (action) {
    case 'decided by the group': return { overrideAction: { none: {} } };
    case 'counted': return { overrideAction: { count: {} } };
    default: return { action };
  }
}
