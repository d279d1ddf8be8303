import { isObject } from '../cloud-assembly/template';

export type PolicyDecision = 'allow' | 'explicit-deny' | 'implicit-deny';

const asList = (value: unknown): unknown[] => (Array.isArray(value) ? value : value === undefined ? [] : [value]);

/** IAM's wildcards: `*` for any characters, `?` for one. */
function matches(pattern: unknown, value: string): boolean {
  const source = String(pattern).replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(value);
}

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
    const applies = asList(statement.Action).some((action) => matches(String(action).toLowerCase(), 'execute-api:invoke'))
      && asList(statement.Resource).some((resource) => matches(resource, methodArn));
    if (applies && statement.Effect === 'Deny') {
      return 'explicit-deny';
    }
    if (applies) {
      decision = 'allow';
    }
  }
  return decision;
}
