import { compiled, judge } from './support/compiled';
import { Json, JsonObject } from '../../../../src/offering/json-schema/json';
import { compileValidator, validatorProblem } from '../../../../src/offering/json-schema/schema-compiler';

const TREE: JsonObject = { tree: { type: 'object', properties: { child: { $ref: '#/$defs/tree' } } } };

test.each<[Json, unknown, boolean]>([
  // Strings are counted in characters.
  [{ type: 'string', minLength: 2 }, '😀', false],
  [{ type: 'string', minLength: 2 }, '😀😀', true],
  [{ type: 'string', maxLength: 1 }, '😀', true],
  [{ maxLength: 2 }, 12345, true],
  // Equality of JSON.
  [{ const: { a: [1] } }, { a: [1] }, true],
  [{ const: { a: [1] } }, { a: [2] }, false],
  [{ const: { a: 1, b: 2 } }, { b: 2, a: 1 }, true],
  [{ const: null }, null, true],
  [{ const: null }, 0, false],
  [{ const: 0 }, -0, true],
  [{ const: 0 }, false, false],
  [{ enum: [{ a: 1 }, 'x'] }, { a: 1 }, true],
  [{ enum: ['a', null] }, null, true],
  [{ enum: ['a', 'b', 'c', 'd', 'e', null] }, null, true],
  [{ enum: ['a', 'b', 'c', 'd', 'e', null] }, 'f', false],
  [{ enum: [] }, 'anything', false],
  [{ const: JSON.parse('{"__proto__":1}') }, JSON.parse('{"__proto__":1}'), true],
  [{ const: JSON.parse('{"__proto__":1}') }, {}, false],
  // Numbers as they are written in decimal.
  [{ multipleOf: 0.01 }, 19.99, true],
  [{ multipleOf: 0.01 }, 19.995, false],
  [{ multipleOf: 0.1 }, 1.1, true],
  [{ multipleOf: 1e-8 }, 12391239123, true],
  [{ multipleOf: 10 }, 1e23, true],
  [{ multipleOf: 3 }, 1e23, false],
  [{ multipleOf: 0.5 }, 1e308, true],
  [{ multipleOf: 0.123456789 }, 1e308, false],
  [{ multipleOf: 5e-324 }, 1.5e-323, true],
  [{ multipleOf: 2 }, -4, true],
  [{ type: 'integer' }, 1.0, true],
  [{ type: 'integer' }, 1.5, false],
  [{ type: ['integer', 'null'], minimum: -1 }, -2, false],
  [{ exclusiveMinimum: -1 }, -1, false],
  // Format is an annotation.
  [{ format: 'date-time' }, 'tomorrow', true],
  [{ format: 'colour' }, 'anything', true],
  // OpenAPI's nullable is no keyword.
  [{ type: 'string', nullable: true }, null, false],
  [{ $ref: '#/$defs/tree', nullable: true }, null, false],
  // Nor are these.
  [{ id: 'x', type: 'string' }, 'a', true],
  [{ $async: true, type: 'string' }, 1, false],
  [{ discriminator: { propertyName: 'kind' }, oneOf: [{ type: 'string' }] }, 'a', true],
  // Arrays.
  [{ prefixItems: [{ type: 'string' }], items: false }, ['a', 1], false],
  [{ prefixItems: [{ type: 'string' }], items: false }, ['a'], true],
  [{ contains: { const: 1 }, minContains: 0 }, [], true],
  [{ contains: { const: 1 }, minContains: 2, maxContains: 2 }, [1, 2, 1], true],
  [{ contains: { const: 1 }, maxContains: 2 }, [1, 1, 1], false],
  [{ uniqueItems: true }, [{ a: 1 }, { a: 1 }], false],
  [{ uniqueItems: true }, [{ a: 1, b: 2 }, { b: 2, a: 1 }], false],
  [{ uniqueItems: true }, [1, '1', true, null, [1], ['1'], { 1: 1 }], true],
  [{ uniqueItems: true }, [0, -0], false],
  [{ uniqueItems: true }, [[0], [false]], true],
  [{ uniqueItems: true }, [['a,b'], ['a', 'b']], true],
  [{ uniqueItems: true }, [[['#0']], [[[]]], []], true],
  // Objects: own properties count, and those of every object do not.
  [{ required: ['toString'] }, {}, false],
  [{ properties: { constructor: { type: 'string' } } }, {}, true],
  [{ properties: JSON.parse('{"__proto__":{"type":"string"}}') }, JSON.parse('{"__proto__":1}'), false],
  [{ properties: { a: true }, additionalProperties: false }, { hasOwnProperty: 1 }, false],
  [{ patternProperties: { '^x-': { type: 'string' } }, additionalProperties: false }, { 'x-a': 'b', 'y': 1 }, false],
  [{ propertyNames: { maxLength: 1 } }, { ab: 1 }, false],
  [{ dependentRequired: { a: ['b'] } }, { a: 1 }, false],
  [{ dependentSchemas: { a: { required: ['b'] } } }, { a: 1, b: 1 }, true],
  [{ dependencies: { a: ['b'], c: { required: ['d'] } } }, { c: 1 }, false],
  [{ minProperties: 1 }, {}, false],
  // Applicators.
  [{ if: { const: 1 }, then: false }, 1, false],
  [{ if: { const: 1 }, else: false }, 2, false],
  [{ not: { type: 'string' } }, 'a', false],
  [{ oneOf: [{ type: 'integer' }, { minimum: 2 }] }, 3, false],
  [{ anyOf: [{ type: 'string' }, { type: 'null' }] }, null, true],
  [{ allOf: [{ type: 'string' }, { minLength: 1 }] }, '', false],
  [{ $ref: '#/$defs/tree' }, { child: { child: 1 } }, false],
  [{ $ref: '#/$defs/tree', required: ['child'] }, {}, false],
  // What was evaluated elsewhere.
  [{ properties: { b: true }, unevaluatedProperties: false }, { c: 1 }, false],
  [{ allOf: [{ properties: { a: true } }], unevaluatedProperties: false }, { a: 1 }, true],
  [{ if: { properties: { a: { const: 1 } }, required: ['a'] }, unevaluatedProperties: false }, { a: 1 }, true],
  [{ if: { properties: { a: { const: 1 } }, required: ['a'] }, else: { properties: { b: true } }, unevaluatedProperties: false }, { a: 1 }, true],
  [{ anyOf: [{ properties: { a: { type: 'string' } } }, { properties: { b: true } }], unevaluatedProperties: false }, { a: 1, b: 1 }, false],
  [{ prefixItems: [true], contains: { type: 'string' }, unevaluatedItems: false }, [1, 'a'], true],
  [{ prefixItems: [true], contains: { type: 'string' }, unevaluatedItems: false }, [1, 'a', 2], false],
  // Patterns with Unicode semantics, and those that are only legal without.
  [{ pattern: '^\\p{Lu}$' }, 'Ä', true],
  [{ pattern: '^.$' }, '😀', true],
  [{ pattern: '^https\\:\\/\\/' }, 'https://a', true],
  [{ pattern: '^[\\w-.]+$' }, 'a-b.c', true],
  [{ pattern: '^[\\w-.]+$' }, 'a b', false],
])('%j judges %j: %s', (property, value, valid) => {
  expect(judge(property, value, TREE)).toBe(valid);
});

