import type { Validator, ValidatorError, ValidatorKit } from '../../../src/contract/mcp/validator';

/** More errors than any message shows, and a bound for values that are wrong everywhere. */
const MAX_ERRORS = 32;

/** Far more than the values in a reasonable request of six megabytes: only a schema that checks each of them many times exceeds it. */
const MAX_STEPS = 1_000_000;

/** Functions that compiled validators call. */
export function validatorKit(): ValidatorKit {
  const errors: ValidatorError[] = [];
  let steps = 0;
  /** State of one validation. */
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

/** Up to this number, comparing pairs is faster than using a set. */
const FEW_ITEMS = 8;

function repeatedItem(items: readonly unknown[], idOf: (item: object) => number): number {
  if (items.length <= FEW_ITEMS && !items.some(isContainer)) {
    return items.findIndex((item, index) => items.indexOf(item) < index);
  }
  const values = new Set<unknown>();
  const containers = new Set<number>();
  for (let index = 0; index < items.length; index++) {
    const item = items[index];
    if (isContainer(item)) {
      containers.add(idOf(item));
    } else {
      values.add(item);
    }
    if (values.size + containers.size === index) {
      return index;
    }
  }
  return -1;
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

/** A number for all objects and arrays that are the same JSON. Each is read once or twice, however many arrays it stands in. */
class Identities {
  private readonly ids = new Map<string, number>();
  /** Of what holds others: what holds none is read quickly. */
  private readonly known = new Map<object, number>();

  of(value: object): number {
    const known = this.known.get(value);
    if (known !== undefined) {
      return known;
    }
    const inner = Array.isArray(value) ? value : Object.keys(value).sort();
    let text = Array.isArray(value) ? '[' : '{';
    let isNested = false;
    for (const part of inner) {
      const member: unknown = Array.isArray(value) ? part : (value as { [name: string]: unknown })[part as string];
      isNested ||= isContainer(member);
      text += Array.isArray(value) ? `${this.textOf(member)},` : `${JSON.stringify(part)}:${this.textOf(member)},`;
    }
    let id = this.ids.get(text);
    if (id === undefined) {
      id = this.ids.size;
      this.ids.set(text, id);
    }
    if (isNested) {
      this.known.set(value, id);
    }
    return id;
  }

  private textOf(value: unknown): string {
    if (isContainer(value)) {
      return `#${this.of(value)}`;
    }
    return typeof value === 'string' ? JSON.stringify(value) : value === 0 ? '0' : String(value);
  }
}
