import { DescribedTool } from './described-tool';
import { isJsonObject, JsonObject, Schema } from '../json-schema/json';
import { SchemaDocument } from '../json-schema/schema-document';
import { everySchema, subschemasOf } from '../json-schema/subschemas';

/** What a rule finds in a tool: the places or values that it is about. */
export type Finding = (tool: DescribedTool) => readonly string[];

const MODEL_NAME_MAX_LENGTH = 64;
const DESCRIPTION_MAX_LENGTH = 1024;
const PROPERTY_NAME = /^[a-zA-Z0-9_.-]{1,64}$/;
/** What clients in Python take for their own where they call a function with the arguments by name. */
const TAKEN_NAMES = ['config', 'run_manager', 'runtime', 'self', 'ctx', 'session'];
const ROOT_KEYWORDS = ['anyOf', 'oneOf', 'allOf', 'enum', 'not'];
const LOOK_AROUND = /\(\?<?[=!]/;
const LIMITS = { levels: 10, properties: 5000, enumValues: 1000, characters: 120_000 };

export const nameCharacters: Finding = ({ name }) => name.includes('.') ? [`"${name}"`] : [];

/** Claude Code writes `mcp__server__tool`, the longest of the known prefixes. */
export const nameLength: Finding = ({ name, serverName }) => {
  const prefixed = `mcp__${serverName}__${name}`;
  return prefixed.length > MODEL_NAME_MAX_LENGTH ? [`"${prefixed}" has ${prefixed.length} characters`] : [];
};

export const descriptionLength: Finding = ({ description }) => (
  description.length > DESCRIPTION_MAX_LENGTH ? [`${description.length} characters`] : []
);

export const rootKeywords: Finding = ({ inputSchema }) => ROOT_KEYWORDS.filter((keyword) => keyword in inputSchema).map((keyword) => `"${keyword}"`);

export const propertyNames: Finding = ({ inputSchema }) => (
  argumentsOf(inputSchema).filter((name) => !PROPERTY_NAME.test(name)).map((name) => `"${name}"`)
);

export const argumentNames: Finding = ({ inputSchema }) => (
  argumentsOf(inputSchema).filter((name) => TAKEN_NAMES.includes(name) || name.startsWith('_') || name.includes('.')).map((name) => `"${name}"`)
);

export const lookAround: Finding = ({ inputSchema }) => (
  places(inputSchema, ({ pattern }) => typeof pattern === 'string' && LOOK_AROUND.test(pattern), 'pattern')
);

export const nullable: Finding = ({ inputSchema, outputSchema }) => (
  [inputSchema, outputSchema].flatMap((schema) => schema ? places(schema, (inner) => inner.nullable === true, 'nullable') : [])
);

export const recursion: Finding = ({ inputSchema }) => {
  const document = new SchemaDocument(inputSchema);
  const found: string[] = [];
  const inside = new Set<Schema>();
  const left = new Set<Schema>();
  // What is entered is left after all that it leads to, without a stack of calls: a schema may have thousands of definitions.
  const next: { readonly schema: Schema; readonly leaves: boolean }[] = [{ schema: inputSchema, leaves: false }];
  for (let step = next.pop(); step; step = next.pop()) {
    const { schema, leaves } = step;
    if (leaves) {
      inside.delete(schema);
      left.add(schema);
    } else if (isJsonObject(schema) && !inside.has(schema) && !left.has(schema)) {
      inside.add(schema);
      next.push({ schema, leaves: true });
      const target = typeof schema.$ref === 'string' ? document.resolve(schema, schema.$ref) : 'nowhere';
      if (typeof target !== 'string' && inside.has(target.schema)) {
        found.push(`"${document.pointerOf(schema)}"`);
      }
      const reached = [...subschemasOf(schema).map((inner) => inner.schema), ...typeof target === 'string' ? [] : [target.schema]];
      next.push(...reached.map((inner) => ({ schema: inner, leaves: false })));
    }
  }
  return found;
};

export const size: Finding = ({ inputSchema }) => {
  const schemas = [...everySchema(inputSchema)].map(({ schema }) => schema).filter(isJsonObject);
  const names = schemas.flatMap(({ properties: named, $defs }) => [named, $defs].filter(isJsonObject).flatMap((map) => Object.keys(map)));
  const values = schemas.flatMap((schema) => Array.isArray(schema.enum) ? schema.enum : 'const' in schema ? [schema.const] : []);
  const characters = [...names, ...values.filter((value) => typeof value === 'string')].reduce((sum, text) => sum + text.length, 0);
  const levels = levelsOf(inputSchema);
  const properties = schemas.reduce((sum, schema) => sum + Object.keys(isJsonObject(schema.properties) ? schema.properties : {}).length, 0);
  return [
    ...levels > LIMITS.levels ? [`${levels} levels of objects`] : [],
    ...properties > LIMITS.properties ? [`${properties} properties`] : [],
    ...values.length > LIMITS.enumValues ? [`${values.length} enum values`] : [],
    ...characters > LIMITS.characters ? [`${characters} characters in names and values`] : [],
  ];
};

/** What ajv, by which the official SDK v1 compiles every output schema while it lists tools, cannot compile. */
export const outputSchemaOfSdkV1: Finding = ({ outputSchema }) => outputSchema === undefined ? [] : [
  ...places(outputSchema, (schema) => [schema.pattern, ...Object.keys(isJsonObject(schema.patternProperties) ? schema.patternProperties : {})]
    .some((pattern) => typeof pattern === 'string' && !isUnicodePattern(pattern)), 'pattern', ' (not legal with the flag u)'),
  ...places(outputSchema, (schema) => Array.isArray(schema.enum) && schema.enum.length === 0, 'enum', ' (empty)'),
  ...places(outputSchema, (schema) => 'id' in schema, 'id'),
  ...places(outputSchema, (schema) => 'nullable' in schema && !('type' in schema), 'nullable', ' (without "type")'),
];

function argumentsOf({ properties }: JsonObject): string[] {
  return Object.keys(isJsonObject(properties) ? properties : {});
}

function places(root: JsonObject, matches: (schema: JsonObject) => boolean, keyword: string, note = ''): string[] {
  return [...everySchema(root)].flatMap(({ schema, pointer }) => isJsonObject(schema) && matches(schema) ? [`"${pointer}/${keyword}"${note}`] : []);
}

function isUnicodePattern(pattern: string): boolean {
  try {
    return new RegExp(pattern, 'u') instanceof RegExp;
  } catch {
    return false;
  }
}

/** Objects and arrays in each other, references not followed. */
function levelsOf(schema: Schema): number {
  if (!isJsonObject(schema)) {
    return 0;
  }
  const inner = subschemasOf(schema);
  const own = inner.some(({ keyword }) => ['properties', 'items', 'prefixItems', 'additionalProperties', 'patternProperties'].includes(keyword)) ? 1 : 0;
  return own + Math.max(0, ...inner.filter(({ keyword }) => keyword !== '$defs' && keyword !== 'definitions').map((place) => levelsOf(place.schema)));
}
