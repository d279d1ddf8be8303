import { isJsonObject, Json } from './json';
import { likelyMeant } from '../../private/likeliest';

/** Where a keyword holds schemas. */
export type SubschemaPlace = 'schema' | 'list' | 'map';

export interface KeywordShape {
  readonly holds?: SubschemaPlace;
  /** What the value must be, as it continues "must be …". */
  readonly must: string;
  readonly is: (value: Json) => boolean;
  /** What to do about a value that other dialects write. */
  readonly instead?: (value: Json) => string | undefined;
}

const TYPES = ['null', 'boolean', 'object', 'array', 'number', 'string', 'integer'];

const isString = (value: Json) => typeof value === 'string';
const isNumber = (value: Json) => typeof value === 'number';
const isBoolean = (value: Json) => typeof value === 'boolean';
const isCount = (value: Json) => Number.isInteger(value) && (value as number) >= 0;
const isSchema = (value: Json) => isBoolean(value) || isJsonObject(value);
const isNames = (value: Json): boolean => Array.isArray(value) && value.every(isString) && new Set(value).size === value.length;
const isNotEmpty = (value: Json) => (value as readonly Json[]).length > 0;
const isMapOf = (is: (value: Json) => boolean) => (value: Json) => isJsonObject(value) && Object.values(value).every(is);

const text: KeywordShape = { must: 'a string', is: isString };
const flag: KeywordShape = { must: 'true or false', is: isBoolean };
const count: KeywordShape = { must: 'a whole number of 0 or more', is: isCount };
const number: KeywordShape = { must: 'a number', is: isNumber };
const bound: KeywordShape = {
  ...number,
  instead: (value) => isBoolean(value) ? 'a Boolean there is draft 4 and OpenAPI 3.0: give the bound itself, and drop minimum or maximum' : undefined,
};
const anything: KeywordShape = { must: 'JSON', is: () => true };
const schema: KeywordShape = { holds: 'schema', must: 'a schema, which is an object, true or false', is: isSchema };
const schemas: KeywordShape = {
  holds: 'list', must: 'a list of one schema or more', is: (value) => Array.isArray(value) && isNotEmpty(value) && value.every(isSchema),
};
const namedSchemas: KeywordShape = { holds: 'map', must: 'an object whose members are schemas', is: isMapOf(isSchema) };

/**
 * The keywords of JSON Schema 2020-12, and what its meta-schema demands of them. Any other is an annotation.
 *
 * @see https://json-schema.org/draft/2020-12/schema
 */
export const KEYWORDS: ReadonlyMap<string, KeywordShape> = new Map<string, KeywordShape>(Object.entries({
  $schema: text,
  $id: { must: 'a URI without a fragment', is: (value) => typeof value === 'string' && /^[^#]*#?$/.test(value) },
  $ref: text,
  $dynamicRef: text,
  $anchor: { must: 'a name such as "node"', is: isAnchor },
  $dynamicAnchor: { must: 'a name such as "node"', is: isAnchor },
  $vocabulary: { must: 'an object whose members are true or false', is: isMapOf(isBoolean) },
  $comment: text,
  $defs: namedSchemas,
  definitions: namedSchemas,

  type: {
    must: `one of ${TYPES.join(', ')}, or a list of them`,
    is: (value) => TYPES.includes(value as string) || (isNames(value) && isNotEmpty(value) && (value as string[]).every((name) => TYPES.includes(name))),
    instead: (value) => {
      const meant = typeof value === 'string' ? likelyMeant(value, TYPES) : undefined;
      return value === 'any' || value === 'any[]' ? 'leave "type" out to allow any value' : meant && `did you mean "${meant}"?`;
    },
  },
  const: anything,
  enum: { must: 'a list of values', is: (value) => Array.isArray(value) },

  multipleOf: { must: 'a number above 0', is: (value) => isNumber(value) && (value as number) > 0 },
  maximum: number,
  exclusiveMaximum: bound,
  minimum: number,
  exclusiveMinimum: bound,

  maxLength: count,
  minLength: count,
  pattern: text,
  format: text,
  contentEncoding: text,
  contentMediaType: text,
  contentSchema: schema,

  items: {
    ...schema,
    instead: (value) => Array.isArray(value) ? 'a list there is draft 7: call it "prefixItems", and "additionalItems" becomes "items"' : undefined,
  },
  prefixItems: schemas,
  contains: schema,
  unevaluatedItems: schema,
  maxItems: count,
  minItems: count,
  uniqueItems: flag,
  maxContains: count,
  minContains: count,

  properties: namedSchemas,
  patternProperties: namedSchemas,
  additionalProperties: schema,
  unevaluatedProperties: schema,
  propertyNames: schema,
  required: {
    must: 'a list of different property names',
    is: isNames,
    instead: (value) => isBoolean(value) ? 'a Boolean there is draft 3: list the names in the "required" of the object that has the property' : undefined,
  },
  maxProperties: count,
  minProperties: count,
  dependentRequired: { must: 'an object whose members are lists of different property names', is: isMapOf(isNames) },
  dependentSchemas: namedSchemas,
  // Of earlier drafts; the meta-schema still knows it.
  dependencies: { must: 'an object whose members are schemas or lists of different property names', is: isMapOf((value) => isSchema(value) || isNames(value)) },

  allOf: schemas,
  anyOf: schemas,
  oneOf: schemas,
  not: schema,
  if: schema,
  then: schema,
  else: schema,

  title: text,
  description: text,
  default: anything,
  deprecated: flag,
  readOnly: flag,
  writeOnly: flag,
  examples: { must: 'a list', is: (value) => Array.isArray(value) },
} satisfies { [keyword: string]: KeywordShape }));

function isAnchor(value: Json): boolean {
  return typeof value === 'string' && /^[A-Za-z_][-A-Za-z0-9._]*$/.test(value);
}

/** A regular expression as ECMA-262 reads it: with Unicode semantics, or, where only that is legal, without. */
export function patternFlags(pattern: string): 'u' | '' | undefined {
  return (['u', ''] as const).find((flags) => {
    try {
      return new RegExp(pattern, flags) instanceof RegExp;
    } catch {
      return false;
    }
  });
}
