import { Json, JsonObject, Schema } from '../../../../../src/offering/json-schema/json';
import { Seeded } from '../../../../support/seeded';

const NAMES = ['a', 'b', 'c', '"`${\u2028}\\'];
const OTHER_NAMES = ['aa', '12', 'x/y', '~'];
const PATTERNS = ['^a', 'b', '^.$', '[bc]$', '^\\d+$'];
const SCALARS: readonly Json[] = [null, true, false, 0, 1, 2, 1.5, -1, '', 'a', 'b', 'ab', '😀'];
const TYPES = ['null', 'boolean', 'object', 'array', 'number', 'string', 'integer'];
const BOUNDS = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum'];

/** A value of few different parts, so that it meets what a random schema says. */
export function randomValue(random: Seeded, depth = 3): Json {
  if (depth === 0 || random.chance(0.4)) {
    return random.oneOf(SCALARS);
  }
  if (random.chance(0.45)) {
    return list(random.below(4), () => randomValue(random, depth - 1));
  }
  const names = [...some(random, NAMES, 0.45), ...random.chance(0.3) ? [random.oneOf(OTHER_NAMES)] : []];
  return Object.fromEntries(names.map((name) => [name, randomValue(random, depth - 1)]));
}

/** A schema whose keywords meet each other in every combination, references included. */
export function randomSchema(random: Seeded): JsonObject {
  const definitions = some(random, ['p', 'q'], 0.5);
  const root = subschema(random, 3, definitions);
  return {
    ...typeof root === 'boolean' ? { not: !root } : root,
    $defs: Object.fromEntries(definitions.map((name) => [name, subschema(random, 2, definitions)])),
  };
}

function subschema(random: Seeded, depth: number, definitions: readonly string[]): Schema {
  if (random.chance(0.08)) {
    return random.chance(0.5);
  }
  const inner = () => subschema(random, depth - 1, definitions);
  const keywords = depth === 0 ? assertions(random, definitions) : [...assertions(random, definitions), ...applicators(random, inner)];
  return Object.assign({}, ...list(1 + random.below(4), () => random.oneOf(keywords)())) as JsonObject;
}

function assertions(random: Seeded, definitions: readonly string[]): (() => JsonObject)[] {
  return [
    () => ({ type: random.chance(0.6) ? random.oneOf(TYPES) : some(random, TYPES, 0.3, 1) }),
    () => ({ const: randomValue(random, 1) }),
    () => ({ enum: list(1 + random.below(6), () => randomValue(random, 1)) }),
    () => ({ [random.oneOf(BOUNDS)]: random.oneOf([-1, 0, 1, 1.5]) }),
    () => ({ multipleOf: random.oneOf([1, 2, 0.5]) }),
    () => ({ [random.oneOf(['minLength', 'maxLength'])]: random.below(3) }),
    () => ({ pattern: random.oneOf(PATTERNS) }),
    () => ({ required: some(random, NAMES, 0.3) }),
    () => ({ [random.oneOf(['minItems', 'maxItems', 'minProperties', 'maxProperties'])]: random.below(4) }),
    () => ({ uniqueItems: random.chance(0.8) }),
    (): JsonObject => definitions.length > 0 ? { $ref: `#/$defs/${random.oneOf(definitions)}` } : {},
  ];
}

function applicators(random: Seeded, inner: () => Schema): (() => JsonObject)[] {
  const schemas = () => list(1 + random.below(3), inner);
  const map = (names: readonly string[]) => Object.fromEntries(some(random, names, 0.5).map((name) => [name, inner()]));
  return [
    () => ({ properties: map(NAMES) }),
    () => ({ properties: map(NAMES), additionalProperties: inner() }),
    () => ({ patternProperties: map(PATTERNS) }),
    () => ({ additionalProperties: inner() }),
    () => ({ [random.oneOf(['unevaluatedProperties', 'unevaluatedItems'])]: inner() }),
    () => ({ propertyNames: inner() }),
    () => ({ dependentSchemas: map(NAMES) }),
    () => ({ dependentRequired: Object.fromEntries(some(random, NAMES, 0.5).map((name) => [name, some(random, NAMES, 0.4)])) }),
    () => ({ items: inner() }),
    () => ({ prefixItems: schemas() }),
    () => ({ contains: inner(), ...random.chance(0.4) && { minContains: random.below(3) }, ...random.chance(0.4) && { maxContains: random.below(3) } }),
    () => ({ allOf: schemas() }),
    () => ({ anyOf: schemas() }),
    () => ({ oneOf: schemas() }),
    () => ({ not: inner() }),
    () => ({ if: inner(), ...random.chance(0.7) && { then: inner() }, ...random.chance(0.7) && { else: inner() } }),
  ];
}

function some(random: Seeded, choices: readonly string[], probability: number, least = 0): string[] {
  const chosen = choices.filter(() => random.chance(probability));
  return chosen.length < least ? [random.oneOf(choices)] : chosen;
}

function list<T>(length: number, item: () => T): T[] {
  return Array.from({ length }, item);
}
