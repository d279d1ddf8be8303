import { checksArguments } from '../../private/declared';
import { ValidationError } from '../../private/validation-error';
import { authoredJson } from '../json-schema/authored-json';
import { isJsonObject, JsonObject } from '../json-schema/json';

/**
 * What `_meta` says of a tool, a resource or a prompt: metadata for clients that know its keys, such as those of an extension.
 *
 * A key is a name, or a prefix and a name, such as `com.example/team`: the prefix is one of your domains in reverse. Clients before
 * revision 2025-06-18 do not get it.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/basic#_meta
 */
export class McpMeta {
  static {
    checksArguments(this, 'McpMeta');
  }

  /**
   * Metadata given inline.
   *
   * On the way from Python, Java, Go and C#, members that are null are lost: give metadata that has one to `fromJsonText`.
   *
   * @param meta values of any JSON type by key
   *
   * Throws `InvalidMeta` where a value is not JSON.
   */
  public static fromJson(meta: { [key: string]: any }): McpMeta {
    return new McpMeta(checked(meta));
  }

  /**
   * Metadata as JSON text: as it stands there, nulls included.
   *
   * @param text a JSON object: values of any type by key
   *
   * Throws `InvalidMeta` where the text is not a JSON object, or has a number beyond the range of a double.
   */
  public static fromJsonText(text: string): McpMeta {
    return new McpMeta(checked(parsed(text)));
  }

  /**
   * @internal
   */
  public readonly _json: JsonObject;

  private constructor(json: JsonObject) {
    this._json = json;
  }
}

function checked(meta: object): JsonObject {
  return authoredJson(meta, 'the metadata', 'InvalidMeta') as JsonObject;
}

function parsed(text: string): JsonObject {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new ValidationError('InvalidMeta', `the metadata is not JSON (${(error as Error).message}); give an object whose members are keys`);
  }
  if (!isJsonObject(json)) {
    throw new ValidationError('InvalidMeta', 'the metadata is not a JSON object; give an object whose members are keys');
  }
  return json;
}
