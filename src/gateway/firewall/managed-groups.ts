/**
 * A version of a rule group of AWS, and the label that each of its rules puts on what it matches.
 *
 * AWS WAF silently ignores an override that names no rule, and a label that no rule gives: names are therefore taken from here.
 */
export interface ManagedGroup<R extends string = string> {
  readonly name: string;
  /** Pinned: a rule that AWS adds could otherwise block a client overnight. */
  readonly version: string;
  readonly labelNamespace: string;
  /** The label of a rule is its name in mixed case. */
  readonly rules: { readonly [rule in R]: string };
}

/** @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html */
export const CORE_RULE_SET = {
  name: 'AWSManagedRulesCommonRuleSet',
  version: 'Version_1.23',
  labelNamespace: 'awswaf:managed:aws:core-rule-set:',
  rules: {
    NoUserAgent_HEADER: 'NoUserAgent_Header',
    UserAgent_BadBots_HEADER: 'BadBots_Header',
    SizeRestrictions_QUERYSTRING: 'SizeRestrictions_QueryString',
    SizeRestrictions_Cookie_HEADER: 'SizeRestrictions_Cookie_Header',
    SizeRestrictions_BODY: 'SizeRestrictions_Body',
    SizeRestrictions_URIPATH: 'SizeRestrictions_URIPath',
    EC2MetaDataSSRF_BODY: 'EC2MetaDataSSRF_Body',
    EC2MetaDataSSRF_COOKIE: 'EC2MetaDataSSRF_Cookie',
    EC2MetaDataSSRF_URIPATH: 'EC2MetaDataSSRF_URIPath',
    EC2MetaDataSSRF_QUERYARGUMENTS: 'EC2MetaDataSSRF_QueryArguments',
    GenericLFI_QUERYARGUMENTS: 'GenericLFI_QueryArguments',
    GenericLFI_URIPATH: 'GenericLFI_URIPath',
    GenericLFI_BODY: 'GenericLFI_Body',
    RestrictedExtensions_URIPATH: 'RestrictedExtensions_URIPath',
    RestrictedExtensions_QUERYARGUMENTS: 'RestrictedExtensions_QueryArguments',
    GenericRFI_QUERYARGUMENTS: 'GenericRFI_QueryArguments',
    GenericRFI_BODY: 'GenericRFI_Body',
    GenericRFI_URIPATH: 'GenericRFI_URIPath',
    CrossSiteScripting_COOKIE: 'CrossSiteScripting_Cookie',
    CrossSiteScripting_QUERYARGUMENTS: 'CrossSiteScripting_QueryArguments',
    CrossSiteScripting_BODY: 'CrossSiteScripting_Body',
    CrossSiteScripting_URIPATH: 'CrossSiteScripting_URIPath',
  },
} as const satisfies ManagedGroup;

/** @see https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html */
export const KNOWN_BAD_INPUTS = {
  name: 'AWSManagedRulesKnownBadInputsRuleSet',
  version: 'Version_1.26',
  labelNamespace: 'awswaf:managed:aws:known-bad-inputs:',
  rules: {
    JavaDeserializationRCE_HEADER: 'JavaDeserializationRCE_Header',
    JavaDeserializationRCE_BODY: 'JavaDeserializationRCE_Body',
    JavaDeserializationRCE_URIPATH: 'JavaDeserializationRCE_URIPath',
    JavaDeserializationRCE_QUERYSTRING: 'JavaDeserializationRCE_QueryString',
    Host_localhost_HEADER: 'Host_Localhost_Header',
    PROPFIND_METHOD: 'Propfind_Method',
    ExploitablePaths_URIPATH: 'ExploitablePaths_URIPath',
    Log4JRCE_HEADER: 'Log4JRCE_Header',
    Log4JRCE_QUERYSTRING: 'Log4JRCE_QueryString',
    Log4JRCE_BODY: 'Log4JRCE_Body',
    Log4JRCE_URIPATH: 'Log4JRCE_URIPath',
    ReactJSRCE_BODY: 'ReactJSRCE_Body',
  },
} as const satisfies ManagedGroup;

export type CoreRule = keyof typeof CORE_RULE_SET.rules;
export type KnownBadInputsRule = keyof typeof KNOWN_BAD_INPUTS.rules;

/** AWS keeps no versions of it. */
export const IP_REPUTATION_LIST = 'AWSManagedRulesAmazonIpReputationList';

/** The label that the rule puts on what it matches, as label statements write it. */
export function labelOf<R extends string>(group: ManagedGroup<R>, rule: R): string {
  return `${group.labelNamespace}${group.rules[rule]}`;
}
