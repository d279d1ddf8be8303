import { Names, Stack, Token } from 'aws-cdk-lib';
import * as kms from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { McpFirewallScope, McpFirewallTarget } from './firewall-target';
import { ValidationError } from '../../private/validation-error';

/** AWS WAF has web ACLs for CloudFront in one Region, and CloudFront its certificates. */
export const CLOUDFRONT_REGION = 'us-east-1';

/** Of the 128 characters of a stack's name. */
const NAME_MAX_LENGTH = 120;

export interface WebAclPlaceOptions {
  readonly target: McpFirewallTarget;
  /** Of the firewall's log. */
  readonly encryptionKey?: kms.IKey;
}

/** In which scope a web ACL is made: a distribution's needs a stack of us-east-1, which is made where the scope's own is elsewhere. */
export function placeOfWebAcl(scope: Construct, { target, encryptionKey }: WebAclPlaceOptions): Construct {
  const stack = Stack.of(scope);
  if (target.scope === McpFirewallScope.REGIONAL || stack.region === CLOUDFRONT_REGION) {
    return scope;
  }
  if (Token.isUnresolved(stack.region) || Token.isUnresolved(stack.account)) {
    throw new ValidationError(
      'UnknownFirewallEnvironment',
      `the web ACL of a distribution is in ${CLOUDFRONT_REGION}, and the stack "${stack.stackName}" does not say where it is; give it env: { account: …, region: … }, or use McpFirewall.none()`,
      scope,
    );
  }
  if (!refersToOtherRegions(stack)) {
    throw new ValidationError(
      'FirewallInAnotherRegion',
      `the web ACL of a distribution is in ${CLOUDFRONT_REGION}, and the stack "${stack.stackName}" in ${stack.region} refers to no other Region; give it crossRegionReferences: true`,
      scope,
    );
  }
  if (encryptionKey !== undefined) {
    throw new ValidationError(
      'FirewallKeyInAnotherRegion',
      `the firewall's log is in ${CLOUDFRONT_REGION}, where the key of ${stack.region} encrypts nothing; deploy the server in ${CLOUDFRONT_REGION}, or use McpFirewall.fromWebAclArn()`,
      scope,
    );
  }
  return new Stack(scope, 'Edge', {
    // CDK names a stack in a stack by the path, which is the same where an app is deployed twice: the firewall of the one would become the other's.
    stackName: `${Names.uniqueResourceName(scope, { maxLength: NAME_MAX_LENGTH, separator: '-', allowedSpecialCharacters: '-' })}-Edge`,
    description: 'The firewall before the distribution of a remote MCP server',
    env: { account: stack.account, region: CLOUDFRONT_REGION },
    crossRegionReferences: true,
    terminationProtection: stack.terminationProtection,
  });
}

/** CDK has no public way to ask a stack what it was given. */
function refersToOtherRegions(stack: Stack): boolean {
  return (stack as { readonly _crossRegionReferences?: boolean })._crossRegionReferences === true;
}
