import { isJsonObject, Json, JsonObject, MAX_DEPTH, Schema } from './json';
import { KEYWORDS, patternFlags } from './keywords';
import { SchemaDocument } from './schema-document';
import { everySchema } from './subschemas';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';

export interface SchemaProblem {
  readonly code: 'InvalidSchema' | 'SchemaDialect' | 'SchemaRootNotObject' | 'RemoteSchemaReference' | 'UnresolvedSchemaReference' | 'SchemaReferenceLoop';
  /** Continues "the schema …". */
  readonly message: string;
}

/** What keeps a schema from being JSON Schema 2020-12 that stands on its own. */
export function* schemaProblems(schema: JsonObject): Generator<SchemaProblem> {
  if (depthOf(schema) > MAX_DEPTH) {
    yield { code: 'InvalidSchema', message: `is nested more than ${MAX_DEPTH} levels deep; move inner schemas to "$defs" and refer to them` };
    return;
  }
  for (const { schema: inner, pointer } of everySchema(schema)) {
    if (isJsonObject(inner)) {
      yield* keywordProblems(inner, pointer);
    }
  }
  yield* referenceProblems(schema);
}

function* keywordProblems(schema: JsonObject, pointer: string): Generator<SchemaProblem> {
  const { $schema } = schema;
  if (typeof $schema === 'string' && $schema.replace(/#$/, '') !== DIALECT) {
    yield {
      code: 'SchemaDialect',
      message: `is written for "${$schema}"${at(pointer)}; convert it to JSON Schema 2020-12 and say "$schema": "${DIALECT}", or leave "$schema" out`,
    };
  }
  for (const [keyword, value] of Object.entries(schema)) {
    const shape = KEYWORDS.get(keyword);
    if (shape && !shape.is(value)) {
      const remedy = shape.instead?.(value) ?? `it must be ${shape.must}`;
      yield { code: 'InvalidSchema', message: `has "${keyword}": ${excerpt(value)}${at(pointer)}; ${remedy}` };
    }
  }
  const patterns: readonly (readonly [keyword: string, pattern: Json])[] = [
    ['pattern', schema.pattern],
    ...Object.keys(isJsonObject(schema.patternProperties) ? schema.patternProperties : {}).map((pattern) => ['patternProperties', pattern] as const),
  ];
  for (const [keyword, pattern] of patterns) {
    if (typeof pattern === 'string' && patternFlags(pattern) === undefined) {
      yield {
        code: 'InvalidSchema',
        message: `has in "${keyword}"${at(pointer)} the pattern ${excerpt(pattern)}, which JavaScript cannot read (${reason(pattern)}); write it as ECMA-262 does`,
      };
    }
  }
}

function* referenceProblems(schema: JsonObject): Generator<SchemaProblem> {
  const document = new SchemaDocument(schema);
  for (const uri of document.ambiguous) {
    yield { code: 'InvalidSchema', message: `has two schemas whose "$id" is "${uri}"; give each its own` };
  }
  const judged = new Set<Schema>();
  // A schema that only a reference makes one, for no keyword holds it, is judged like the others.
  const roots: [schema: Schema, pointer: string][] = [[schema, '']];
  for (const [root, pointer] of roots) {
    for (const place of everySchema(root, pointer)) {
      judged.add(place.schema);
      if (!isJsonObject(place.schema)) {
        continue;
      }
      if (root !== schema) {
        yield* keywordProblems(place.schema, place.pointer);
      }
      for (const keyword of ['$ref', '$dynamicRef'] as const) {
        const reference = place.schema[keyword];
        const found = typeof reference === 'string' ? document.resolve(place.schema, reference) : undefined;
        if (typeof found === 'string') {
          yield referenceProblem(found, keyword, String(reference), place.pointer);
        } else if (found && document.isUnlisted(found.schema) && !judged.has(found.schema)) {
          roots.push([found.schema, document.pointerOf(found.schema as JsonObject)]);
        }
      }
    }
  }
}

function referenceProblem(found: 'elsewhere' | 'nowhere', keyword: string, reference: string, pointer: string): SchemaProblem {
  return found === 'elsewhere'
    ? {
      code: 'RemoteSchemaReference',
      message: `refers in "${keyword}"${at(pointer)} to "${reference}", which is not in the schema, and nothing is fetched; copy it into "$defs" and refer to "#/$defs/…"`,
    }
    : {
      code: 'UnresolvedSchemaReference',
      message: `refers in "${keyword}"${at(pointer)} to "${reference}", where no schema is; correct the reference, or add the schema to "$defs"`,
    };
}

function at(pointer: string): string {
  return pointer === '' ? ' at its root' : ` at "${pointer}"`;
}

const EXCERPT_LENGTH = 80;

function excerpt(value: Json): string {
  const text = JSON.stringify(value);
  return text.length > EXCERPT_LENGTH ? `${text.slice(0, EXCERPT_LENGTH)}…` : text;
}

function reason(pattern: string): string {
  try {
    new RegExp(pattern);
    return '';
  } catch (error) {
    return (error as Error).message.replace(/^.*: /, '').toLowerCase();
  }
}

function depthOf(value: Json): number {
  if (typeof value !== 'object' || value === null) {
    return 0;
  }
  return 1 + Object.values(value).reduce<number>((deepest, member) => Math.max(deepest, depthOf(member)), 0);
}
