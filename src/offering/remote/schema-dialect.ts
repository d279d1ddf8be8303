import { isJsonObject, Json, JsonObject } from '../json-schema/json';

/** The dialects that 2020-12 can say in its own words. Servers on the v1 of the official SDK have the last but one. */
const EARLIER = /^https?:\/\/json-schema\.org\/(?:draft-0[67]|draft\/2019-09)\/schema#?$/;
const DRAFT_0X = /draft-0[67]/;

/** Keywords whose members are names of the author's. */
const MAPS: ReadonlySet<string> = new Set(['properties', 'patternProperties', 'definitions', '$defs', 'dependentSchemas', 'dependencies']);
const LISTS: ReadonlySet<string> = new Set(['allOf', 'anyOf', 'oneOf', 'items', 'prefixItems']);
/** Keywords whose values are no schemas. */
const DATA: ReadonlySet<string> = new Set(['const', 'enum', 'default', 'examples', 'required', 'type']);

/**
 * A schema of an earlier dialect as JSON Schema 2020-12; others as they are.
 *
 * @see https://json-schema.org/draft/2020-12/release-notes
 */
export function modernSchema(schema: JsonObject): JsonObject {
  const { $schema } = schema;
  return typeof $schema === 'string' && EARLIER.test($schema) ? converted(schema, DRAFT_0X.test($schema)) as JsonObject : schema;
}

/** @param aloneRefs whether what stands beside a reference does not count */
function converted(schema: Json, aloneRefs: boolean): Json {
  if (!isJsonObject(schema)) {
    return schema;
  }
  if (aloneRefs && typeof schema.$ref === 'string') {
    return { $ref: convertedPointer(schema.$ref) };
  }
  const hasTuple = Array.isArray(schema.items);
  const members: [string, Json][] = [];
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === '$schema' || (keyword === 'additionalItems' && !hasTuple)) {
      continue;
    }
    const inner = (each: Json) => converted(each, aloneRefs);
    if (keyword === '$ref' && typeof value === 'string') {
      members.push([keyword, convertedPointer(value)]);
    } else if (DATA.has(keyword)) {
      members.push([keyword, value]);
    } else if (keyword === 'dependencies' && isJsonObject(value)) {
      members.push(...dependencies(value, inner));
    } else if (MAPS.has(keyword) && isJsonObject(value)) {
      members.push([renamed(keyword, hasTuple), mapped(value, inner)]);
    } else {
      members.push([renamed(keyword, hasTuple), Array.isArray(value) ? value.map(inner) : inner(value)]);
    }
  }
  return Object.fromEntries(members);
}

function renamed(keyword: string, hasTuple: boolean): string {
  const names = new Map([['definitions', '$defs'], ...hasTuple ? [['items', 'prefixItems'], ['additionalItems', 'items']] as const : []]);
  return names.get(keyword) ?? keyword;
}

function dependencies(value: JsonObject, inner: (each: Json) => Json): [string, Json][] {
  const lists = Object.entries(value).filter(([, each]) => Array.isArray(each));
  const schemas = Object.entries(value).filter(([, each]) => !Array.isArray(each)).map(([name, each]) => [name, inner(each)] as const);
  return [
    ...lists.length > 0 ? [['dependentRequired', Object.fromEntries(lists)] as [string, Json]] : [],
    ...schemas.length > 0 ? [['dependentSchemas', Object.fromEntries(schemas)] as [string, Json]] : [],
  ];
}

function mapped(value: JsonObject, inner: (each: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, inner(each)]));
}

/** The same place, where keywords have new names. */
function convertedPointer(reference: string): string {
  if (!reference.startsWith('#/')) {
    return reference;
  }
  const steps = reference.slice(2).split('/');
  const result: string[] = [];
  for (let index = 0; index < steps.length; index++) {
    const keyword = steps[index];
    const hasTuple = (keyword === 'items' && /^\d+$/.test(steps[index + 1] ?? '')) || keyword === 'additionalItems';
    result.push(keyword === 'dependencies' ? 'dependentSchemas' : renamed(keyword, hasTuple));
    if (index + 1 < steps.length && (MAPS.has(keyword) || (LISTS.has(keyword) && /^\d+$/.test(steps[index + 1])))) {
      index++;
      result.push(steps[index]);
    }
  }
  return `#/${result.join('/')}`;
}
