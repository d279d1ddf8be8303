import { ArnFormat, Names, Stack } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { logGroup } from '../../private/log-group';
import { Surroundings } from '../../private/surroundings';

export interface FirewallLogProps extends Surroundings {
  readonly webAcl: wafv2.CfnWebACL;
  readonly enabled: boolean;
}

/** AWS WAF logs only to groups of this name. */
const NAME_PREFIX = 'aws-waf-logs-';

/** The log of a web ACL: what it blocked or counted, and nothing that could be replayed. */
export class FirewallLog extends Construct {
  public readonly logGroup: logs.ILogGroup;

  constructor(scope: Construct, id: string, props: FirewallLogProps) {
    super(scope, id);
    const stack = Stack.of(this);
    // A retained group keeps its name from the next one. So it has the id of the web ACL in it, which is new with each, and lives as long
    // as the web ACL does, whether anything is logged or not: turned off and on again, nothing meets what was there before.
    this.logGroup = logGroup(this, 'Group', props, `${NAME_PREFIX}${Names.uniqueResourceName(this, { maxLength: 200 })}-${props.webAcl.attrId}`);
    if (!props.enabled) {
      return;
    }
    new wafv2.CfnLoggingConfiguration(this, 'Resource', {
      resourceArn: props.webAcl.attrArn,
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
