import { CORE_RULE_SET, CoreRule, IP_REPUTATION_LIST, KNOWN_BAD_INPUTS, KnownBadInputsRule, ManagedGroup } from './managed-groups';
import { FirewallRule } from './rule';

/** Each refuses what MCP and OAuth need somewhere; the label rules refuse it again elsewhere. */
export const COUNTED_CORE_RULES: readonly CoreRule[] = [
  'NoUserAgent_HEADER',
  'SizeRestrictions_BODY',
  'SizeRestrictions_QUERYSTRING',
  'EC2MetaDataSSRF_BODY',
  'EC2MetaDataSSRF_QUERYARGUMENTS',
  'GenericRFI_BODY',
  'GenericRFI_QUERYARGUMENTS',
  'GenericLFI_BODY',
  'CrossSiteScripting_BODY',
];

/** Tool arguments may hold code. */
export const COUNTED_KNOWN_BAD_INPUTS: readonly KnownBadInputsRule[] = ['Log4JRCE_BODY', 'JavaDeserializationRCE_BODY', 'ReactJSRCE_BODY'];

export function managedRules(): FirewallRule[] {
  return [
    {
      priority: 10,
      name: 'IpReputation',
      statement: { managedRuleGroupStatement: { vendorName: 'AWS', name: IP_REPUTATION_LIST } },
      action: 'decided by the group',
    },
    { priority: 30, name: 'CoreRuleSet', ...group(CORE_RULE_SET, COUNTED_CORE_RULES) },
    { priority: 40, name: 'KnownBadInputs', ...group(KNOWN_BAD_INPUTS, COUNTED_KNOWN_BAD_INPUTS) },
  ];
}

function group<R extends string>({ name, version }: ManagedGroup<R>, counted: readonly R[]): Pick<FirewallRule, 'statement' | 'action'> {
  return {
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        version,
        ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    action: 'decided by the group',
  };
}
