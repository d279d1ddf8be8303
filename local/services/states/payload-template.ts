import { evaluateIntrinsic, isIntrinsic } from './intrinsic-functions';
import { type PathScope, valueAt } from './json-path';
import { isValueObject, objectOf, type Value } from './value';

/** A value that a path or an intrinsic function gives. @throws StateError */
export function evaluateExpression(expression: string, scope: PathScope): Value {
  return isIntrinsic(expression) ? evaluateIntrinsic(expression, scope) : valueAt(expression, scope);
}

/** Fills in a payload template: members whose names end with `.$` are evaluated. @throws StateError */
export function fillIn(template: Value, scope: PathScope): Value {
  if (Array.isArray(template)) {
    return template.map((item: Value) => fillIn(item, scope));
  }
  if (!isValueObject(template)) {
    return template;
  }
  return objectOf(Object.entries(template).map(([name, value]) => (
    name.endsWith('.$') ? [name.slice(0, -2), evaluateExpression(String(value), scope)] : [name, fillIn(value, scope)]
  )));
}
