import { CodeBuilder, has, lacks, loop, member, Place, variable, within } from './code-builder';
import { JsonObject, pointerStep, Schema } from './json';

export function objectKeywords(schema: JsonObject, place: Place, code: CodeBuilder): string {
  const { instance: { value } } = place;
  let statements = '';
  for (const name of (schema.required ?? []) as readonly string[]) {
    statements += `if(${lacks(value, name)})${code.fail(place, 'required', JSON.stringify(name))}`;
  }
  if ((schema.minProperties ?? 0) as number > 0) {
    statements += `if(Object.keys(${value}).length<${String(schema.minProperties)})${code.fail(place, 'minProperties', String(schema.minProperties))}`;
  }
  if (schema.maxProperties !== undefined) {
    statements += `if(Object.keys(${value}).length>${String(schema.maxProperties)})${code.fail(place, 'maxProperties', String(schema.maxProperties))}`;
  }
  return [statements, ...[dependencies, propertyNames, properties, otherProperties].map((keywords) => keywords(schema, place, code))].join('');
}

function dependencies(schema: JsonObject, place: Place, code: CodeBuilder): string {
  const { value } = place.instance;
  return [schema.dependentRequired, schema.dependentSchemas, schema.dependencies].flatMap((map) => Object.entries((map ?? {}) as JsonObject))
    .map(([name, needs]) => {
      const statements = Array.isArray(needs)
        ? (needs as string[]).map((other) => `if(${lacks(value, other)})${code.fail(place, 'dependentRequired', JSON.stringify([name, other]))}`).join('')
        : code.schema(needs as Schema, place);
      return statements === '' ? '' : `if(${has(value, name)}){${statements}}`;
    })
    .join('');
}

function propertyNames(schema: JsonObject, place: Place, code: CodeBuilder): string {
  if (!('propertyNames' in schema)) {
    return '';
  }
  const { fn, instance: { value } } = place;
  const [before, key] = ['m', 'k'].map((letter) => variable(fn, letter));
  const fits = code.attempt(schema.propertyNames as Schema, within(place, key));
  return `const ${before}=${code.kit('errors')}.length;`
    + loop(`const ${key} of Object.keys(${value})`, `if(!(${fits}))${code.failAll(place, 'propertyNames', key, before)}`, fn);
}

function properties(schema: JsonObject, place: Place, code: CodeBuilder): string {
  const { fn, instance: { value }, evaluated } = place;
  return Object.entries((schema.properties ?? {}) as JsonObject).map(([name, property]) => {
    const child = variable(fn, 'v');
    const inner = code.schema(property as Schema, within(place, child, { literal: pointerStep(name) }));
    const statements = inner + evaluatedProperty(evaluated.properties, JSON.stringify(name));
    if (statements === '') {
      return '';
    }
    return name in Object.prototype
      ? `if(${has(value, name)}){const ${child}=${value}[${JSON.stringify(name)}];${statements}}`
      : `const ${child}=${member(value, name)};if(${child}!==undefined){${statements}}`;
  }).join('');
}

/** Properties by their pattern, and those that are not named. */
function otherProperties(schema: JsonObject, place: Place, code: CodeBuilder): string {
  const { fn, instance: { value }, evaluated } = place;
  const key = variable(fn, 'k');
  const child = variable(fn, 'v');
  const inner = (subschema: Schema) => {
    const statements = code.schema(subschema, within(place, child, { code: `${code.kit('pointerStep')}(${key})` }));
    return (statements === '' ? '' : `const ${child}=${value}[${key}];${statements}`) + evaluatedProperty(evaluated.properties, key);
  };
  const patterns = Object.entries((schema.patternProperties ?? {}) as JsonObject).map(([pattern, subschema]) => {
    const matches = `${code.regExp(pattern)}.test(${key})`;
    const statements = inner(subschema as Schema);
    return { matches, code: statements === '' ? '' : `if(${matches}){${statements}}` };
  });
  let statements = patterns.map((pattern) => pattern.code).join('');
  if ('additionalProperties' in schema) {
    const additional = schema.additionalProperties === false ? code.fail(place, 'additionalProperties', key) : inner(schema.additionalProperties as Schema);
    const other = [...isNoneOf(key, Object.keys((schema.properties ?? {}) as JsonObject), code), ...patterns.map(({ matches }) => `!${matches}`)].join('&&');
    statements += additional === '' ? '' : `if(${other || 'true'}){${additional}}`;
  }
  return loop(`const ${key} of Object.keys(${value})`, statements, fn);
}

const FEW = 6;

function isNoneOf(key: string, names: readonly string[], code: CodeBuilder): string[] {
  return names.length <= FEW
    ? names.map((name) => `${key}!==${JSON.stringify(name)}`)
    : [`!${code.declare(`new Set(${JSON.stringify(names)})`)}.has(${key})`];
}

/** Each property that no other keyword of the schema evaluated. */
export function unevaluatedProperties(schema: JsonObject, place: Place, code: CodeBuilder): string {
  const { fn, instance: { value }, evaluated } = place;
  if (!('unevaluatedProperties' in schema)) {
    return '';
  }
  const key = variable(fn, 'k');
  const child = variable(fn, 'v');
  const inner = schema.unevaluatedProperties === false
    ? code.fail(place, 'unevaluatedProperties', key)
    : code.schema(schema.unevaluatedProperties as Schema, within(place, child, { code: `${code.kit('pointerStep')}(${key})` }));
  return inner === '' ? '' : `if(${fn.endsAtFirst ? '' : 'ok&&'}${code.kit('isObject')}(${value})){${loop(
    `const ${key} of Object.keys(${value})`,
    `if(!${String(evaluated.properties)}.has(${key})){const ${child}=${value}[${key}];${inner}}`,
    fn,
  )}}`;
}

function evaluatedProperty(set: string | undefined, name: string): string {
  return set === undefined ? '' : `${set}.add(${name});`;
}
