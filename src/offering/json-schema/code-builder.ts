import { Json, JsonObject, Schema } from './json';
import { SchemaResource } from './schema-document';
import { ValidatorKit } from '../../contract/mcp/validator';

/**
 * For each dynamic anchor, the outermost schema resource that has it among those by which a schema was reached. It is known at compile time,
 * since each way to a schema gets a separate function where the ways differ.
 */
export type DynamicScope = ReadonlyMap<string, SchemaResource>;

/** Sets in the code of what was evaluated, where an `unevaluated…` wants to know. */
export interface Evaluated {
  readonly properties?: string;
  readonly items?: string;
}

export type PointerPart = { readonly literal: string } | { readonly code: string };

/** A value in the code, and the JSON pointer to where it stands. */
export interface Instance {
  readonly value: string;
  readonly pointer: readonly PointerPart[];
}

/** Where a schema is compiled. */
export interface Place {
  readonly fn: ValidatorFunction;
  readonly scope: DynamicScope;
  readonly instance: Instance;
  readonly evaluated: Evaluated;
}

export interface ValidatorFunction {
  readonly name: string;
  /** Of its schema. */
  readonly pointer: string;
  /** Whether it ends at the first error: where a schema is tried, the first one says why it does not fit. */
  readonly endsAtFirst: boolean;
  /** The functions that it calls, and whether one judges the same instance. */
  readonly calls: Map<ValidatorFunction, boolean>;
  variables: number;
  body: string;
}

/** What the code of each keyword is made with. */
export interface CodeBuilder {
  /** A member of the kit, by its name. */
  kit(member: keyof ValidatorKit): string;
  /** A value that is written into the code. */
  constant(value: Json): string;
  /** A value that is made once. */
  declare(expression: string): string;
  regExp(pattern: string): string;
  equals(value: string, constant: Json): string;
  /** Statement: an error, which makes the function return false. */
  fail(place: Place, keyword: string, expected: string): string;
  /** The same, with the errors since `first` as its causes. */
  failAll(place: Place, keyword: string, expected: string, first: string): string;
  /** Statements: the instance must fit the schema. */
  schema(schema: Schema, place: Place): string;
  /** Statement: the same, by a function, so that schemas may recur. */
  call(schema: Schema, place: Place): string;
  /** Expression: whether the instance fits the schema. */
  attempt(schema: Schema, place: Place): string;
  /** Where a reference leads to. */
  target(schema: JsonObject, keyword: '$ref' | '$dynamicRef', scope: DynamicScope): Schema;
}

/**
 * A name that the function has for nothing else.
 *
 * @param letter not `f` or `C`, by which functions and constants are named: it would hide them
 */
export function variable(fn: ValidatorFunction, letter: string): string {
  return `${letter}${fn.variables++}`;
}

export function member(object: string, name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `${object}.${name}` : `${object}[${JSON.stringify(name)}]`;
}

/** Own members count, `toString` and its like do not; JSON knows no undefined. */
export function has(object: string, name: string): string {
  return name in Object.prototype ? `Object.hasOwn(${object},${JSON.stringify(name)})` : `${member(object, name)}!==undefined`;
}

export function lacks(object: string, name: string): string {
  return name in Object.prototype ? `!${has(object, name)}` : `${member(object, name)}===undefined`;
}

/** A place for a value in the instance. */
export function within(place: Place, value: string, ...steps: readonly PointerPart[]): Place {
  return { ...place, evaluated: {}, instance: { value, pointer: [...place.instance.pointer, ...steps] } };
}

/** A loop that ends with the first item that does not fit. */
export function loop(header: string, body: string, fn: ValidatorFunction): string {
  if (body === '' || fn.endsAtFirst) {
    return body && `for(${header}){${body}}`;
  }
  const before = variable(fn, 'o');
  return `const ${before}=ok;ok=true;for(${header}){${body}if(!ok)break}ok=ok&&${before};`;
}

export function typesOf(schema: JsonObject): readonly string[] | undefined {
  return schema.type === undefined ? undefined : [schema.type].flat() as string[];
}
