import { isJsonObject, JsonObject } from '../json-schema/json';

/** An argument, or a member of one, as the input schema declares it. */
export interface DeclaredArgument {
  readonly path: readonly string[];
  readonly schema: JsonObject;
  readonly required: boolean;
}

/** The arguments at the root of an input schema. */
export function declaredArguments(schema: JsonObject): readonly DeclaredArgument[] {
  const { properties } = schema;
  return isJsonObject(properties) ? Object.keys(properties).map((name) => memberOf(schema, name)!) : [];
}

/**
 * The argument of a name: at the root, or within arguments that are objects where the name has dots.
 *
 * @returns undefined where the schema declares none
 */
export function findArgument(schema: JsonObject, name: string): DeclaredArgument | undefined {
  const atRoot = memberOf(schema, name);
  const dot = name.indexOf('.');
  if (atRoot || dot === -1) {
    return atRoot;
  }
  const parent = memberOf(schema, name.slice(0, dot));
  const member = parent && findArgument(parent.schema, name.slice(dot + 1));
  return parent && member && { path: [...parent.path, ...member.path], schema: member.schema, required: parent.required && member.required };
}

function memberOf({ properties, required }: JsonObject, name: string): DeclaredArgument | undefined {
  if (!isJsonObject(properties) || !Object.hasOwn(properties, name)) {
    return undefined;
  }
  const schema = properties[name];
  return { path: [name], schema: isJsonObject(schema) ? schema : {}, required: Array.isArray(required) && required.includes(name) };
}

const NARROWING = /^(?:limit|per_?page|page_?size|max_?(?:results|items|keys)|count|first|top|fields?|select|filter|q|query|search|size|page|since|until|from|to)$/i;

/** Arguments that make an answer smaller, by their names. */
export function narrowingArguments(schema: JsonObject): readonly string[] {
  return declaredArguments(schema).map(({ path: [name] }) => name).filter((name) => NARROWING.test(name));
}
