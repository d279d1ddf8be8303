import { isInteger, isKept, otherNeighbour } from './exact-number';
import { memberPath } from './member-path';
import { mayLoseNumbers } from './number-scan';
import { isRawNumber } from './raw-number';

/** A JSON value in two forms: to inspect and to write. Of a duplicate member, both have the last. */
export interface ReadJson {
  /** With doubles for numbers. */
  readonly value: unknown;
  /** To be written: numbers that JavaScript would write differently keep their original text. */
  readonly written: unknown;
  /** The value of a member, which exists. */
  at(...path: readonly (string | number)[]): ReadJson;
  /**
   * The value with other doubles for the numbers that no double represents exactly: their neighbours on the other side, and doubles with few
   * divisors. This shows whether a number itself, and not only its double, satisfies a limit, a step or a type.
   */
  otherReadings(): readonly unknown[];
  /**
   * Says which number cannot be passed on, and why; undefined where all can.
   *
   * @param root the name of the value
   */
  unusableNumber(root: string): string | undefined;
}

/** Characters of a number, beyond which it is refused: no double needs more, and Python's json refuses to read 4301 digits. */
const NUMBER_MAX_LENGTH = 1000;
/** Characters of a number in a message. */
const SHOWN_LENGTH = 40;

/**
 * Reads a JSON text without losing numbers.
 *
 * @throws SyntaxError if it is not JSON, RangeError if it is nested too deeply
 */
export function readJson(text: string): ReadJson {
  const value: unknown = JSON.parse(text);
  return typeof value === 'number' || mayLoseNumbers(text) ? ExactJson.read(text, value) : new PlainJson(value);
}

class PlainJson implements ReadJson {
  readonly written: unknown;

  constructor(readonly value: unknown) {
    this.written = value;
  }

  at(...path: readonly (string | number)[]): ReadJson {
    return new PlainJson(descend(this.value, path));
  }

  otherReadings(): readonly unknown[] {
    return [];
  }

  unusableNumber(): undefined {
    return undefined;
  }
}

class ExactJson implements ReadJson {
  static read(text: string, value: unknown): ExactJson {
    let inexact = false;
    const written = JSON.parse(text, (_name, member, { source }) => {
      if (typeof member !== 'number' || source === undefined || source === String(member)) {
        return member;
      }
      inexact ||= isShort(source) && Number.isFinite(member) && !isKept(member, source);
      return JSON.rawJSON(source);
    });
    return new ExactJson(text, value, written, inexact);
  }

  private constructor(
    private readonly text: string, readonly value: unknown, readonly written: unknown, private readonly inexact: boolean,
    private readonly path: readonly (string | number)[] = [],
  ) {}

  at(...path: readonly (string | number)[]): ReadJson {
    return new ExactJson(this.text, descend(this.value, path), descend(this.written, path), this.inexact, [...this.path, ...path]);
  }

  otherReadings(): readonly unknown[] {
    return this.inexact ? [this.readWith(otherNeighbour), this.readWith(witnesses())] : [];
  }

  unusableNumber(root: string): string | undefined {
    return unusable(this.value, this.written, root);
  }

  private readWith(instead: (double: number, literal: string) => number): unknown {
    const read = JSON.parse(this.text, (_name, member, { source }) => (
      typeof member === 'number' && source !== undefined && isShort(source) && Number.isFinite(member) && !isKept(member, source)
        ? instead(member, source)
        : member
    ));
    return descend(read, this.path);
  }
}

/** Integers of which no small step is a divisor, another one for each; and fractions for fractions whose neighbours are integers. */
function witnesses(): (double: number, literal: string) => number {
  const given = new Map<string, number>();
  return (double, literal) => {
    if (Math.abs(double) < 2 ** 52) {
      return double;
    }
    const known = given.get(literal);
    if (known !== undefined) {
      return known;
    }
    const magnitude = isInteger(literal) ? Number.MAX_SAFE_INTEGER - 2 * given.size : 2 ** 51 - 0.5 - given.size;
    const witness = double < 0 ? -magnitude : magnitude;
    given.set(literal, witness);
    return witness;
  };
}

function unusable(value: unknown, written: unknown, at: string): string | undefined {
  if (isRawNumber(written)) {
    const { rawJSON } = written;
    if (!isShort(rawJSON)) {
      return `${at} is a number of ${rawJSON.length} characters; give at most ${NUMBER_MAX_LENGTH}, or a string`;
    }
    return Number.isFinite(value) ? undefined : `${at} is ${rawJSON.slice(0, SHOWN_LENGTH)}, which is beyond the range of a double; give a string`;
  }
  if (typeof written === 'object' && written !== null) {
    for (const [name, inner] of Object.entries(written)) {
      const problem = unusable((value as { readonly [name: string]: unknown })[name], inner, memberPath(at, name));
      if (problem !== undefined) {
        return problem;
      }
    }
  }
  return undefined;
}

function isShort(literal: string): boolean {
  return literal.length <= NUMBER_MAX_LENGTH;
}

function descend(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inner, name) => (inner as { readonly [name: string]: unknown })[name], value);
}
