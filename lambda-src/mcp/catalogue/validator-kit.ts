import type { Validator, ValidatorError, ValidatorKit } from '../../../src/contract/mcp/validator';

/** More than anybody is shown, and no more than a schema can be asked for by a value that is wrong everywhere. */
const MAX_ERRORS = 32;

/** A value of the largest request has fewer members. Only a schema that judges each of them again and again comes here. */
const MAX_STEPS = 10_000_000;

/** What a compiled validator calls. */
export function validatorKit(): ValidatorKit {
  const errors: ValidatorError[] = [];
  let steps = 0;
  /** Of one validation. */
  let identities: Identities | undefined;
  return {
    errors,
    fail(pointer, keyword, expected) {
      if (errors.length < MAX_ERRORS) {
        errors.push({ pointer, keyword, expected });
      }
      return false;
    },
    failAll(pointer, keyword, expected, first) {
      const causes = errors.splice(first);
      errors.push({ pointer, keyword, expected, causes });
      return false;
    },
    step() {
      if (++steps > MAX_STEPS) {
        throw new RangeError('the schema judges each part of the value too often');
      }
    },
    isObject,
    lengthOf,
    isMultiple,
    isSame,
    repeatedItem: (items) => repeatedItem(items, (item) => (identities ??= new Identities()).of(item)),
    pointerStep: (name) => `/${/[~/]/.test(name) ? name.replace(/~/g, '~0').replace(/\//g, '~1') : name}`,
    validator(root) {
      const validate: Validator = (value) => {
        errors.length = 0;
        steps = 0;
        identities = undefined;
        const fits = root(value, '');
        validate.errors = fits ? null : errors.slice();
        return fits;
      };
      return validate;
    },
  };
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function lengthOf(text: string): number {
  let length = text.length;
  for (let index = 1; index < text.length; index++) {
    // A trail surrogate after a lead surrogate: two units, one character.
    if ((text.charCodeAt(index) & 0xfc00) === 0xdc00 && (text.charCodeAt(index - 1) & 0xfc00) === 0xd800) {
      length--;
    }
  }
  return length;
}

function isMultiple(value: number, of: number): boolean {
  if (Number.isSafeInteger(value) && Number.isSafeInteger(of)) {
    return value % of === 0;
  }
  if (!Number.isFinite(value)) {
    return false;
  }
  const [dividend, scale] = decimal(value);
  const [divisor, otherScale] = decimal(of);
  const common = Math.max(scale, otherScale);
  return dividend * 10n ** BigInt(common - scale) % (divisor * 10n ** BigInt(common - otherScale)) === 0n;
}

/** A number as it is written: an integer, and how many of its digits are behind the point. */
function decimal(value: number): [integer: bigint, scale: number] {
  const [, digits, fraction = '', exponent = '0'] = /^([^.e]+)(?:\.(\d+))?(?:e(.+))?$/.exec(String(value))!;
  return [BigInt(digits + fraction), fraction.length - Number(exponent)];
}

function isSame(value: unknown, other: unknown): boolean {
  if (typeof value !== 'object' || typeof other !== 'object' || value === null || other === null) {
    return value === other;
  }
  if (Array.isArray(value) || Array.isArray(other)) {
    return Array.isArray(value) && Array.isArray(other) && value.length === other.length && value.every((item, index) => isSame(item, other[index]));
  }
  const members = Object.entries(value);
  return members.length === Object.keys(other).length
    && members.every(([name, member]) => Object.hasOwn(other, name) && isSame(member, (other as { [name: string]: unknown })[name]));
}

/** Fewer are compared with each other faster than they are put into a set. */
const FEW_ITEMS = 8;

function repeatedItem(items: readonly unknown[], identityOf: (item: object) => unknown): number {
  if (items.length <= FEW_ITEMS && !items.some((item) => typeof item === 'object' && item !== null)) {
    return items.findIndex((item, index) => items.indexOf(item) < index);
  }
  const seen = new Set<unknown>();
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    seen.add(typeof item === 'object' && item !== null ? identityOf(item) : item);
    if (seen.size === index) {
      return index;
    }
  }
  return -1;
}

/**
 * One symbol for all values that are the same JSON. Each part of a value is looked at once, however many arrays it stands in.
 */
class Identities {
  private readonly symbols = new Map<string, symbol>();
  private readonly numbers = new Map<symbol, number>();
  private readonly known = new Map<object, symbol>();

  of(value: object): symbol {
    const known = this.known.get(value);
    if (known) {
      return known;
    }
    const text = Array.isArray(value)
      ? `[${value.map((item) => this.textOf(item)).join()}`
      : `{${Object.keys(value).sort().map((name) => `${JSON.stringify(name)}:${this.textOf((value as { [name: string]: unknown })[name])}`).join()}`;
    let symbol = this.symbols.get(text);
    if (!symbol) {
      symbol = Symbol();
      this.symbols.set(text, symbol);
      this.numbers.set(symbol, this.numbers.size);
    }
    this.known.set(value, symbol);
    return symbol;
  }

  private textOf(value: unknown): string {
    if (typeof value === 'object' && value !== null) {
      return `#${this.numbers.get(this.of(value))}`;
    }
    return value === 0 ? '0' : JSON.stringify(value);
  }
}
