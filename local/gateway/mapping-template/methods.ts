import { Double, Entry, Methods, text, Value } from './values';

/** What a template asks of a value that Java answers with an exception. */
export class TemplateFailure extends Error {}

type Kind = 'text' | 'integer' | 'any';
type Argument<K extends Kind> = K extends 'text' ? string : K extends 'integer' ? number : Value;

const fits = (kind: Kind, value: Value): boolean => kind === 'any' || typeof value === (kind === 'text' ? 'string' : 'bigint');

/** A method that takes such arguments; Velocity finds none for others. */
export function method<Self, const Kinds extends readonly Kind[]>(
  kinds: Kinds,
  body: (self: Self, ...args: { [I in keyof Kinds]: Argument<Kinds[I]> }) => Value,
): (self: Self, args: readonly Value[]) => Value | undefined {
  return (self, args) => {
    if (args.length !== kinds.length || !args.every((argument, index) => fits(kinds[index], argument))) {
      return undefined;
    }
    const given = args.map((argument, index) => (kinds[index] === 'integer' ? Number(argument) : argument));
    return body(self, ...given as { [I in keyof Kinds]: Argument<Kinds[I]> });
  };
}

type Method<Self> = (self: Self, args: readonly Value[]) => Value | undefined;

/** The first of some methods of one name that takes the arguments. */
const either = <Self>(...overloads: Method<Self>[]): Method<Self> => (self, args) => {
  for (const overload of overloads) {
    const value = overload(self, args);
    if (value !== undefined) {
      return value;
    }
  }
  return undefined;
};

function pattern(source: string, flags = ''): RegExp {
  try {
    return new RegExp(source, flags);
  } catch {
    throw new TemplateFailure(`the regular expression ${source} is not valid here`);
  }
}

/** Java escapes by a backslash in replacements, and names groups by `$1`. */
function replacement(source: string): (...match: unknown[]) => string {
  return (...match) => source.replace(/\\(.)|\$(\d)/gs, (_all, escaped: string | undefined, group: string) => escaped ?? String(match[Number(group)] ?? ''));
}

function within(self: string | readonly Value[], ...indexes: number[]): void {
  if (indexes.some((index) => index < 0 || index > self.length)) {
    throw new TemplateFailure(`there is no position ${indexes.join(' to ')} in ${JSON.stringify(text(self))}`);
  }
}

/** @param limit of the parts; 0 for any number, without empty ones at the end */
function split(self: string, separator: string, limit = 0): Value {
  const parts: string[] = [];
  let from = 0;
  for (const match of self.matchAll(pattern(separator, 'g'))) {
    if (limit > 0 && parts.length === limit - 1) {
      break;
    }
    if (match[0] !== '' || (match.index > 0 && match.index < self.length)) {
      parts.push(self.slice(from, match.index));
      from = match.index + match[0].length;
    }
  }
  parts.push(self.slice(from));
  while (limit === 0 && parts.length > 1 && parts.at(-1) === '') {
    parts.pop();
  }
  return parts.length === 1 && parts[0] === '' && self !== '' ? [] : parts;
}

const TEXT = {
  charAt: method(['integer'], (self: string, at) => {
    within(self, at, at + 1);
    return self[at];
  }),
  compareTo: method(['text'], (self: string, other) => {
    const at = [...self].findIndex((letter, index) => letter !== other[index]);
    return BigInt(at < 0 || at >= other.length ? self.length - other.length : self.charCodeAt(at) - other.charCodeAt(at));
  }),
  concat: method(['text'], (self: string, other) => self + other),
  contains: method(['text'], (self: string, part) => self.includes(part)),
  endsWith: method(['text'], (self: string, part) => self.endsWith(part)),
  equalsIgnoreCase: method(['text'], (self: string, other) => self.toLowerCase() === other.toLowerCase()),
  indexOf: either(
    method(['text'], (self: string, part) => BigInt(self.indexOf(part))),
    method(['text', 'integer'], (self: string, part, from) => BigInt(self.indexOf(part, from))),
  ),
  isEmpty: method([], (self: string) => self === ''),
  lastIndexOf: either(
    method(['text'], (self: string, part) => BigInt(self.lastIndexOf(part))),
    method(['text', 'integer'], (self: string, part, from) => BigInt(from < 0 ? -1 : self.lastIndexOf(part, from))),
  ),
  length: method([], (self: string) => BigInt(self.length)),
  matches: method(['text'], (self: string, source) => pattern(`^(?:${source})$`).test(self)),
  replace: method(['text', 'text'], (self: string, from, to) => self.replaceAll(from, () => to)),
  replaceAll: method(['text', 'text'], (self: string, from, to) => self.replace(pattern(from, 'g'), replacement(to))),
  replaceFirst: method(['text', 'text'], (self: string, from, to) => self.replace(pattern(from), replacement(to))),
  split: either(method(['text'], (self: string, separator) => split(self, separator)), method(['text', 'integer'], split)),
  startsWith: either(
    method(['text'], (self: string, part) => self.startsWith(part)),
    method(['text', 'integer'], (self: string, part, from) => from >= 0 && self.startsWith(part, from)),
  ),
  substring: either(
    method(['integer'], (self: string, from) => {
      within(self, from);
      return self.slice(from);
    }),
    method(['integer', 'integer'], (self: string, from, to) => {
      within(self, to);
      within(self.slice(0, to), from);
      return self.slice(from, to);
    }),
  ),
  toLowerCase: method([], (self: string) => self.toLowerCase()),
  toUpperCase: method([], (self: string) => self.toUpperCase()),
  trim: method([], (self: string) => self.trim()),
} satisfies Methods;

