import { isJsonObject, JsonObject } from './json';
import { KEYWORDS } from './keywords';
import { everySchema } from './subschemas';
import { likelyMeant } from '../../private/likeliest';

/** What other dialects and libraries write on purpose, and is near to a keyword of 2020-12. */
const OTHER_DIALECTS = ['example', 'enumNames', 'enumName', 'id'];
/** Where these stand, what is required may be declared elsewhere. */
const COMBINING = ['$ref', '$dynamicRef', 'allOf', 'anyOf', 'oneOf', 'if', 'not', 'patternProperties', 'dependentSchemas', 'dependencies'];

/** What is legal JSON Schema, and hardly what was meant, in words that continue "the schema …". */
export function schemaSuspicions(schema: JsonObject): readonly string[] {
  return [...everySchema(schema)].flatMap(({ schema: inner, pointer }) => {
    const at = pointer === '' ? ' at its root' : ` at "${pointer}"`;
    return isJsonObject(inner) ? [...misspeltKeywords(inner), ...unknownRequirements(inner)].map((suspicion) => `has${at} ${suspicion}`) : [];
  });
}

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
