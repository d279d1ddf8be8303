import { StateError } from './errors';
import { lookUp, type PathScope, valueAt } from './json-path';
import { isValueObject, type Value, type ValueObject } from './value';

const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

function isTimestamp(value: Value): value is string {
  return typeof value === 'string' && TIMESTAMP.test(value) && !Number.isNaN(Date.parse(value));
}

const TESTS: ReadonlyMap<string, (value: Value) => boolean> = new Map<string, (value: Value) => boolean>([
  ['IsNull', (value) => value === null],
  ['IsBoolean', (value) => typeof value === 'boolean'],
  ['IsNumeric', (value) => typeof value === 'number'],
  ['IsString', (value) => typeof value === 'string'],
  ['IsTimestamp', isTimestamp],
]);

const ORDERS: ReadonlyMap<string, (order: number) => boolean> = new Map([
  ['Equals', (order: number) => order === 0],
  ['LessThan', (order: number) => order < 0],
  ['GreaterThan', (order: number) => order > 0],
  ['LessThanEquals', (order: number) => order <= 0],
  ['GreaterThanEquals', (order: number) => order >= 0],
]);

/** Compares values of a type; undefined where one of them is not of it. */
const COMPARISONS: ReadonlyMap<string, (left: Value, right: Value) => number | undefined> = new Map<string, (left: Value, right: Value) => number | undefined>([
  ['Boolean', (left, right) => (typeof left === 'boolean' && typeof right === 'boolean' ? Number(left) - Number(right) : undefined)],
  ['Numeric', (left, right) => (typeof left === 'number' && typeof right === 'number' ? left - right : undefined)],
  ['String', (left, right) => (typeof left === 'string' && typeof right === 'string' ? Number(left > right) - Number(left < right) : undefined)],
  ['Timestamp', (left, right) => (isTimestamp(left) && isTimestamp(right) ? Date.parse(left) - Date.parse(right) : undefined)],
]);

/** `*` stands for any characters, `\*` for itself. */
function matchesPattern(value: Value, pattern: string): boolean {
  const source = pattern.replace(/\\[*\\]|\*|[.+?^${}()|[\]\\]/g, (found) => (found === '*' ? '[^]*' : found.length === 2 ? `\\${found[1]}` : `\\${found}`));
  return typeof value === 'string' && new RegExp(`^${source}$`).test(value);
}

/** Whether a rule of a Choice state in JSONPath holds. @throws StateError */
export function holds(rule: ValueObject, scope: PathScope): boolean {
  if (Array.isArray(rule.And)) {
    return rule.And.every((inner) => holds(inner as ValueObject, scope));
  }
  if (Array.isArray(rule.Or)) {
    return rule.Or.some((inner) => holds(inner as ValueObject, scope));
  }
  if (isValueObject(rule.Not)) {
    return !holds(rule.Not, scope);
  }
  const variable = String(rule.Variable);
  if (rule.IsPresent !== undefined) {
    return (lookUp(variable, scope) !== undefined) === rule.IsPresent;
  }
  const operator = Object.keys(rule).find((name) => !['Variable', 'Next', 'Comment', 'Assign', 'Output'].includes(name)) ?? '';
  const value = valueAt(variable, scope, 'States.Runtime');
  const test = TESTS.get(operator);
  if (test !== undefined) {
    return test(value) === rule[operator];
  }
  if (operator === 'StringMatches') {
    return matchesPattern(value, String(rule[operator]));
  }
  const [, type = '', order = '', isPath] = /^(Boolean|Numeric|String|Timestamp)(Equals|(?:Less|Greater)Than(?:Equals)?)(Path)?$/.exec(operator) ?? [];
  const compare = COMPARISONS.get(type);
  if (compare === undefined) {
    throw new StateError('States.Runtime', `there is no comparison "${operator}"`);
  }
  const result = compare(value, isPath === undefined ? rule[operator] : valueAt(String(rule[operator]), scope, 'States.Runtime'));
  return result !== undefined && ORDERS.get(order)!(result);
}