const at = (self: readonly Value[], index: number): Value => {
  within(self, index, index + 1);
  return self[index];
};

/** Velocity writes nothing for a method that returns nothing. */
const VOID = '';

const has = (self: readonly Value[], value: Value) => self.some((item) => equal(item, value));

/** The method where it is given a list. */
const ofList = (body: (self: Value[], values: readonly Value[]) => Value) => (self: Value[], [values, ...rest]: readonly Value[]) => (
  Array.isArray(values) && rest.length === 0 ? body(self, values as readonly Value[]) : undefined);

function insert(self: Value[], index: number, values: readonly Value[]): void {
  within(self, index);
  self.splice(index, 0, ...values);
}

const LIST = {
  add: either(
    method(['any'], (self: Value[], value) => self.push(value) > 0),
    method(['integer', 'any'], (self: Value[], index, value) => {
      insert(self, index, [value]);
      return VOID;
    }),
  ),
  addAll: either(
    ofList((self, values) => self.push(...values) > 0),
    method(['integer', 'any'], (self: Value[], index, values) => {
      insert(self, index, Array.isArray(values) ? values as readonly Value[] : []);
      return true;
    }),
  ),
  clear: method([], (self: Value[]) => {
    self.splice(0);
    return VOID;
  }),
  contains: method(['any'], has),
  containsAll: ofList((self, values) => values.every((value) => has(self, value))),
  get: method(['integer'], at),
  indexOf: method(['any'], (self: Value[], value) => BigInt(self.findIndex((item) => equal(item, value)))),
  isEmpty: method([], (self: Value[]) => self.length === 0),
  lastIndexOf: method(['any'], (self: Value[], value) => BigInt(self.findLastIndex((item) => equal(item, value)))),
  remove: either(
    method(['integer'], (self: Value[], index) => {
      const value = at(self, index);
      self.splice(index, 1);
      return value;
    }),
    method(['any'], (self: Value[], value) => {
      const index = self.findIndex((item) => equal(item, value));
      return index >= 0 && self.splice(index, 1).length > 0;
    }),
  ),
  removeAll: ofList((self, values) => {
    const kept = self.filter((item) => !has(values, item));
    return self.splice(0, self.length, ...kept).length > kept.length;
  }),
  set: method(['integer', 'any'], (self: Value[], index, value) => {
    const before = at(self, index);
    self[index] = value;
    return before;
  }),
  size: method([], (self: Value[]) => BigInt(self.length)),
  subList: method(['integer', 'integer'], (self: Value[], from, to) => {
    within(self, to);
    within(self.slice(0, to), from);
    return self.slice(from, to);
  }),
} satisfies Methods;

type JavaMap = Map<Value, Value>;

