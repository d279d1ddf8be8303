import { isJsonObject, Json, pointerStep, Schema } from './json';
import { KEYWORDS } from './keywords';

export interface Subschema {
  readonly schema: Schema;
  /** The keyword that holds it. */
  readonly keyword: string;
  /** Its name or index there. */
  readonly key?: string;
  /** A JSON pointer, relative to the schema that has the keyword. */
  readonly pointer: string;
}

/** The schemas that stand directly in a schema; what stands in `enum`, `default` or an unknown keyword is data. */
export function subschemasOf(schema: Schema): Subschema[] {
  if (!isJsonObject(schema)) {
    return [];
  }
  return Object.entries(schema).flatMap(([keyword, value]) => {
    const at = pointerStep(keyword);
    switch (KEYWORDS.get(keyword)?.holds) {
      case 'schema':
        return isSchema(value) ? [{ schema: value, keyword, pointer: at }] : [];
      case 'list':
        return Array.isArray(value) ? members(keyword, at, value.map((item, index) => [String(index), item])) : [];
      case 'map':
        return isJsonObject(value) ? members(keyword, at, Object.entries(value)) : [];
      default:
        return keyword === 'dependencies' && isJsonObject(value) ? members(keyword, at, Object.entries(value)) : [];
    }
  });
}

/** A schema and all schemas in it, each with its JSON pointer, from the outside in. */
export function* everySchema(schema: Schema, pointer = ''): Generator<{ readonly schema: Schema; readonly pointer: string; readonly keyword?: string; readonly key?: string }> {
  yield { schema, pointer };
  for (const inner of subschemasOf(schema)) {
    const [itself, ...others] = everySchema(inner.schema, pointer + inner.pointer);
    yield { ...itself, keyword: inner.keyword, key: inner.key };
    yield* others;
  }
}

function members(keyword: string, at: string, entries: readonly (readonly [key: string, value: Json])[]): Subschema[] {
  return entries.flatMap(([key, value]) => isSchema(value) ? [{ schema: value, keyword, key, pointer: at + pointerStep(key) }] : []);
}

function isSchema(value: Json): value is Schema {
  return typeof value === 'boolean' || isJsonObject(value);
}
