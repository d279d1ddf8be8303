import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { McpClientAddress, McpFirewallScope, McpFirewallTarget } from '../../../../src/gateway/firewall/firewall-target';
import { McpFirewall, McpFirewallBindOptions, McpFirewallConfig } from '../../../../src/gateway/mcp-firewall';

export interface Synthesized {
  readonly template: Template;
  readonly config: McpFirewallConfig;
  readonly stack: Stack;
}

/** A stack of one API with the firewall before its stage, or before what is said of it. */
export function synthesize(
  firewall: McpFirewall, { target, ...options }: Partial<Omit<McpFirewallBindOptions, 'target'>> & { target?: Partial<McpFirewallTarget> } = {}, region?: string,
): Synthesized {
  const stack = new Stack(new App(), 'Server', { env: { region } });
  const api = new RestApi(stack, 'Api');
  api.root.addMethod('GET');
  const config = firewall.bind(stack, {
    target: { arn: api.deploymentStage.stageArn, scope: McpFirewallScope.REGIONAL, clientAddress: McpClientAddress.ofConnection(), ...target },
    stagePrefix: '/prod',
    ...options,
  });
  return { template: Template.fromStack(stack), config, stack };
}

/** Members of a rule as CloudFormation writes them. */
export interface CfnRule {
  readonly Name: string;
  readonly Priority: number;
  readonly Statement: CfnStatement;
  readonly Action?: CfnAction;
  readonly OverrideAction?: { readonly Count?: object; readonly None?: object };
  readonly VisibilityConfig: { readonly MetricName: string };
}

export interface CfnAction {
  readonly Block?: { readonly CustomResponse?: CfnCustomResponse };
  readonly Count?: object;
}

export interface CfnCustomResponse {
  readonly ResponseCode: number;
  readonly CustomResponseBodyKey: string;
  readonly ResponseHeaders: readonly { readonly Name: string; readonly Value: string }[];
}

export interface CfnFieldToMatch {
  readonly UriPath?: object;
  readonly Method?: object;
  readonly QueryString?: object;
  readonly Body?: { readonly OversizeHandling: string };
  readonly SingleHeader?: { readonly Name: string };
  readonly SingleQueryArgument?: { readonly Name: string };
}

interface Matching {
  readonly FieldToMatch: CfnFieldToMatch;
  readonly TextTransformations: readonly { readonly Priority: number; readonly Type: string }[];
}

export interface CfnStatement {
  readonly AndStatement?: { readonly Statements: readonly CfnStatement[] };
  readonly OrStatement?: { readonly Statements: readonly CfnStatement[] };
  readonly NotStatement?: { readonly Statement: CfnStatement };
  readonly GeoMatchStatement?: { readonly CountryCodes: readonly string[] };
  readonly IPSetReferenceStatement?: {
    readonly Arn: { readonly 'Fn::GetAtt': readonly [string, 'Arn'] };
    readonly IPSetForwardedIPConfig?: { readonly HeaderName: string; readonly FallbackBehavior: string; readonly Position: string };
  };
  readonly LabelMatchStatement?: { readonly Scope: string; readonly Key: string };
  readonly ByteMatchStatement?: Matching & { readonly SearchString: string; readonly PositionalConstraint: string };
  readonly RegexMatchStatement?: Matching & { readonly RegexString: string };
  readonly SizeConstraintStatement?: Matching & { readonly ComparisonOperator: string; readonly Size: number };
  readonly RateBasedStatement?: {
    readonly Limit: number;
    readonly EvaluationWindowSec: number;
    readonly AggregateKeyType: string;
    readonly CustomKeys?: readonly object[];
    readonly ForwardedIPConfig?: { readonly HeaderName: string; readonly FallbackBehavior: string };
    readonly ScopeDownStatement?: CfnStatement;
  };
  readonly ManagedRuleGroupStatement?: {
    readonly Name: string;
    readonly Version?: string;
    readonly ScopeDownStatement?: CfnStatement;
    readonly ManagedRuleGroupConfigs?: readonly object[];
    readonly RuleActionOverrides?: readonly { readonly Name: string; readonly ActionToUse: CfnAction }[];
  };
}

export interface CfnWebAcl {
  readonly Scope: string;
  readonly DefaultAction: object;
  readonly Rules: readonly CfnRule[];
  readonly CustomResponseBodies: { readonly [key: string]: { readonly ContentType: string; readonly Content: string } };
}

/** The ranges of each set of addresses, by logical id. */
export function ipSetsOf(template: Template): Map<string, readonly string[]> {
  return new Map(Object.entries(template.findResources('AWS::WAFv2::IPSet')).map(([logicalId, { Properties }]) => [logicalId, Properties.Addresses]));
}

export function webAclOf(template: Template): CfnWebAcl {
  const [resource] = Object.values(template.findResources('AWS::WAFv2::WebACL'));
  return resource.Properties as CfnWebAcl;
}
