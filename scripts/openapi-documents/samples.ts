import { isJsonObject, Json, JsonObject, Schema } from '../../src/offering/json-schema/json';
import { Seeded } from '../../test/support/seeded';

const LEVELS_MAX = 5;
const FORMATS: { readonly [format: string]: string } = {
  'date-time': '2026-03-04T05:06:07Z', 'date': '2026-03-04', 'time': '05:06:07Z', 'email': 'ada@example.com', 'uuid': '3fa85f64-5717-4562-b3fc-2c963f66afa6',
  'uri': 'https://example.com/a', 'url': 'https://example.com/a', 'uri-reference': '/a', 'hostname': 'example.com', 'ipv4': '192.0.2.1', 'ipv6': '2001:db8::1', 'byte': 'YWJj',
  'duration': 'P1D', 'json-pointer': '/a', 'regex': 'a', 'binary': 'abc', 'float': '1', 'double': '1',
};
const TEXTS = ['abc', 'a b&c', 'Grüße/1', 'x', '12', 'abc-123', 'ABC_DEF', 'abcdefghijklmnop', '2026-03-04', '+4912345678', 'abcdef0123456789abcdef0123456789', '12345', 'a@b.c', 'en', 'US', 'https://example.com'];

/** Values that should fit a schema; whoever needs one that does judges it. */
export function sample(schema: Schema, root: JsonObject, random: Seeded, level = 0): Json {
  if (!isJsonObject(schema)) {
    return 'any';
  }
  if (typeof schema.$ref === 'string') {
    const target = (root.$defs as JsonObject)[decodeURIComponent(schema.$ref.slice('#/$defs/'.length)).replace(/~1/g, '/').replace(/~0/g, '~')] as Schema;
    return merged(sample(target, root, random, level + 1), schema, root, random, level);
  }
  if ('const' in schema) {
    return schema.const;
  }
  if (Array.isArray(schema.enum)) {
    return random.oneOf(schema.enum as Json[]);
  }
  for (const keyword of ['oneOf', 'anyOf'] as const) {
    const choices = schema[keyword];
    if (Array.isArray(choices)) {
      // Null beside a composition is what "nullable" most likely means there, and what validators do not take it for.
      const real = (choices as Schema[]).filter((choice) => !isJsonObject(choice) || choice.type !== 'null');
      const choice = level > LEVELS_MAX ? real.at(-1)! : random.oneOf(real);
      return merged(sample(choice, root, random, level + 1), { ...schema, [keyword]: [] }, root, random, level);
    }
  }
  if (Array.isArray(schema.allOf)) {
    const parts = (schema.allOf as Schema[]).map((part) => sample(part, root, random, level + 1));
    const objects = parts.filter(isJsonObject);
    const whole: Json = objects.length > 0 ? Object.assign({}, ...objects) as JsonObject : parts[0];
    return merged(whole, schema, root, random, level);
  }
  return plain(schema, root, random, level);
}

function merged(value: Json, schema: JsonObject, root: JsonObject, random: Seeded, level: number): Json {
  return isJsonObject(value) && isJsonObject(schema.properties) ? { ...value, ...plain({ ...schema, type: 'object' }, root, random, level) as JsonObject } : value;
}

function plain(schema: JsonObject, root: JsonObject, random: Seeded, level: number): Json {
  const types = (Array.isArray(schema.type) ? schema.type : [schema.type ?? (isJsonObject(schema.properties) ? 'object' : schema.items ? 'array' : 'string')]) as string[];
  const type = random.chance(0.9) ? types.find((name) => name !== 'null') ?? 'null' : random.oneOf(types);
  switch (type) {
    case 'null':
      return null;
    case 'boolean':
      return random.chance(0.5);
    case 'integer':
    case 'number':
      return number(schema, type, random);
    case 'array':
      return array(schema, root, random, level);
    case 'object':
      return object(schema, root, random, level);
    default:
      return text(schema, random);
  }
}

