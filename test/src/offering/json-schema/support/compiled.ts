import { validatorKit } from '../../../../../lambda-src/mcp/catalogue/validator-kit';
import { Validator } from '../../../../../src/contract/mcp/validator';
import { Json, JsonObject } from '../../../../../src/offering/json-schema/json';
import { compileValidator } from '../../../../../src/offering/json-schema/schema-compiler';

/** Runs what the compiler wrote, as the MCP function does: with a kit, and nothing to require. */
export function compiled(schema: JsonObject | boolean): Validator {
  const module = { exports: undefined as unknown };
  new Function('module', compileValidator(schema))(module);
  return (module.exports as (kit: ReturnType<typeof validatorKit>) => Validator)(validatorKit());
}

/** A tool's schema with one property, `it`, and its verdict on a value of it. */
export function judge(property: Json, value: unknown, $defs?: JsonObject): boolean {
  return compiled({ type: 'object', properties: { it: property }, ...$defs && { $defs } })({ it: value });
}
