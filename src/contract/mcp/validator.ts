/**
 * What synthesis and the MCP function agree on about validators: schemas are compiled to code at synthesis, and run with a kit that is part of
 * the function's bundle.
 */

/** What a validator module exports. */
export type ValidatorFactory = (kit: ValidatorKit) => Validator;

export interface Validator {
  (value: unknown): boolean;
  /** Why the last value was refused. */
  errors?: readonly ValidatorError[] | null;
}

export interface ValidatorError {
  /** A JSON pointer. */
  readonly pointer: string;
  readonly keyword: string;
  /** What the keyword demands, as {@link describeErrors} expects it of the keyword. */
  readonly expected: unknown;
  /** Of a value that fits none of several schemas: why it fits none. */
  readonly causes?: readonly ValidatorError[];
}

/** What the code of a validator calls. Each validator has its own kit. */
export interface ValidatorKit {
  /** What was found so far. A validator cuts off what it found in a schema that need not fit. */
  readonly errors: ValidatorError[];
  /** Notes an error, and is false. */
  fail(pointer: string, keyword: string, expected: unknown): false;
  /** Notes that no schema of several fits, with the errors since `first` as the causes, and is false. */
  failAll(pointer: string, keyword: string, expected: unknown, first: number): false;
  /**
   * Counts the calls of a recursive schema.
   *
   * @throws RangeError after more than any value needs that is judged in linear time
   */
  step(): void;
  isObject(value: unknown): boolean;
  /** In characters, as JSON Schema counts them. */
  lengthOf(text: string): number;
  /** Exact, of the numbers as they are written in decimal. */
  isMultiple(value: number, of: number): boolean;
  isSame(value: unknown, other: unknown): boolean;
  /** The first item that equals one before it, or -1; in linear time. */
  repeatedItem(items: readonly unknown[]): number;
  /** A step of a JSON pointer. */
  pointerStep(name: string): string;
  validator(root: (value: unknown, pointer: string) => boolean): Validator;
}