function number(schema: JsonObject, type: string, random: Seeded): number {
  const low = Number(schema.minimum ?? (typeof schema.exclusiveMinimum === 'number' ? schema.exclusiveMinimum + 1 : Math.min(1, Number(schema.maximum ?? 1))));
  const high = Number(schema.maximum ?? (typeof schema.exclusiveMaximum === 'number' ? schema.exclusiveMaximum - 1 : low + 20));
  const step = Number(schema.multipleOf ?? 1);
  const value = Math.ceil(low / step) * step + step * random.below(Math.max(1, Math.floor((Math.min(high, low + 50) - low) / step) + 1));
  return type === 'integer' ? Math.round(value) : value;
}

function array(schema: JsonObject, root: JsonObject, random: Seeded, level: number): Json {
  const least = Number(schema.minItems ?? 0);
  const most = Math.min(Number(schema.maxItems ?? 3), Math.max(least, level > LEVELS_MAX ? 0 : 3));
  const length = Math.max(least, Math.min(most, 1 + random.below(3)));
  const prefix = Array.isArray(schema.prefixItems) ? schema.prefixItems as Schema[] : [];
  const items = Array.from({ length }, (_, index) => sample(prefix[index] ?? (schema.items as Schema | undefined) ?? true, root, random, level + 1));
  return schema.uniqueItems === true ? [...new Map(items.map((item) => [JSON.stringify(item), item])).values()] : items;
}

function object(schema: JsonObject, root: JsonObject, random: Seeded, level: number): JsonObject {
  const required = new Set(Array.isArray(schema.required) ? schema.required as string[] : []);
  const properties = isJsonObject(schema.properties) ? Object.entries(schema.properties) : [];
  const optional = level > LEVELS_MAX ? 0 : level === 0 ? 0.5 : 0.3;
  const dependent = isJsonObject(schema.dependentRequired) && random.chance(0.5) ? schema.dependentRequired : undefined;
  const isWanted = (name: string) => required.has(name) || (dependent !== undefined && Object.values(dependent).some((names) => (names as string[]).includes(name)));
  const chosen = properties.filter(([name]) => isWanted(name) || (random.chance(optional) && !(isJsonObject(schema.dependentRequired) && !dependent && Object.hasOwn(schema.dependentRequired, name))));
  const more = [...required].filter((name) => !properties.some(([known]) => known === name));
  const isMap = properties.length === 0 && isJsonObject(schema.additionalProperties);
  const free: [string, Json][] = isMap && level <= LEVELS_MAX ? [['key', sample(schema.additionalProperties as Schema, root, random, level + 1)]] : [];
  return Object.fromEntries([
    ...chosen.map(([name, property]): [string, Json] => [name, sample(property as Schema, root, random, level + 1)]),
    ...more.map((name): [string, Json] => [name, isJsonObject(schema.additionalProperties) ? sample(schema.additionalProperties, root, random, level + 1) : 'any']),
    ...free,
  ]);
}

function text(schema: JsonObject, random: Seeded): string {
  const format = typeof schema.format === 'string' && Object.hasOwn(FORMATS, schema.format) ? [FORMATS[schema.format]] : [];
  const least = Number(schema.minLength ?? 0);
  const most = Number(schema.maxLength ?? Infinity);
  const sized = (value: string) => (value.length < least ? value.padEnd(least, 'a') : [...value].slice(0, most).join(''));
  const candidates = (format.length > 0 ? format : [random.oneOf(TEXTS), ...TEXTS]).map(sized);
  const pattern = typeof schema.pattern === 'string' ? new RegExp(schema.pattern, 'u') : undefined;
  return candidates.find((value) => pattern === undefined || pattern.test(value)) ?? fitting(schema.pattern as string, sized) ?? candidates[0];
}

/** Of a few simple patterns. */
function fitting(pattern: string, sized: (value: string) => string): string | undefined {
  const choices = ['0', '1', 'a', 'A', 'a1', '0x1', '/a', '/a/b', 'a/b', '#ffffff', 'ffffff', '123456', '1234567890', 'v1', '1.0', '1.0.0', '192.0.2.1/24', '10.0.0.0/16', 'AB', 'ABC', 'USD', 'en-US', '2026', '20260304', 'a'.repeat(32), '1'.repeat(64)];
  const literal = /^\^?([A-Za-z0-9_:/.-]+)/.exec(pattern)?.[1] ?? '';
  const expression = new RegExp(pattern, 'u');
  return [...choices, ...choices.map((choice) => literal + choice)].map(sized).find((value) => expression.test(value));
}
