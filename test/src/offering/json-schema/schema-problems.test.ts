import { JsonObject } from '../../../../src/offering/json-schema/json';
import { schemaProblem } from '../../../../src/offering/json-schema/schema-compiler';

const withProperty = (property: unknown, more: object = {}) => ({ type: 'object', properties: { a: property }, ...more }) as JsonObject;

function nested(levels: number): object {
  return levels === 0 ? {} : { items: nested(levels - 1) };
}

test.each<[string, JsonObject, string, RegExp]>([
  ['no type at the root', { properties: {} }, 'SchemaRootNotObject', /no "type" at its root; say "type": "object"/],
  ['another type at the root', { type: 'array' }, 'SchemaRootNotObject', /the type "array" at its root/],
  ['another dialect', { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' }, 'SchemaDialect', /draft-07.*2020-12/],
  ['another dialect inside', withProperty({ $id: 'urn:a', $schema: 'http://json-schema.org/draft-07/schema#' }), 'SchemaDialect', /at "\/properties\/a"/],
  ['a type that does not exist', withProperty({ type: 'int' }), 'InvalidSchema', /"type": "int" at "\/properties\/a"; it must be one of null, boolean/],
  ['a type for anything', withProperty({ type: 'any' }), 'InvalidSchema', /leave "type" out/],
  ['a property that is no schema', withProperty(null), 'InvalidSchema', /"properties": \{"a":null\} at its root; it must be an object whose members are schemas/],
  ['a list of items', withProperty({ items: [{}] }), 'InvalidSchema', /draft 7: call it "prefixItems"/],
  ['a Boolean bound', withProperty({ exclusiveMinimum: true }), 'InvalidSchema', /draft 4 and OpenAPI 3.0: give the bound itself/],
  ['a required property of draft 3', withProperty({ required: true }), 'InvalidSchema', /draft 3: list the names/],
  ['a name that is required twice', { type: 'object', required: ['a', 'a'] }, 'InvalidSchema', /"required"/],
  ['a length below 0', withProperty({ minLength: -1 }), 'InvalidSchema', /"minLength": -1 at "\/properties\/a"; it must be a whole number of 0 or more/],
  ['a multiple of 0', withProperty({ multipleOf: 0 }), 'InvalidSchema', /a number above 0/],
  ['no forms', withProperty({ anyOf: [] }), 'InvalidSchema', /a list of one schema or more/],
  ['a pattern that nobody can read', withProperty({ pattern: '(?P<year>a)' }), 'InvalidSchema', /"pattern" at "\/properties\/a" the pattern "\(\?P<year>a\)", which JavaScript cannot read \(.*\); write it as ECMA-262/],
  ['a pattern of properties that nobody can read', { type: 'object', patternProperties: { '(': {} } }, 'InvalidSchema', /"patternProperties" at its root/],
  ['a reference to another document', withProperty({ $ref: 'https://example.com/a.json' }), 'RemoteSchemaReference', /"\$ref" at "\/properties\/a" to "https:\/\/example.com\/a.json".*"\$defs"/],
  ['a reference that leads nowhere', withProperty({ $ref: '#/$defs/b' }), 'UnresolvedSchemaReference', /"#\/\$defs\/b", where no schema is/],
  ['a reference to an anchor that is not there', withProperty({ $dynamicRef: '#b' }), 'UnresolvedSchemaReference', /"\$dynamicRef"/],
  ['a reference to what is no schema', withProperty({ $ref: '#/required/0' }, { required: ['a'] }), 'UnresolvedSchemaReference', /where no schema is/],
  ['a loop of references', withProperty({ $ref: '#/$defs/b' }, { $defs: { b: { $ref: '#/$defs/c' }, c: { $ref: '#/$defs/b' } } }), 'SchemaReferenceLoop', /leads back to itself at "\/\$defs\/[bc]"/],
  ['a loop of forms', withProperty({ $ref: '#/$defs/b' }, { $defs: { b: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/b' }] } } }), 'SchemaReferenceLoop', /"\/\$defs\/b"/],
  ['a loop at the root', { type: 'object', $ref: '#' }, 'SchemaReferenceLoop', /leads back to itself at ""/],
  ['two schemas of one name', withProperty({ $id: 'urn:a' }, { $defs: { b: { $id: 'urn:a' } } }), 'InvalidSchema', /two schemas whose "\$id" is "urn:a"/],
  ['more levels than a validator has stack for', withProperty(nested(80)), 'InvalidSchema', /64 levels/],
  ['a fault in what only a reference makes a schema', withProperty({ $ref: '#/x/b' }, { x: { b: { type: 'int' } } }), 'InvalidSchema', /"type": "int" at "\/x\/b"/],
])('%s is refused, with the keyword, the path and the remedy', (_, schema, code, message) => {
  expect(schemaProblem(schema)).toEqual({ code, message: expect.stringMatching(message) });
});

test.each<[string, JsonObject]>([
  ['data that looks like schemas', withProperty({ enum: [{ type: 'int', $ref: 'https://example.com', $id: 'x' }], default: { type: 1 }, examples: [{ $ref: '#nowhere' }] })],
  ['properties that are named as keywords', { type: 'object', properties: { $ref: { type: 'string' }, type: {}, properties: { type: 'array' }, required: true, $id: {}, enum: {} } }],
  ['unknown keywords', withProperty({ 'x-order': 1, 'nullable': true, 'id': 'a', 'discriminator': {} })],
  ['a circle through a property', { type: 'object', properties: { a: { $ref: '#' } } }],
  ['an empty enum', withProperty({ enum: [] })],
  ['a whole number written as a float', withProperty({ minLength: 2.0 })],
  ['zod: an id among the definitions', withProperty({ $ref: '#/$defs/User' }, { $defs: { User: { id: 'User', type: 'object' } } })],
])('%s: nothing is wrong', (_, schema) => {
  expect(schemaProblem(schema)).toBeUndefined();
});
