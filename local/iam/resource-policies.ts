import { DeclaredStatement, statementsOf } from './roles';
import { readStatement } from './statement';
import { matchesPattern } from './wildcards';
import type { Deployment } from '../cloud-assembly/deployment';
import type { Stack } from '../cloud-assembly/stack';
import { isObject } from '../cloud-assembly/template';

/** Where resources of each type have their policy. */
const DOCUMENTS: { readonly [type: string]: string } = {
  'AWS::S3::BucketPolicy': 'PolicyDocument',
  'AWS::SecretsManager::ResourcePolicy': 'ResourcePolicy',
};

/** What the resources of an assembly themselves allow and deny. */
export function readResourcePolicies(deployment: Deployment): readonly DeclaredStatement[] {
  return deployment.stacks().flatMap((stack) => [
    ...stack.resources(...Object.keys(DOCUMENTS)).flatMap(([logicalId, { Type }]) => (
      statementsOf(stack, logicalId, stack.declaredProperty(logicalId, DOCUMENTS[Type]))
    )),
    ...stack.resources('AWS::Lambda::Permission').flatMap(([logicalId]) => permission(stack, logicalId)),
  ]);
}

function permission(stack: Stack, logicalId: string): readonly DeclaredStatement[] {
  const principal = String(stack.properties(logicalId).Principal);
  if (!principal.startsWith('arn:')) {
    return [];
  }
  const { Action, FunctionName } = stack.properties(logicalId);
  const statement = readStatement({ Effect: 'Allow', Action, Resource: `*${String(FunctionName)}` });
  return statement === undefined ? [] : [{ statement, principal: { AWS: principal } }];
}

/** Whether a policy of a resource is about a role by its ARN. One that names the account leaves it to the policies of the role. */
export function isAbout(principal: unknown, roleArn: string): boolean {
  return principal === '*' || (isObject(principal) && [principal.AWS].flat().some((one) => typeof one === 'string' && matchesPattern(one, roleArn)));
}
