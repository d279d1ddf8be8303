import { isObject } from '../cloud-assembly/template';
import { matchesPattern } from '../iam/wildcards';

export type PolicyDecision = 'allow' | 'explicit-deny' | 'implicit-deny';

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

/** @returns undefined for a document that API Gateway cannot read, or with conditions, which are not evaluated here */
export function evaluatePolicy(document: unknown, methodArn: string): PolicyDecision | undefined {
  if (!isObject(document) || document.Statement === undefined) {
    return undefined;
  }
  let decision: PolicyDecision = 'implicit-deny';
  for (const statement of asList(document.Statement)) {
    if (!isObject(statement) || statement.Condition !== undefined || (statement.Effect !== 'Allow' && statement.Effect !== 'Deny')) {
      return undefined;
    }
    const applies = asList(statement.Action).some((action) => matchesPattern(String(action).toLowerCase(), 'execute-api:invoke'))
      && asList(statement.Resource).some((resource) => matchesPattern(resource, methodArn));
    if (applies && statement.Effect === 'Deny') {
      return 'explicit-deny';
    }
    if (applies) {
      decision = 'allow';
    }
  }
  return decision;
}