test('an anchor that is followed dynamically leads to the outermost schema that has it', () => {
  const list = { $id: 'urn:example:list', items: { $dynamicRef: '#item' }, $defs: { any: { $dynamicAnchor: 'item' } } };
  const strings: JsonObject = { $id: 'urn:example:strings', $ref: 'urn:example:list', $defs: { item: { $dynamicAnchor: 'item', type: 'string' }, list } };

  expect(compiled(strings)(['a'])).toBe(true);
  expect(compiled(strings)([1])).toBe(false);
  expect(compiled(list)([1])).toBe(true);
});

test('a schema that is referred to where no keyword holds one is a schema', () => {
  const schema: JsonObject = { type: 'object', properties: { a: { $ref: '#/components/schemas/A' } }, components: { schemas: { A: { $ref: '#/components/schemas/B' }, B: { type: 'string' } } } };

  expect(validatorProblem(schema)).toBeUndefined();
  expect([compiled(schema)({ a: 'x' }), compiled(schema)({ a: 1 })]).toEqual([true, false]);
});

test('a validator says where and why, of each property at once', () => {
  const validate = compiled({
    type: 'object', properties: { 'a': { type: 'array', items: { type: 'integer' } }, 'b/c': { type: 'string' }, 'd': true }, required: ['d'], additionalProperties: false,
  });

  expect(validate({ 'a': [1, 'x', 'y'], 'b/c': 1, 'e': 1 })).toBe(false);
  expect(validate.errors).toEqual([
    { pointer: '', keyword: 'required', expected: 'd' },
    { pointer: '/a/1', keyword: 'type', expected: 'integer' },
    { pointer: '/b~1c', keyword: 'type', expected: 'string' },
    { pointer: '', keyword: 'additionalProperties', expected: 'e' },
  ]);
  expect(validate({ d: 1 })).toBe(true);
  expect(validate.errors).toBeNull();
});

