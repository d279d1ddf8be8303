import { readFileSync } from 'node:fs';
import { Token } from 'aws-cdk-lib';
import { isJsonObject, Json, JsonObject, pointerStep } from './json';
import { isForeignLanguage } from '../../private/author-language';
import { ValidationError } from '../../private/validation-error';

/**
 * A JSON Schema (2020-12) of a tool's arguments or of its structured output.
 *
 * The schema is checked, and compiled into a validator, when the app is synthesized. Its references stay inside it, and `format` is an
 * annotation, as the specification has it: say in `pattern` what a value must look like.
 *
 * @see https://json-schema.org/draft/2020-12
 */
export class McpSchema {
  /**
   * A schema given inline.
   *
   * On the way from Python, Java, Go and C#, members that are null are lost, such as `"const": null`: give schemas that have one to
   * `fromJsonText`. A null in a list, such as `"enum": ["a", null]`, is kept.
   *
   * @param schema a JSON Schema 2020-12 whose root has `type: object`
   *
   * Throws `InvalidSchema` where a value is not JSON, and `SchemaNullLost` where one may have been null before it was lost.
   */
  public static fromJson(schema: { [name: string]: any }): McpSchema {
    const json = jsonOf(schema, 'the inline schema');
    if (isForeignLanguage()) {
      refuseLostNull(json, '');
    }
    return new McpSchema(json as JsonObject, 'the inline schema');
  }

  /**
   * A schema as JSON text, such as `json.dumps(Model.model_json_schema())` in Python: as it stands there, nulls included.
   *
   * @param text a JSON Schema 2020-12 whose root has `type: object`
   *
   * Throws `SchemaTextInvalid` where the text is not a JSON object.
   */
  public static fromJsonText(text: string): McpSchema {
    return new McpSchema(parsed(text, 'SchemaTextInvalid', 'the schema text'), 'the schema text');
  }

  /**
   * A schema in a JSON file.
   *
   * @param path the file, relative to the directory in which the app is synthesized
   *
   * Throws `SchemaFileUnreadable` where the file is missing or is not a JSON object.
   */
  public static fromFile(path: string): McpSchema {
    let text: string;
    try {
      text = readFileSync(path, 'utf8');
    } catch (error) {
      throw new ValidationError('SchemaFileUnreadable', `cannot read the JSON Schema in "${path}" (${(error as Error).message}); give the path of a JSON file`);
    }
    // Windows editors write it, and JSON.parse does not read it.
    return new McpSchema(parsed(text.replace(/^\uFEFF/, ''), 'SchemaFileUnreadable', `"${path}"`), `the schema file "${path}"`);
  }

  /**
   * The schema as JSON, without a copy.
   *
   * @internal
   */
  public readonly _json: JsonObject;

  /**
   * How messages call the schema.
   *
   * @internal
   */
  public readonly _origin: string;

  private constructor(json: JsonObject, origin: string) {
    this._json = json;
    this._origin = origin;
  }
}

function parsed(text: string, code: string, what: string): JsonObject {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ValidationError(code, `${what} is not JSON (${(error as Error).message}); give a JSON Schema as JSON`);
  }
  if (!isJsonObject(json)) {
    throw new ValidationError(code, `${what} holds no JSON object; a tool's JSON Schema is an object with "type": "object"`);
  }
  return jsonOf(json, what) as JsonObject;
}

/** More would be a circle, or a mistake. */
const MAX_NESTING = 256;
/** Characters of a pointer in a message. */
const SHOWN_LENGTH = 80;

/**
 * The same JSON, in objects that stand in one place only.
 *
 * @param what how messages call the schema
 */
function jsonOf(value: unknown, what: string, pointer = '', depth = 0): Json {
  const at = () => `${what} has at "${pointer.length > SHOWN_LENGTH ? `${pointer.slice(0, SHOWN_LENGTH)}…` : pointer}"`;
  if (Token.isUnresolved(value)) {
    throw new ValidationError('UnresolvedValue', `${at()} a value that only the deployment knows; give literal values`);
  }
  if (value === null || typeof value === 'boolean' || typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value))) {
    return value;
  }
  if (isLibrarySchema(value)) {
    const { vendor } = value['~standard'];
    throw new ValidationError('InvalidSchema', `${at()} a schema of ${vendor}, not JSON Schema; convert it first, in zod 4 with z.toJSONSchema(schema)`);
  }
  if (depth > MAX_NESTING) {
    throw new ValidationError('InvalidSchema', `${at()} a circle, or is nested more than ${MAX_NESTING} levels deep; move inner schemas to "$defs" and refer to them`);
  }
  if (!Array.isArray(value) && Object.prototype.toString.call(value) !== '[object Object]') {
    throw new ValidationError('InvalidSchema', `${at()} ${kindOf(value)}, which is not JSON; use objects, lists, texts, finite numbers, booleans and null`);
  }
  const inner = (member: unknown, step: string | number) => jsonOf(member, what, pointer + pointerStep(step), depth + 1);
  if (Array.isArray(value)) {
    // jsii hands a null in a list over as undefined.
    return Array.from(value, (item, index) => item === undefined ? null : inner(item, index));
  }
  const members = Object.entries(value as object).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([name, member]) => [name, inner(member, name)]));
}

/** What is no JSON, in a word: `Infinity`, `a function`, `a Date`. */
function kindOf(value: unknown): string {
  return typeof value === 'number' ? String(value) : `a ${typeof value === 'object' ? Object.prototype.toString.call(value).slice('[object '.length, -1) : typeof value}`;
}

/**
 * Whether a value is a schema of a library, such as zod, which may look like JSON Schema (`type: 'object'`) and would take anything. What
 * zod's toJSONSchema() returns has the mark too, where it cannot be enumerated.
 *
 * @see https://standardschema.dev
 */
function isLibrarySchema(value: unknown): value is { readonly '~standard': { readonly vendor: string } } {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || !('~standard' in value)) {
    return false;
  }
  // An argument may be called so, too.
  if (typeof (value['~standard'] as { readonly vendor?: unknown } | null | undefined)?.vendor !== 'string') {
    return false;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  // The prototype of a plain object has none, whatever realm it is from.
  const isPlain = prototype === null || Object.getPrototypeOf(prototype) === null;
  return !isPlain || Object.prototype.propertyIsEnumerable.call(value, '~standard');
}

/** jsii drops members that are null, and what is left of `{"const": null}` takes anything. */
function refuseLostNull(value: Json, pointer: string): void {
  if (Array.isArray(value)) {
    value.forEach((item, index) => refuseLostNull(item, pointer + pointerStep(index)));
  } else if (isJsonObject(value)) {
    const members = Object.entries(value);
    const holdsNames = /\/(?:properties|patternProperties|\$defs|definitions|dependentSchemas|dependentRequired|default)$/.test(pointer);
    if (members.length === 0 && pointer !== '' && !holdsNames) {
      throw new ValidationError(
        'SchemaNullLost',
        `the inline schema is empty at "${pointer}"; if it had a member that is null, such as "const", that was lost between the languages: `
        + 'give the schema as text to McpSchema.fromJsonText. If it is meant to take any value, write true',
      );
    }
    members.forEach(([name, member]) => refuseLostNull(member, pointer + pointerStep(name)));
  }
}
