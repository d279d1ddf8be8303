import { isJsonObject, JsonObject } from './json';
import { KEYWORDS } from './keywords';
import { everySchema } from './subschemas';
import { likelyMeant } from '../../private/likeliest';

/** What other dialects and libraries write on purpose, and is near to a keyword of 2020-12. */
const OTHER_DIALECTS = ['example', 'enumNames', 'enumName', 'id'];
/** Where these stand, what is required may be declared elsewhere. */
const COMBINING = ['$ref', '$dynamicRef', 'allOf', 'anyOf', 'oneOf', 'if', 'not', 'patternProperties', 'dependentSchemas', 'dependencies'];

type Suspicion = (schema: JsonObject) => readonly string[];

function suspicions(schema: JsonObject, suspect: Suspicion): readonly string[] {
  return [...everySchema(schema)].flatMap(({ schema: inner, pointer }) => {
    const at = pointer === '' ? ' at its root' : ` at "${pointer}"`;
    return isJsonObject(inner) ? suspect(inner).map((suspicion) => `has${at} ${suspicion}`) : [];
  });
}

/** What is legal JSON Schema, and hardly what was meant, in words that continue "the schema …". */
export const schemaSuspicions = (schema: JsonObject): readonly string[] =>
  suspicions(schema, (inner) => [...misspeltKeywords(inner), ...unknownRequirements(inner)]);

/** The same of what arguments alone are hardly meant to be: zod writes the schema of what was parsed, where every default is there already. */
export const argumentSuspicions = (schema: JsonObject): readonly string[] => suspicions(schema, ({ properties, required }) => {
  if (!isJsonObject(properties) || !Array.isArray(required)) {
    return [];
  }
  const hasDefault = (property: unknown) => isJsonObject(property) && Object.hasOwn(property, 'default');
  return required.filter((name): name is string => typeof name === 'string' && Object.hasOwn(properties, name) && hasDefault(properties[name])).map((name) =>
    `the required property "${name}" with a default, and a call without it is refused; take it out of "required", in zod with z.toJSONSchema(schema, { io: 'input' }).`);
});

function misspeltKeywords(schema: JsonObject): string[] {
  return Object.keys(schema).filter((keyword) => !KEYWORDS.has(keyword) && !OTHER_DIALECTS.includes(keyword) && !keyword.startsWith('x-')).flatMap((keyword) => {
    const meant = likelyMeant(keyword, [...KEYWORDS.keys()].filter((known) => !Object.hasOwn(schema, known)));
    return meant === undefined ? [] : [`the keyword "${keyword}", which checks nothing; did you mean "${meant}"?`];
  });
}

function unknownRequirements(schema: JsonObject): string[] {
  const { properties, required } = schema;
  const mayBeElsewhere = COMBINING.some((keyword) => Object.hasOwn(schema, keyword)) || isJsonObject(schema.additionalProperties);
  if (!isJsonObject(properties) || !Array.isArray(required) || mayBeElsewhere) {
    return [];
  }
  return required.filter((name): name is string => typeof name === 'string' && !Object.hasOwn(properties, name)).map((name) => {
    const meant = likelyMeant(name, Object.keys(properties));
    return `the required property "${name}", which is not among its properties; ${meant === undefined ? 'declare it, or take it out of "required"' : `did you mean "${meant}"?`}`;
  });
}
