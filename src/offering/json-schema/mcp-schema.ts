import { readFileSync } from 'node:fs';
import { authoredJson } from './authored-json';
import { isJsonObject, Json, JsonObject, pointerStep } from './json';
import { isForeignLanguage } from '../../private/author-language';
import { checksArguments } from '../../private/declared';
import { ValidationError } from '../../private/validation-error';

/** How messages call a schema that the app has as an object. What others wrote, in documents and lock files, is never one. */
export const INLINE_SCHEMA = 'the inline schema';

/**
 * A JSON Schema (2020-12) of a tool's arguments or of its structured output.
 *
 * The schema is checked, and compiled into a validator, when the app is synthesized. Its references stay inside it, and `format` is an
 * annotation, as the specification has it: say in `pattern` what a value must look like.
 *
 * @see https://json-schema.org/draft/2020-12
 */
export class McpSchema {
  static {
    checksArguments(this, 'McpSchema');
  }

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
    const json = authoredJson(schema, INLINE_SCHEMA, 'InvalidSchema');
    if (isForeignLanguage()) {
      refuseLostNull(json, '');
    }
    return new McpSchema(json as JsonObject, INLINE_SCHEMA);
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
    throw new ValidationError(code, `${what} is not a JSON object; a tool's JSON Schema is an object with "type": "object"`);
  }
  return authoredJson(json, what, 'InvalidSchema') as JsonObject;
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