test('what was found in a form that need not fit is no error', () => {
  const validate = compiled({ type: 'object', properties: { a: { anyOf: [{ type: 'string' }, { type: 'object', required: ['b'] }] }, c: { type: 'string' } } });

  expect(validate({ a: { b: 1 }, c: 1 })).toBe(false);
  expect(validate.errors).toEqual([{ pointer: '/c', keyword: 'type', expected: 'string' }]);
  expect(validate({ a: {} })).toBe(false);
  expect(validate.errors).toEqual([{
    pointer: '/a', keyword: 'anyOf', expected: 2, causes: [{ pointer: '/a', keyword: 'type', expected: 'string' }, { pointer: '/a', keyword: 'required', expected: 'b' }],
  }]);
});

test('values that a schema lists and what its alternatives count are told apart', () => {
  const objectsOf = (name: string): Json[] => [1, 2, 3, 4, 5].map((index) => ({ [name]: index }));
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const validate = compiled({
    type: 'object',
    properties: Object.fromEntries(names.map((name) => [name, { enum: objectsOf(name) }])),
    oneOf: [{ required: ['a'] }, { required: ['b'] }],
    not: { required: ['c', 'd'] },
  });

  expect(validate({ a: { a: 1 }, c: { c: 2 } })).toBe(true);
  for (const name of names) {
    expect(validate({ a: { a: 1 }, [name]: { x: 5 } })).toBe(false);
    expect(validate.errors).toContainEqual({ pointer: `/${name}`, keyword: 'enum', expected: objectsOf(name) });
  }
});

test('the code of a validator depends on its schema alone', () => {
  const schema = (): JsonObject => ({ type: 'object', properties: { a: { type: 'string', minLength: 1 } } });
  const before = compileValidator(schema());
  compileValidator({ type: 'object', properties: { b: { enum: ['x', 'y'] } } });

  expect(compileValidator(schema())).toBe(before);
});

test('what annotates a schema is not in its validator', () => {
  const bare: JsonObject = { type: 'object', properties: { a: { type: 'string' } } };
  const annotated: JsonObject = { ...bare, title: 'T', description: 'D', properties: { a: { type: 'string', description: 'x'.repeat(1000), default: '', examples: ['y'] } } };

  expect(compileValidator(annotated)).toBe(compileValidator(bare));
});

test('a list of very many values is judged like a short one', () => {
  const codes = Array.from({ length: 200_000 }, (_, index) => index);
  const schema: JsonObject = { type: 'object', properties: { a: { enum: codes } } };

  expect(validatorProblem(schema)).toBeUndefined();
  expect([compiled(schema)({ a: 199_999 }), compiled(schema)({ a: 200_000 })]).toEqual([true, false]);
});

test('a schema cannot break out of the code that is made of it', () => {
  const evil = '*/}process.exit(3)//`${process.exit(3)}"\'\\\u2028';
  const validate = compiled({
    type: 'object',
    properties: { [evil]: { const: evil, enum: [evil] } },
    required: [evil],
    patternProperties: { '"\\]\\),process.exit\\(3\\);': { $ref: '#/$defs/x' } },
    $defs: { x: { $anchor: 'x', type: 'string' } },
    [evil]: evil,
  });

  expect(validate({ [evil]: 1 })).toBe(false);
  expect(validate({ [evil]: evil })).toBe(true);
});
