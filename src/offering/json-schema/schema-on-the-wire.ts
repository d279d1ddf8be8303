import { isJsonObject, Json, JsonObject } from './json';
import { KEYWORDS } from './keywords';

/**
 * A tool's schema as it is sent: as its author wrote it, but for two things that mean the same. The root has `properties`, without which OpenAI
 * refuses a tool; and no property is `true` or `false`, for until 2025-11-25 the protocol wants objects there: over a Boolean, clients on the
 * official SDK v1 lose the whole list.
 */
export function schemaOnTheWire(schema: JsonObject): JsonObject {
  const written = withObjectsForBooleans(schema);
  return 'properties' in written ? written : { ...written, properties: {} };
}

function withObjectsForBooleans(schema: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(schema).map(([keyword, value]) => [keyword, keywordOnTheWire(keyword, value)]));
}

function keywordOnTheWire(keyword: string, value: Json): Json {
  switch (KEYWORDS.get(keyword)?.holds) {
    case 'schema':
      return inner(value);
    case 'list':
      return Array.isArray(value) ? value.map(inner) : value;
    case 'map':
      return isJsonObject(value)
        ? Object.fromEntries(Object.entries(value).map(([name, schema]) => [name, keyword === 'properties' && typeof schema === 'boolean' ? asObject(schema) : inner(schema)]))
        : value;
    default:
      return value;
  }
}

function inner(schema: Json): Json {
  return isJsonObject(schema) ? withObjectsForBooleans(schema) : schema;
}

function asObject(schema: boolean): JsonObject {
  return schema ? {} : { not: {} };
}
