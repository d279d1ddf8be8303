import { createHash, randomUUID } from 'node:crypto';
import { StateError } from './errors';
import { type PathScope, valueAt } from './json-path';
import { equal, isValueObject, type Value } from './value';

const FAILURE = 'States.IntrinsicFailure';
const HASHES: readonly string[] = ['MD5', 'SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'];
const RANGE_MAX = 1000;

function fail(message: string): never {
  throw new StateError(FAILURE, message);
}

function text(value: Value | undefined): string {
  return typeof value === 'string' ? value : fail(`a string was expected, not ${JSON.stringify(value)}`);
}

function number(value: Value | undefined): number {
  return typeof value === 'number' ? value : fail(`a number was expected, not ${JSON.stringify(value)}`);
}

function list(value: Value | undefined): readonly Value[] {
  return Array.isArray(value) ? value : fail(`an array was expected, not ${JSON.stringify(value)}`);
}

export function partition(items: readonly Value[], size: number): Value[] {
  if (!(size >= 1)) {
    fail('the size of a chunk is at least 1');
  }
  const length = Math.trunc(size);
  return Array.from({ length: Math.ceil(items.length / length) }, (_, index) => items.slice(index * length, (index + 1) * length));
}

export function range(first: number, last: number, step: number): number[] {
  if (Math.trunc(step) === 0) {
    fail('the step of a range is not 0');
  }
  const count = Math.floor((last - first) / step) + 1;
  if (count > RANGE_MAX) {
    fail(`a range has at most ${RANGE_MAX} items`);
  }
  return Array.from({ length: Math.max(0, count) }, (_, index) => first + index * step);
}

export function hashed(data: Value, algorithm: string): string {
  if (!HASHES.includes(algorithm)) {
    fail(`the algorithm is one of ${HASHES.join(', ')}`);
  }
  return createHash(algorithm.replace('-', '').toLowerCase()).update(typeof data === 'string' ? data : JSON.stringify(data)).digest('hex');
}

/** The same seed gives the same number. */
export function random(seed: number | undefined): number {
  const digest = createHash('sha256').update(seed === undefined ? randomUUID() : String(seed)).digest();
  return digest.readUIntBE(0, 6) / 2 ** 48;
}

/** Later members win. */
function merged(left: Value, right: Value, deep: Value): Value {
  if (deep !== false || !isValueObject(left) || !isValueObject(right)) {
    return fail('States.JsonMerge takes two objects and false');
  }
  return { ...left, ...right };
}

function unique(items: readonly Value[]): Value[] {
  return items.filter((item, index) => items.findIndex((other) => equal(item, other)) === index);
}

/** Objects and lists as Java writes them, and so Step Functions: `{a=1, b=[x, true]}`. */
function shown(value: Value): string {
  if (Array.isArray(value)) {
    return `[${value.map(shown).join(', ')}]`;
  }
  return isValueObject(value) ? `{${Object.entries(value).map(([name, member]) => `${name}=${shown(member)}`).join(', ')}}` : typeof value === 'string' ? value : JSON.stringify(value);
}

