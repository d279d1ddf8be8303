import { readFileSync } from 'fs';
import { ValidationError } from '../private/validation-error';

/**
 * A JSON Schema (2020-12) of a tool's arguments or of its structured output.
 *
 * The schema is checked, and compiled into a validator, when the app is synthesized.
 *
 * @see https://json-schema.org/draft/2020-12
 */
export class McpSchema {
  /**
   * A schema given inline.
   *
   * @param schema a JSON Schema 2020-12 whose root has `type: object`
   */
  public static fromJson(schema: { [name: string]: any }): McpSchema {
    return new McpSchema(schema, 'the inline schema');
  }

  /**
   * A schema in a JSON file.
   *
   * @param path the file, relative to the directory in which the app is synthesized
   *
   * Throws `SchemaFileUnreadable` where the file is missing or is not a JSON object.
   */
  public static fromFile(path: string): McpSchema {
    return new McpSchema(readJsonObject(path), `the schema file '${path}'`);
  }

  /**
   * The schema as JSON, without a copy.
   *
   * @internal
   */
  public readonly _json: { readonly [name: string]: unknown };

  /**
   * How messages call the schema.
   *
   * @internal
   */
  public readonly _origin: string;

  private constructor(json: { readonly [name: string]: unknown }, origin: string) {
    this._json = json;
    this._origin = origin;
  }
}

function readJsonObject(path: string): { readonly [name: string]: unknown } {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new ValidationError('SchemaFileUnreadable', `cannot read the JSON Schema in '${path}' (${(error as Error).message}); give the path of a JSON file`);
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) {
    throw new ValidationError('SchemaFileUnreadable', `'${path}' holds no JSON object; a tool's JSON Schema is an object with type: object`);
  }
  return json as { readonly [name: string]: unknown };
}
