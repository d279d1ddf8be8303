import { ArnFormat, Fn, Names, RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';

export interface FirewallLogProps {
  readonly webAclArn: string;
  readonly retention: logs.RetentionDays;
  readonly removalPolicy: RemovalPolicy;
}

/** AWS WAF logs only to groups of this name. */
const NAME_PREFIX = 'aws-waf-logs-';

/** The log of a web ACL: what it blocked or counted, and nothing that could be replayed. */
export class FirewallLog extends Construct {
  public readonly logGroup: logs.ILogGroup;

  constructor(scope: Construct, id: string, props: FirewallLogProps) {
    super(scope, id);
    const stack = Stack.of(this);
    // A name of one's own outlives the stack when the group is retained: the stack's id keeps its successor's from meeting it.
    const stackSuffix = Fn.select(4, Fn.split('-', Fn.select(2, Fn.split('/', stack.stackId))));
    this.logGroup = new logs.LogGroup(this, 'Group', {
      logGroupName: `${NAME_PREFIX}${Names.uniqueResourceName(this, { maxLength: 200 })}-${stackSuffix}`,
      retention: props.retention,
      removalPolicy: props.removalPolicy,
    });
    new wafv2.CfnLoggingConfiguration(this, 'Resource', {
      resourceArn: props.webAclArn,
      // Without the ":*" that the group's own ARN attribute ends with, which AWS WAF refuses.
      logDestinationConfigs: [
        stack.formatArn({ service: 'logs', resource: 'log-group', resourceName: this.logGroup.logGroupName, arnFormat: ArnFormat.COLON_RESOURCE_NAME }),
      ],
      redactedFields: [{ singleHeader: { Name: 'authorization' } }, { singleHeader: { Name: 'cookie' } }, { queryString: {} }],
      loggingFilter: {
        DefaultBehavior: 'DROP',
        Filters: [{
          Behavior: 'KEEP',
          Requirement: 'MEETS_ANY',
          Conditions: ['BLOCK', 'COUNT', 'EXCLUDED_AS_COUNT'].map((Action) => ({ ActionCondition: { Action } })),
        }],
      },
    });
  }
}
