import { Names, Validations } from 'aws-cdk-lib';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { botControlRules, McpBotControl } from './bot-control';
import { FirewallLog } from './firewall-log';
import { McpFirewallScope, McpFirewallTarget } from './firewall-target';
import { CallerLists, listRules } from './list-rules';
import { RateLimits } from './rate-rules';
import { CUSTOM_RESPONSE_BODIES } from './responses';
import { toCfnRule } from './rule';
import { standardRules } from './standard-rules';
import { Surroundings } from '../../private/surroundings';

export interface StandardFirewallProps extends Surroundings {
  readonly target: McpFirewallTarget;
  readonly limits: RateLimits;
  readonly lists: CallerLists;
  readonly botControl?: McpBotControl;
  /** Behind ours. */
  readonly additionalRules: readonly wafv2.CfnWebACL.RuleProperty[];
  readonly stagePrefix: string;
  readonly serverCard: boolean;
  readonly logging: boolean;
}

/** What neither the log nor the sampled requests may show. */
const PROTECTED_FIELDS: wafv2.CfnWebACL.FieldToProtectProperty[] = [
  { fieldType: 'SINGLE_HEADER', fieldKeys: ['authorization', 'cookie'] },
  // Without keys: every cookie.
  { fieldType: 'SINGLE_COOKIE' },
  { fieldType: 'QUERY_STRING' },
  { fieldType: 'BODY' },
];

/** What a web ACL inspects, by AWS's name. */
const INSPECTED = { [McpFirewallScope.REGIONAL]: 'API_GATEWAY', [McpFirewallScope.CLOUDFRONT]: 'CLOUDFRONT' };

/** The web ACL with the standard rules, and its log. */
export class StandardFirewall extends Construct {
  public readonly webAclArn: string;
  public readonly logGroup?: logs.ILogGroup;

  constructor(scope: Construct, id: string, props: StandardFirewallProps) {
    super(scope, id);
    const { target } = props;
    const webAcl = new wafv2.CfnWebACL(this, 'Resource', {
      description: 'Guards a remote MCP server and its authorization server.',
      scope: target.scope,
      defaultAction: { allow: {} },
      rules: [
        ...listRules(this, props.lists, { webAclScope: target.scope, clientAddress: target.clientAddress }).map(toCfnRule),
        ...standardRules(props.limits, { ...props, clientAddress: target.clientAddress }).map(toCfnRule),
        ...botControlRules(props.botControl, props.stagePrefix).map(toCfnRule),
        ...props.additionalRules,
      ],
      customResponseBodies: CUSTOM_RESPONSE_BODIES,
      // Larger bodies cost extra for every request inspected; no rule refuses a large MCP body by what is in it.
      associationConfig: { requestBody: { [INSPECTED[target.scope]]: { defaultSizeInspectionLimit: 'KB_16' } } },
      dataProtectionConfig: { dataProtections: PROTECTED_FIELDS.map((field) => ({ field, action: 'SUBSTITUTION' })) },
      visibilityConfig: {
        cloudWatchMetricsEnabled: true,
        sampledRequestsEnabled: true,
        metricName: Names.uniqueResourceName(this, { maxLength: 128 }),
      },
    });
    // Several versions of CDK check templates by schemas from before SHA256; CloudFormation's own have it in every Region.
    Validations.of(webAcl).acknowledge({ id: 'CloudFormation-Validate::W3030', reason: 'the text transformation SHA256 is newer than the schema' });
    this.webAclArn = webAcl.attrArn;
    const log = new FirewallLog(this, 'Log', { ...props, webAcl, enabled: props.logging });
    this.logGroup = props.logging ? log.logGroup : undefined;
  }
}
