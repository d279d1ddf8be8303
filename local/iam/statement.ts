import { matchesPattern } from './wildcards';
import { isObject, Json } from '../cloud-assembly/template';

/** What somebody wants to do. */
export interface AccessRequest {
  /** As policies call it: `dynamodb:GetItem`. */
  readonly action: string;
  /** An ARN, or `*` for an action of no resource. */
  readonly resource: string;
  /** What conditions may ask of the request. */
  readonly context?: AccessContext;
}

export interface AccessContext {
  readonly [key: string]: readonly string[];
}

/** A statement of a policy, all of whose references have values. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** `NotAction`, `NotResource`: all but what is listed. */
  readonly isAllButActions: boolean;
  readonly isAllButResources: boolean;
  readonly conditions: Json;
}

const listed = (value: unknown): readonly string[] => [value].flat().filter((one) => one !== undefined).map(String);

/** What a policy says that depends on its caller, `${aws:username}`, may be anything. */
const withoutVariables = (pattern: string) => pattern.replace(/\$\{[^}]*\}/g, '*');

/** @returns undefined for what is no statement */
export function readStatement(statement: unknown): Statement | undefined {
  if (!isObject(statement) || (statement.Effect !== 'Allow' && statement.Effect !== 'Deny')) {
    return undefined;
  }
  return {
    effect: statement.Effect,
    actions: listed(statement.Action ?? statement.NotAction),
    resources: listed(statement.Resource ?? statement.NotResource).map(withoutVariables),
    isAllButActions: statement.Action === undefined,
    isAllButResources: statement.Resource === undefined && statement.NotResource !== undefined,
    conditions: isObject(statement.Condition) ? statement.Condition : {},
  };
}

/** Whether a statement is about a request. */
export function appliesTo(statement: Statement, { action, resource, context = {} }: AccessRequest): boolean {
  const isListed = statement.actions.some((pattern) => matchesPattern(pattern.toLowerCase(), action.toLowerCase()));
  const isOn = statement.resources.some((pattern) => matchesPattern(pattern, resource));
  return isListed !== statement.isAllButActions && isOn !== statement.isAllButResources && Object.entries(statement.conditions).every(
    ([operator, tests]) => !isObject(tests) || Object.entries(tests).every(([key, expected]) => isMet(operator, key, listed(expected), context) ?? statement.effect === 'Allow'),
  );
}

const COMPARISONS: { readonly [operator: string]: (expected: string, value: string) => boolean } = {
  StringEquals: (expected, value) => expected === value,
  StringLike: matchesPattern,
  ArnEquals: matchesPattern,
  ArnLike: matchesPattern,
};

/** @returns undefined for a condition that cannot be judged here: it keeps nobody from anything */
function isMet(operator: string, key: string, expected: readonly string[], context: AccessContext): boolean | undefined {
  const [, quantifier, name] = /^(?:(ForAllValues|ForAnyValue):)?(\w+?)(?:IfExists)?$/.exec(operator) ?? [];
  const values = Object.entries(context).find(([known]) => known.toLowerCase() === key.toLowerCase())?.[1];
  if (name === 'Null' && values !== undefined) {
    return expected.includes(String(values.length === 0));
  }
  if (name === undefined || !Object.hasOwn(COMPARISONS, name) || values === undefined) {
    return undefined;
  }
  if (values.length === 0) {
    return operator.endsWith('IfExists') || quantifier === 'ForAllValues';
  }
  const matches = (value: string) => expected.some((one) => COMPARISONS[name](withoutVariables(one), value));
  return quantifier === 'ForAllValues' ? values.every(matches) : values.some(matches);
}
