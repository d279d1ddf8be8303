import { Token } from 'aws-cdk-lib';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import { Construct } from 'constructs';
import { McpClientAddress, McpFirewallScope } from './firewall-target';
import { forbid } from './responses';
import { FirewallRule } from './rule';
import { not, or, Statement } from './statements';
import { rangeVersion } from '../../private/address-range';
import { ValidationError } from '../../private/validation-error';

/** Who may call, by where they call from. */
export interface CallerLists {
  readonly allowedAddresses?: readonly string[];
  readonly blockedAddresses?: readonly string[];
  readonly allowedCountries?: readonly string[];
  readonly blockedCountries?: readonly string[];
}

export interface ListRulesOptions {
  readonly webAclScope: McpFirewallScope;
  readonly clientAddress: McpClientAddress;
}

/** First of all, so that nothing else is counted or paid for. Whoever is on two lists is kept out. */
export function listRules(scope: Construct, lists: CallerLists, options: ListRulesOptions): FirewallRule[] {
  const { allowedAddresses, blockedAddresses, allowedCountries, blockedCountries } = lists;
  const addresses = (prop: string, id: string, list: readonly string[]) => or(...addressStatements(scope, prop, id, list, options));
  const countries = (prop: string, list: readonly string[]) => countryStatement(scope, prop, list, options.clientAddress);
  return [
    ...blockedAddresses ? [rule(1, 'BlockedAddresses', addresses('blockedAddresses', 'Blocked', blockedAddresses))] : [],
    ...allowedAddresses ? [rule(2, 'AllowedAddresses', not(addresses('allowedAddresses', 'Allowed', allowedAddresses)))] : [],
    ...blockedCountries ? [rule(3, 'BlockedCountries', countries('blockedCountries', blockedCountries))] : [],
    ...allowedCountries ? [rule(4, 'AllowedCountries', not(countries('allowedCountries', allowedCountries)))] : [],
  ];
}

function rule(priority: number, name: string, statement: Statement): FirewallRule {
  return { priority, name, statement, action: forbid() };
}

/** AWS WAF has a set for each version of IP. */
function addressStatements(
  scope: Construct, prop: string, id: string, list: readonly string[], { webAclScope, clientAddress: { headerName } }: ListRulesOptions,
): [Statement, ...Statement[]] {
  const ranges = list.map((address) => ({ address, version: rangeVersion(scope, 'InvalidFirewallAddress', prop, address) }));
  const statements = ([4, 6] as const).flatMap((version): Statement[] => {
    const single = version === 4 ? 32 : 128;
    const addresses = ranges.filter((range) => range.version === version).map(({ address }) => (address.includes('/') ? address : `${address}/${single}`));
    if (addresses.length === 0) {
      return [];
    }
    const set = new wafv2.CfnIPSet(scope, `${id}IPv${version}`, { scope: webAclScope, ipAddressVersion: `IPV${version}`, addresses });
    const ipSetForwardedIpConfig = headerName === undefined ? undefined : { headerName, fallbackBehavior: 'NO_MATCH', position: 'FIRST' };
    return [{ ipSetReferenceStatement: { arn: set.attrArn, ipSetForwardedIpConfig } }];
  });
  const [first, ...others] = statements;
  if (first === undefined) {
    throw new ValidationError('EmptyFirewallList', `${prop} is empty; name addresses, or leave it out`, scope);
  }
  return [first, ...others];
}

function countryStatement(scope: Construct, prop: string, countryCodes: readonly string[], { headerName }: McpClientAddress): Statement {
  const invalid = countryCodes.find((code) => !Token.isUnresolved(code) && !/^[A-Z]{2}$/.test(code));
  if (invalid !== undefined) {
    throw new ValidationError('InvalidFirewallCountry', `${prop} has "${invalid}"; write two capital letters as in ISO 3166, such as DE`, scope);
  }
  if (countryCodes.length === 0) {
    throw new ValidationError('EmptyFirewallList', `${prop} is empty; name countries, or leave it out`, scope);
  }
  const forwardedIpConfig = headerName === undefined ? undefined : { headerName, fallbackBehavior: 'NO_MATCH' };
  return { geoMatchStatement: { countryCodes: [...countryCodes], forwardedIpConfig } };
}
