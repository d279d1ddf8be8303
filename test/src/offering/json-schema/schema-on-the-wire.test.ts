import { Json, JsonObject } from '../../../../src/offering/json-schema/json';
import { schemaOnTheWire } from '../../../../src/offering/json-schema/schema-on-the-wire';

test('a root without properties has none', () => {
  expect(schemaOnTheWire({ type: 'object', additionalProperties: false })).toEqual({ type: 'object', additionalProperties: false, properties: {} });
});

test('properties that are true or false are objects, at any depth', () => {
  const properties: JsonObject = { a: true, b: false, c: { type: 'object', properties: { d: true } }, e: { items: { anyOf: [{ properties: { f: false } }] } } };

  expect(schemaOnTheWire({ type: 'object', properties, $defs: { g: { properties: { h: true } } } })).toEqual({
    type: 'object',
    properties: { a: {}, b: { not: {} }, c: { type: 'object', properties: { d: {} } }, e: { items: { anyOf: [{ properties: { f: { not: {} } } }] } } },
    $defs: { g: { properties: { h: {} } } },
  });
});

test.each<Json>([
  { 'default': { properties: { a: true } }, 'enum': [{ properties: { a: false } }], 'x-order': { properties: { a: true } } },
  { items: false, additionalProperties: true, anyOf: [true], $defs: { a: true }, const: null, nullable: true },
])('all else is as the author wrote it: %j', (property) => {
  const schema: JsonObject = { $schema: 'https://json-schema.org/draft/2020-12/schema', title: 'T', type: 'object', properties: { properties: property }, $comment: 'C' };

  expect(JSON.stringify(schemaOnTheWire(schema))).toBe(JSON.stringify(schema));
});
