import { JSONPath } from 'jsonpath-plus';
import { StateError } from './errors';
import { isValueObject, objectOf, type Value, type ValueObject } from './value';

/** What paths may refer to. */
export interface PathScope {
  /** `$`. */
  readonly input: Value;
  /** `$$`. */
  readonly context: Value;
  /** `$name`. */
  readonly variables: ValueObject;
}

const STEP = /\.([\p{L}_][\p{L}\p{N}_-]*)|\['((?:[^'\\]|\\.)*)'\]|\["((?:[^"\\]|\\.)*)"\]|\[(-?\d+)\]/uy;

/** The names and indexes of a path that leads to one place; undefined where it may lead to several. */
function stepsOf(path: string): (string | number)[] | undefined {
  const steps: (string | number)[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < path.length) {
    const match = STEP.exec(path);
    if (match === null) {
      return undefined;
    }
    const [, plain, single, double, index] = match;
    steps.push(index === undefined ? plain ?? (single ?? double).replace(/\\(.)/g, '$1') : Number(index));
  }
  return steps;
}

function child(value: Value | undefined, step: string | number): Value | undefined {
  if (Array.isArray(value)) {
    return typeof step === 'number' ? value.at(step) : undefined;
  }
  return isValueObject(value) && typeof step === 'string' && Object.hasOwn(value, step) ? value[step] : undefined;
}

/** Where a path begins, and the rest of it. */
function rootOf(path: string, { input, context, variables }: PathScope): { readonly root: Value; readonly rest: string } {
  if (path.startsWith('$$')) {
    return { root: context, rest: path.slice(2) };
  }
  const [, name, rest] = /^\$([\p{L}_][\p{L}\p{N}_]*)(.*)$/su.exec(path) ?? [];
  if (name === undefined) {
    return { root: input, rest: path.slice(1) };
  }
  if (!Object.hasOwn(variables, name)) {
    throw new StateError('States.QueryEvaluationError', `the variable "$${name}" has no value`);
  }
  return { root: variables[name], rest };
}

/** @returns undefined where the path leads nowhere; a list where it may lead to several places */
export function lookUp(path: string, scope: PathScope): Value | undefined {
  const { root, rest } = rootOf(path, scope);
  const counted = /^(.*)\.length\(\)$/s.exec(rest);
  const steps = stepsOf(counted?.[1] ?? rest);
  const found = steps === undefined ? search(root, counted?.[1] ?? rest) : steps.reduce<Value | undefined>(child, root);
  return counted === null ? found : Array.isArray(found) ? found.length : undefined;
}

/** What leads to one place needs no library; the rest is evaluated without `eval`. */
function search(root: Value, rest: string): Value {
  return JSONPath({ path: `$${rest}`, json: root as object, wrap: true, eval: 'safe' }) as Value[];
}

/** @throws StateError States.ParameterPathFailure, or the given one, where the path leads nowhere */
export function valueAt(path: string, scope: PathScope, error = 'States.ParameterPathFailure'): Value {
  const value = lookUp(path, scope);
  if (value === undefined) {
    throw new StateError(error, `the path "${path}" leads nowhere in the input ${JSON.stringify(scope.input).slice(0, 500)}`);
  }
  return value;
}

/** The value with another one at a reference path; what leads there is created. */
export function withValueAt(path: string, target: Value, value: Value): Value {
  const steps = stepsOf(path.slice(1));
  if (steps === undefined) {
    throw new StateError('States.Runtime', `"${path}" is no reference path`);
  }
  return placed(target, steps, value, path);
}

function placed(target: Value | undefined, [step, ...steps]: readonly (string | number)[], value: Value, path: string): Value {
  if (step === undefined) {
    return value;
  }
  if (typeof step === 'number' && Array.isArray(target) && step >= 0 && step < target.length) {
    return target.map((item, index) => (index === step ? placed(item, steps, value, path) : item));
  }
  if (typeof step === 'string' && (target === undefined || isValueObject(target))) {
    const members = Object.entries(target ?? {});
    const inner = placed(child(target, step), steps, value, path);
    return objectOf(members.some(([name]) => name === step) ? members.map(([name, old]) => [name, name === step ? inner : old]) : [...members, [step, inner]]);
  }
  throw new StateError('States.ResultPathMatchFailure', `the path "${path}" does not fit the input`);
}
