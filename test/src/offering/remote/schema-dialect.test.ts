import Ajv from 'ajv';
import Ajv2019 from 'ajv/dist/2019';
import Ajv2020 from 'ajv/dist/2020';
import { modernSchema } from '../../../../src/offering/remote/schema-dialect';

const DRAFT_07 = 'http://json-schema.org/draft-07/schema#';
const DRAFT_2019 = 'https://json-schema.org/draft/2019-09/schema';

/** By ajv, which knows each dialect by itself. */
const takes = (schema: object, value: unknown) => new Ajv2020({ strict: false }).compile(schema)(value);
const tookBefore = (schema: { readonly $schema: string }, value: unknown) => (
  (schema.$schema === DRAFT_2019 ? new Ajv2019({ strict: false }) : new Ajv({ strict: false })).compile(schema)(value)
);

/** A schema of an earlier dialect, what it becomes, and values that it takes and refuses. */
const CASES: readonly [what: string, before: { readonly $schema: string; readonly [keyword: string]: unknown }, now: object, values: readonly unknown[]][] = [
  ['definitions and references to them',
    { $schema: DRAFT_07, definitions: { n: { type: 'number' } }, properties: { a: { $ref: '#/definitions/n' } } },
    { $defs: { n: { type: 'number' } }, properties: { a: { $ref: '#/$defs/n' } } },
    [{ a: 1 }, { a: 'x' }]],
  ['a tuple',
    { $schema: DRAFT_07, items: [{ type: 'number' }, { type: 'string' }], additionalItems: false },
    { prefixItems: [{ type: 'number' }, { type: 'string' }], items: false },
    [[1, 'a'], ['a'], [1, 'a', 2], []]],
  ['a tuple with more of a kind',
    { $schema: DRAFT_2019, items: [{ type: 'number' }], additionalItems: { type: 'string' } },
    { prefixItems: [{ type: 'number' }], items: { type: 'string' } },
    [[1, 'a'], [1, 2]]],
  ['additionalItems that counts for nothing',
    { $schema: DRAFT_07, items: { type: 'number' }, additionalItems: false },
    { items: { type: 'number' } },
    [[1, 2], ['a']]],
  ['dependencies',
    { $schema: DRAFT_07, dependencies: { a: ['b'], c: { required: ['d'] } } },
    { dependentRequired: { a: ['b'] }, dependentSchemas: { c: { required: ['d'] } } },
    [{ a: 1 }, { a: 1, b: 1 }, { c: 1 }, { c: 1, d: 1 }]],
  ['what stands beside a reference since',
    { $schema: DRAFT_2019, $defs: { n: { type: 'number' } }, properties: { a: { $ref: '#/$defs/n', minimum: 5 } } },
    { $defs: { n: { type: 'number' } }, properties: { a: { $ref: '#/$defs/n', minimum: 5 } } },
    [{ a: 1 }, { a: 9 }]],
  ['a reference into a tuple and into a dependency',
    {
      $schema: DRAFT_07,
      properties: { t: { items: [{ type: 'number' }] }, a: { $ref: '#/properties/t/items/0' }, b: { $ref: '#/dependencies/x' } },
      dependencies: { x: { properties: { y: { type: 'string' } } } },
    },
    {
      properties: { t: { prefixItems: [{ type: 'number' }] }, a: { $ref: '#/properties/t/prefixItems/0' }, b: { $ref: '#/dependentSchemas/x' } },
      dependentSchemas: { x: { properties: { y: { type: 'string' } } } },
    },
    [{ a: 1 }, { a: 'x' }, { b: { y: 1 } }, { b: { y: 'x' } }]],
  ['members that are called like keywords',
    { $schema: DRAFT_07, properties: { items: { type: 'number' }, definitions: { type: 'string' }, $ref: { type: 'string' } }, required: ['items'] },
    { properties: { items: { type: 'number' }, definitions: { type: 'string' }, $ref: { type: 'string' } }, required: ['items'] },
    [{ items: 1, $ref: 'x' }, { items: 1, definitions: 2 }, {}]],
  ['data that look like schemas',
    { $schema: DRAFT_07, properties: { a: { const: { definitions: 1, items: [1] } }, b: { enum: [{ dependencies: {} }], default: { additionalItems: 1 } } } },
    { properties: { a: { const: { definitions: 1, items: [1] } }, b: { enum: [{ dependencies: {} }], default: { additionalItems: 1 } } } },
    [{ a: { definitions: 1, items: [1] } }, { a: {} }, { b: { dependencies: {} } }]],
  ['subschemas at every depth',
    { $schema: DRAFT_07, allOf: [{ if: { required: ['k'] }, then: { properties: { k: { items: [{ type: 'number' }] } } } }], not: { patternProperties: { '^x': { items: [{}], additionalItems: false } }, required: ['x1'] } },
    { allOf: [{ if: { required: ['k'] }, then: { properties: { k: { prefixItems: [{ type: 'number' }] } } } }], not: { patternProperties: { '^x': { prefixItems: [{}], items: false } }, required: ['x1'] } },
    [{ k: [1] }, { k: ['a'] }, { x1: [1] }, { x1: [1, 2] }]],
];

test.each(CASES)('%s: says the same in the words of 2020-12', (_what, before, now, values) => {
  expect(modernSchema(before as never)).toEqual(now);
  const verdicts = values.map((value) => tookBefore(before, value));
  expect(values.map((value) => takes(now, value))).toEqual(verdicts);
  // Otherwise the values would say nothing.
  expect(new Set(verdicts).size).toBe(2);
});

test('what stands beside a reference counted for nothing before 2019-09, though ajv counts it', () => {
  const schema = modernSchema({ $schema: DRAFT_07, definitions: { n: { type: 'number' } }, properties: { a: { $ref: '#/definitions/n', minimum: 5 } } });
  expect(schema).toEqual({ $defs: { n: { type: 'number' } }, properties: { a: { $ref: '#/$defs/n' } } });
  expect([takes(schema, { a: 1 }), takes(schema, { a: 'x' })]).toEqual([true, false]);
});

test.each([
  ['draft 6', 'http://json-schema.org/draft-06/schema#'],
  ['draft 7 without its hash, by https', 'https://json-schema.org/draft-07/schema'],
  ['2019-09', DRAFT_2019],
])('%s is such a dialect', (_what, $schema) => {
  expect(modernSchema({ $schema, definitions: {} })).toEqual({ $defs: {} });
});

test.each([
  ['2020-12', { $schema: 'https://json-schema.org/draft/2020-12/schema', definitions: {} }],
  ['no dialect, which is 2020-12', { definitions: {}, items: [{}] }],
  ['a dialect that nobody knows', { $schema: 'https://example.com/schema', items: [{}] }],
])('a schema of %s stays as it is', (_what, schema) => {
  expect(modernSchema(schema as never)).toBe(schema);
});