const MAP = {
  clear: method([], (self: JavaMap) => {
    self.clear();
    return VOID;
  }),
  containsKey: method(['any'], (self: JavaMap, key) => self.has(key)),
  containsValue: method(['any'], (self: JavaMap, value) => [...self.values()].some((member) => equal(member, value))),
  entrySet: method([], (self: JavaMap) => [...self].map(([key, value]) => new Entry(key, value))),
  get: method(['any'], (self: JavaMap, key) => self.get(key) ?? null),
  getOrDefault: method(['any', 'any'], (self: JavaMap, key, preset) => (self.has(key) ? self.get(key)! : preset)),
  isEmpty: method([], (self: JavaMap) => self.size === 0),
  keySet: method([], (self: JavaMap) => [...self.keys()]),
  put: method(['any', 'any'], (self: JavaMap, key, value) => {
    const before = self.get(key) ?? null;
    self.set(key, value);
    return before;
  }),
  putAll: method(['any'], (self: JavaMap, other) => {
    for (const [key, value] of other instanceof Map ? other : []) {
      self.set(key, value);
    }
    return VOID;
  }),
  remove: method(['any'], (self: JavaMap, key) => {
    const before = self.get(key) ?? null;
    self.delete(key);
    return before;
  }),
  size: method([], (self: JavaMap) => BigInt(self.size)),
  values: method([], (self: JavaMap) => [...self.values()]),
} satisfies Methods;

const ENTRY = {
  getKey: method([], (self: Entry) => self.key),
  getValue: method([], (self: Entry) => self.value),
} satisfies Methods;

const NUMBER = {
  compareTo: (self: bigint | Double, [other]: readonly Value[]) => {
    if (other === undefined || !isNumber(other) || typeof other !== typeof self) {
      throw new TemplateFailure(`${text(self)} is compared with ${text(other ?? null)}`);
    }
    return BigInt(Math.sign(Number(self) - Number(other)));
  },
  doubleValue: method([], (self: bigint | Double) => new Double(Number(self))),
  intValue: method([], (self: bigint | Double) => BigInt(Math.trunc(Number(self)))),
  longValue: method([], (self: bigint | Double) => BigInt(Math.trunc(Number(self)))),
} satisfies Methods;

const ALL = {
  equals: method(['any'], (self: Value, other) => typeof self === typeof other && equal(self, other)),
  toString: method([], (self: Value) => text(self)),
} satisfies Methods;

/** Of `$foreach`, whose properties they are too. */
export const LOOP_METHODS = ['hasNext', 'getIndex', 'getCount', 'isFirst', 'isLast', 'getParent'];

export function methodsOf(value: Value): Methods {
  if (typeof value === 'string') {
    return { ...ALL, ...TEXT };
  }
  if (Array.isArray(value)) {
    return { ...ALL, ...LIST };
  }
  if (value instanceof Map) {
    return { ...ALL, ...MAP };
  }
  if (value instanceof Entry) {
    return { ...ALL, ...ENTRY };
  }
  return typeof value === 'boolean' ? ALL : { ...ALL, ...NUMBER };
}

/** The methods that some value has here. */
export const KNOWN_METHODS: ReadonlySet<string> = new Set([TEXT, LIST, MAP, ENTRY, NUMBER, ALL].flatMap(Object.keys).concat(LOOP_METHODS));

const isNumber = (value: Value): value is bigint | Double => typeof value === 'bigint' || value instanceof Double;

/** As `==` of Velocity 1.7: unlike kinds are equal where their texts are. */
export function equal(left: Value, right: Value): boolean {
  if (left === null || right === null) {
    return left === right;
  }
  return isNumber(left) && isNumber(right) ? Number(left) === Number(right) : text(left) === text(right);
}

/** @returns null where Velocity logs an error and goes on without a value */
export function calculate(operator: '+' | '-' | '*' | '/' | '%', left: Value, right: Value): Value {
  if (!isNumber(left) || !isNumber(right) || ((operator === '/' || operator === '%') && Number(right) === 0)) {
    return null;
  }
  if (typeof left === 'bigint' && typeof right === 'bigint') {
    switch (operator) {
      case '+': return left + right;
      case '-': return left - right;
      case '*': return left * right;
      case '/': return left / right;
      default: return left % right;
    }
  }
  const [a, b] = [Number(left), Number(right)];
  switch (operator) {
    case '+': return new Double(a + b);
    case '-': return new Double(a - b);
    case '*': return new Double(a * b);
    case '/': return new Double(a / b);
    default: return new Double(a % b);
  }
}

/** Only numbers are ordered. */
export function ordered(operator: '<' | '>' | '<=' | '>=', left: Value, right: Value): boolean {
  if (!isNumber(left) || !isNumber(right)) {
    return false;
  }
  const difference = Number(left) - Number(right);
  switch (operator) {
    case '<': return difference < 0;
    case '>': return difference > 0;
    case '<=': return difference <= 0;
    default: return difference >= 0;
  }
}
