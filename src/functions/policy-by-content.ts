import { createHash } from 'node:crypto';
import { Lazy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import { referencedConfiguration } from './referenced-configuration';

/** Characters of a policy of which two go into the 10,240 that a role may have inline. */
const TWO_FIT = 4_500;

/**
 * Names a role's own policy by what it allows, so that a deployment adds the new one before it moves a function's alias, and removes the last
 * one afterwards. A policy changed in place would take from the version that still answers what only that version needs: the tool that the
 * deployment removes or replaces.
 */
export function namePolicyByContent(role: iam.Role): void {
  const policy = role.node.findChild('DefaultPolicy').node.defaultChild as iam.CfnPolicy;
  const stack = Stack.of(role);
  const fixed: string = stack.resolve(policy.logicalId);
  policy.overrideLogicalId(Lazy.uncachedString({
    produce: () => {
      const document = JSON.stringify(stack.resolve(policy.policyDocument));
      return document.length > TWO_FIT ? fixed : `${fixed}${digest(document, referencedConfiguration(policy, ['policyName']))}`;
    },
  }));
}

function digest(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
}
