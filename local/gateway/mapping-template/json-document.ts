import { JSONPath } from 'jsonpath-plus';
import { Double, JsonList, Value } from './values';

type Reviver = (this: unknown, key: string, value: unknown, context?: { readonly source?: string }) => unknown;

/** Numbers as they are written: fractions stay fractions, and large numbers lose no digit. */
const numbers: Reviver = (_key, value, context) => {
  if (typeof value !== 'number') {
    return value;
  }
  const source = context?.source ?? String(value);
  if (/[.eE]/.test(source)) {
    return new Double(value);
  }
  return Number.isSafeInteger(value) ? value : BigInt(source);
};

/** @throws SyntaxError */
export function parseJson(source: string): unknown {
  return JSON.parse(source, numbers);
}

export function toValue(found: unknown): Value {
  if (Array.isArray(found)) {
    return JsonList.from(found, toValue);
  }
  if (typeof found === 'number') {
    return BigInt(found);
  }
  if (typeof found === 'object' && found !== null && !(found instanceof Double)) {
    return new Map(Object.entries(found).map(([name, member]) => [name, toValue(member)]));
  }
  return (found ?? null) as Value;
}

/** Leads to one place at most. */
const DEFINITE = /^\$(?:\.[\p{L}_][\p{L}\p{N}_-]*|\[-?\d+\]|\['[^']*'\]|\["[^"]*"\])*$/u;

/**
 * @returns null where the path leads nowhere; a list where it may lead to several places
 * @throws Error where the path is none
 */
export function lookUp(document: unknown, path: string): Value {
  if (path.endsWith('.')) {
    throw new SyntaxError('it ends in a dot');
  }
  const full = path.startsWith('$') ? path : `$.${path}`;
  const [, counted, from] = /^((.*)\.length\(\))?$/su.exec(full) ?? [];
  if (counted !== undefined) {
    const list = lookUp(document, from);
    return Array.isArray(list) ? BigInt(list.length) : null;
  }
  // A negative index counts from the end, which is a slice in this library.
  const portable = full.replace(/\[-(\d+)\]/g, (_index, count: string) => (count === '1' ? '[-1:]' : `[-${count}:-${Number(count) - 1}]`));
  const found = JSONPath({ path: portable, json: document as object, wrap: true, eval: 'safe' }) as unknown[];
  return DEFINITE.test(full) ? toValue(found[0]) : toValue(found);
}