function formatted([template, ...values]: readonly Value[]): string {
  let next = 0;
  const result = text(template).replace(/\\([{}'\\])|\{\}/g, (match, escaped: string | undefined) => {
    if (escaped !== undefined) {
      return escaped;
    }
    if (next >= values.length) {
      fail('States.Format has fewer values than holes');
    }
    return match === '{}' ? shown(values[next++]) : match;
  });
  return next === values.length ? result : fail('States.Format has more values than holes');
}

function parsed(json: string): Value {
  try {
    return JSON.parse(json) as Value;
  } catch (error) {
    return fail(`not JSON: ${(error as Error).message}`);
  }
}

const FUNCTIONS: ReadonlyMap<string, (args: readonly Value[]) => Value> = new Map<string, (args: readonly Value[]) => Value>([
  ['States.Array', (args) => args],
  ['States.ArrayPartition', ([items, size]) => partition(list(items), number(size))],
  ['States.ArrayContains', ([items, wanted]) => list(items).some((item) => equal(item, wanted))],
  ['States.ArrayRange', ([first, last, step]) => range(number(first), number(last), number(step))],
  ['States.ArrayGetItem', ([items, index]) => list(items)[number(index)] ?? fail('the index is out of the array')],
  ['States.ArrayLength', ([items]) => list(items).length],
  ['States.ArrayUnique', ([items]) => unique(list(items))],
  ['States.Base64Encode', ([data]) => Buffer.from(text(data)).toString('base64')],
  ['States.Base64Decode', ([data]) => Buffer.from(text(data), 'base64').toString()],
  ['States.Hash', ([data, algorithm]) => hashed(data, text(algorithm))],
  ['States.JsonMerge', ([left, right, deep]) => merged(left, right, deep)],
  ['States.StringToJson', ([json]) => parsed(text(json))],
  ['States.JsonToString', ([value]) => JSON.stringify(value)],
  ['States.MathRandom', ([first, last, seed]) => (
    Math.floor(number(first) + random(seed === undefined ? undefined : number(seed)) * (number(last) - number(first)))
  )],
  ['States.MathAdd', ([left, right]) => number(left) + number(right)],
  ['States.StringSplit', ([string, separators]) => {
    const characters = text(separators).replace(/[\\\]^-]/g, '\\$&');
    return text(string).split(new RegExp(`[${characters}]`)).filter((part) => part !== '');
  }],
  ['States.UUID', () => randomUUID()],
  ['States.Format', formatted],
]);

export function isIntrinsic(expression: string): boolean {
  return expression.startsWith('States.');
}

/** Evaluates a call such as `States.Format('{}', $.name)`. @throws StateError */
export function evaluateIntrinsic(expression: string, scope: PathScope): Value {
  const parser = new Parser(expression, scope);
  const value = parser.call();
  return parser.isAtEnd ? value : fail(`"${expression}" goes on after its end`);
}

class Parser {
  private at = 0;

  constructor(private readonly source: string, private readonly scope: PathScope) {}

  get isAtEnd(): boolean {
    return this.source.slice(this.at).trim() === '';
  }

  call(): Value {
    const name = this.take(/\s*([A-Za-z0-9.]+)\s*\(/y)?.[1] ?? fail(`"${this.source}" is no call of an intrinsic function`);
    const run = FUNCTIONS.get(name) ?? fail(`there is no intrinsic function ${name}`);
    const args: Value[] = [];
    if (this.take(/\s*\)/y) === null) {
      do {
        args.push(this.argument());
      } while (this.take(/\s*,/y) !== null);
      if (this.take(/\s*\)/y) === null) {
        fail(`"${this.source}" does not end its arguments`);
      }
    }
    return run(args);
  }

  private argument(): Value {
    this.take(/\s*/y);
    const rest = this.source.slice(this.at);
    if (rest.startsWith('States.')) {
      return this.call();
    }
    const quoted = this.take(/'((?:[^'\\]|\\.)*)'/sy);
    if (quoted !== null) {
      // Escaped braces are for States.Format.
      return quoted[1].replace(/\\(['\\])/g, '$1');
    }
    const literal = this.take(/(?:null|true|false|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)(?=\s*[,)])/y);
    if (literal !== null) {
      return JSON.parse(literal[0]) as Value;
    }
    return rest.startsWith('$') ? valueAt(this.path(), this.scope, FAILURE) : fail(`"${rest}" is no argument`);
  }

  /** Up to the comma or parenthesis that is not within brackets. */
  private path(): string {
    const start = this.at;
    for (let depth = 0; this.at < this.source.length; this.at++) {
      const character = this.source[this.at];
      if (depth === 0 && (character === ',' || character === ')')) {
        break;
      }
      depth += /[[(]/.test(character) ? 1 : /[\])]/.test(character) ? -1 : 0;
    }
    return this.source.slice(start, this.at).trim();
  }

  private take(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.source);
    if (match !== null) {
      this.at = pattern.lastIndex;
    }
    return match;
  }
}
