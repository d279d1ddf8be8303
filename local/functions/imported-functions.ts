import { Deployment } from '../cloud-assembly/deployment';
import { Stack } from '../cloud-assembly/stack';
import { isObject } from '../cloud-assembly/template';
import { LocalError } from '../errors/local-error';

const POLICIES = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'];

const listed = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

/** What a policy lets be invoked, as far as it has values here. */
function invocable(stack: Stack, logicalId: string): string[] {
  const document = stack.declaredProperty(logicalId, 'PolicyDocument');
  const statements = isObject(document) ? listed(document.Statement) : [];
  return statements.flatMap((statement) => {
    if (!isObject(statement) || !listed(statement.Action).includes('lambda:InvokeFunction')) {
      return [];
    }
    return listed(statement.Resource).flatMap((resource) => {
      try {
        return listed(stack.resolve(resource, logicalId)).map(String);
      } catch (error) {
        if (error instanceof LocalError) {
          return [];
        }
        throw error;
      }
    });
  });
}

/**
 * The functions that the app may call and does not declare, by their ARNs.
 *
 * @param isKnown whether something here answers to an ARN
 */
export function importedFunctions(deployment: Deployment, isKnown: (arn: string) => boolean): readonly string[] {
  const arns = deployment.stacks().flatMap((stack) => stack.resources(...POLICIES).flatMap(([logicalId]) => invocable(stack, logicalId)));
  return [...new Set(arns.filter((arn) => /^arn:[^:]+:lambda:/.test(arn)).map((arn) => arn.replace(/:\*$/, '')))].filter((arn) => !arn.includes('*') && !isKnown(arn));
}
