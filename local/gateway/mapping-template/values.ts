/** A fraction: Java keeps `2.0` apart from `2`. */
export class Double {
  readonly #value: number;

  constructor(value: number) {
    this.#value = value;
  }

  valueOf(): number {
    return this.#value;
  }

  /** As `Double.toString` of Java writes it. */
  toString(): string {
    const size = Math.abs(this.#value);
    if (size !== 0 && (size < 1e-3 || size >= 1e7)) {
      const [digits, exponent] = this.#value.toExponential().split('e');
      return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
    }
    return Number.isInteger(this.#value) ? `${this.#value}.0` : String(this.#value);
  }
}

/** Velocity's `directive.define.maxdepth`. */
const BLOCK_DEPTH_MAX = 2;

/** A list of a JSON document, which prints as JSON. */
export class JsonList extends Array<Value> {}

/** An entry of a map. */
export class Entry {
  constructor(readonly key: Value, readonly value: Value) {}

  toString(): string {
    return `${text(this.key)}=${text(this.value)}`;
  }
}

/** What `#define` keeps: it is rendered where it is used, each time. Inside of itself only so often; then it has no text. */
export class Block {
  private depth = 0;

  constructor(private readonly body: () => string) {}

  render(): string | null {
    if (this.depth === BLOCK_DEPTH_MAX) {
      return null;
    }
    this.depth += 1;
    try {
      return this.body();
    } finally {
      this.depth -= 1;
    }
  }

  toString(): string {
    return this.render() ?? 'null';
  }
}

/** An object of API Gateway's, such as `$util`. */
export interface Host {
  readonly properties: { readonly [name: string]: Value };
  readonly methods: Methods;
}

/** A method for each number of arguments; undefined means that Java has no such method for these. */
export interface Methods {
  readonly [name: string]: (self: never, args: readonly Value[]) => Value | undefined;
}

/** Whole numbers are of any size, as Velocity makes them. */
export type Value = null | string | boolean | bigint | Double | readonly Value[] | Map<Value, Value> | Entry | Block | Host;

export const isHost = (value: Value): value is Host => typeof value === 'object' && value !== null && 'methods' in value;

/** What `toString` of Java gives. */
export function text(value: Value): string {
  if (value instanceof JsonList) {
    return json(value);
  }
  if (Array.isArray(value)) {
    return `[${(value as readonly Value[]).map(text).join(', ')}]`;
  }
  if (value instanceof Map) {
    return `{${[...value].map(([key, member]) => `${text(key)}=${text(member)}`).join(', ')}}`;
  }
  return String(value as string);
}

/** As `$input.json` writes it. */
export function json(value: Value): string {
  if (Array.isArray(value)) {
    return `[${(value as readonly Value[]).map(json).join(',')}]`;
  }
  if (value instanceof Map) {
    return `{${[...value].map(([key, member]) => `${JSON.stringify(text(key))}:${json(member)}`).join(',')}}`;
  }
  return typeof value === 'string' ? JSON.stringify(value) : text(value);
}
