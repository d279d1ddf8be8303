import { isObject } from './template';
import { LocalError } from '../errors/local-error';

/** What the intrinsic functions of one stack refer to. */
export interface References {
  /** @returns undefined for a name that the template does not know */
  ref(name: string): unknown;
  getAtt(logicalId: string, attribute: string): unknown;
  condition(name: string): boolean;
  /** @returns undefined for what the mappings do not have */
  mapping(map: string, key: string, second: string): unknown;
  importValue(name: string): unknown;
  /** The value behind `{{resolve:…}}`. */
  dynamicReference(reference: string): string;
  /** A text with the local URLs in the place of the deployed ones. */
  localize(text: string): string;
}

/** `Ref: AWS::NoValue`: the property is as if it were not there. */
export const NO_VALUE = Symbol('AWS::NoValue');

type Intrinsic = (argument: unknown, resolve: (value: unknown) => unknown, references: References) => unknown;

function unsupported(message: string): never {
  throw new LocalError('IntrinsicUnsupported', message);
}

const list = (value: unknown, name: string): unknown[] => (Array.isArray(value) ? value : unsupported(`${name} needs a list, got ${JSON.stringify(value)}`));

const text = (value: unknown, name: string): string => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return String(value);
  }
  return unsupported(`${name} needs strings, got ${JSON.stringify(value)}`);
};

function ref(name: string, references: References): unknown {
  if (name === 'AWS::NoValue') {
    return NO_VALUE;
  }
  const value = references.ref(name);
  return value === undefined ? unsupported(`nothing is named "${name}"`) : value;
}

function getAtt(argument: unknown, resolve: (value: unknown) => unknown, references: References): unknown {
  const [logicalId, ...attribute] = typeof argument === 'string' ? argument.split('.') : list(argument, 'Fn::GetAtt').map((part) => text(resolve(part), 'Fn::GetAtt'));
  return references.getAtt(logicalId, attribute.join('.'));
}

function substitute(argument: unknown, resolve: (value: unknown) => unknown, references: References): string {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
  return text(template, 'Fn::Sub').replace(/\$\{(!?)([^}]+)\}/g, (_match, literal: string, name: string) => {
    if (literal === '!') {
      return `\${${name}}`;
    }
    const key = name.trim();
    if (isObject(variables) && Object.hasOwn(variables, key)) {
      return text(resolve(variables[key]), 'Fn::Sub');
    }
    return text(key.includes('.') ? getAtt(key, resolve, references) : ref(key, references), 'Fn::Sub');
  });
}

const equals = (left: unknown, right: unknown) => JSON.stringify(left) === JSON.stringify(right);

/** A condition function's arguments hold conditions, values, or `{ Condition: name }`. */
function truth(value: unknown, resolve: (value: unknown) => unknown, references: References): boolean {
  if (isObject(value) && typeof value.Condition === 'string' && Object.keys(value).length === 1) {
    return references.condition(value.Condition);
  }
  const evaluated = resolve(value);
  return evaluated === true || evaluated === 'true';
}

const INTRINSICS: { readonly [name: string]: Intrinsic } = {
  'Ref': (argument, _evaluate, references) => ref(text(argument, 'Ref'), references),
  'Fn::GetAtt': getAtt,
  'Fn::Sub': substitute,
  'Fn::Join': (argument, resolve) => {
    const [separator, parts] = list(argument, 'Fn::Join');
    return list(resolve(parts), 'Fn::Join').map((part) => text(part, 'Fn::Join')).join(text(separator, 'Fn::Join'));
  },
  'Fn::Select': (argument, resolve) => {
    const [index, values] = list(resolve(argument), 'Fn::Select');
    return list(values, 'Fn::Select')[Number(index)] ?? unsupported(`Fn::Select finds nothing at ${String(index)}`);
  },
  'Fn::Split': (argument, resolve) => {
    const [separator, value] = list(resolve(argument), 'Fn::Split');
    return text(value, 'Fn::Split').split(text(separator, 'Fn::Split'));
  },
  'Fn::If': (argument, resolve, references) => {
    const [name, whenTrue, whenFalse] = list(argument, 'Fn::If');
    return resolve(references.condition(text(name, 'Fn::If')) ? whenTrue : whenFalse);
  },
  'Fn::Equals': (argument, resolve) => {
    const [left, right] = list(resolve(argument), 'Fn::Equals');
    return equals(left, right);
  },
  'Fn::And': (argument, resolve, references) => list(argument, 'Fn::And').every((value) => truth(value, resolve, references)),
  'Fn::Or': (argument, resolve, references) => list(argument, 'Fn::Or').some((value) => truth(value, resolve, references)),
  'Fn::Not': (argument, resolve, references) => !truth(list(argument, 'Fn::Not')[0], resolve, references),
  'Fn::Contains': (argument, resolve) => {
    const [values, value] = list(resolve(argument), 'Fn::Contains');
    return list(values, 'Fn::Contains').some((candidate) => equals(candidate, value));
  },
  'Fn::FindInMap': (argument, resolve, references) => {
    const [path, preset] = [list(argument, 'Fn::FindInMap').slice(0, 3), list(argument, 'Fn::FindInMap')[3]];
    const [map, key, second] = path.map((part) => text(resolve(part), 'Fn::FindInMap'));
    const found = references.mapping(map, key, second);
    if (found === undefined && isObject(preset)) {
      return resolve(preset.DefaultValue);
    }
    return found ?? unsupported(`Fn::FindInMap finds no ${map}.${key}.${second}`);
  },
  'Fn::ImportValue': (argument, resolve, references) => references.importValue(text(resolve(argument), 'Fn::ImportValue')),
  // Afterwards no URL can be found in it.
  'Fn::Base64': (argument, resolve, references) => Buffer.from(references.localize(text(resolve(argument), 'Fn::Base64'))).toString('base64'),
  'Fn::GetAZs': (_argument, _resolve, references) => ['a', 'b', 'c'].map((zone) => `${String(references.ref('AWS::Region'))}${zone}`),
  'Fn::Length': (argument, resolve) => list(resolve(argument), 'Fn::Length').length,
  'Fn::ToJsonString': (argument, resolve) => JSON.stringify(resolve(argument)),
};

const DYNAMIC_REFERENCE = /\{\{resolve:([^}]+)\}\}/g;

/**
 * Evaluates every intrinsic function in a template value.
 *
 * @throws LocalError IntrinsicUnsupported
 */
export function evaluate(value: unknown, references: References): unknown {
  const recurse = (inner: unknown): unknown => evaluate(inner, references);
  if (typeof value === 'string') {
    return value.includes('{{resolve:') ? value.replace(DYNAMIC_REFERENCE, (_match, reference: string) => references.dynamicReference(reference)) : value;
  }
  if (Array.isArray(value)) {
    return value.map(recurse).filter((item) => item !== NO_VALUE);
  }
  if (!isObject(value)) {
    return value;
  }
  const names = Object.keys(value);
  if (names.length === 1 && (names[0] === 'Ref' || names[0].startsWith('Fn::'))) {
    const intrinsic = Object.hasOwn(INTRINSICS, names[0]) ? INTRINSICS[names[0]] : undefined;
    if (intrinsic === undefined) {
      unsupported(`${names[0]} is not supported here`);
    }
    const result = intrinsic(value[names[0]], recurse, references);
    // A joined string may only now spell a dynamic reference.
    return typeof result === 'string' && result.includes('{{resolve:') ? recurse(result) : result;
  }
  return Object.fromEntries(names.map((name) => [name, recurse(value[name])]).filter(([, item]) => item !== NO_VALUE));
}
