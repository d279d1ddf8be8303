import { isJsonObject, JsonObject } from '../../../../src/offering/json-schema/json';
import { schemaProblem } from '../../../../src/offering/json-schema/schema-compiler';
import { ApiDocument } from '../../../../src/offering/openapi/document';
import { portablePattern } from '../../../../src/offering/openapi/patterns';
import { SchemaSide, SchemaTranslation } from '../../../../src/offering/openapi/schema-translation';
import { documentOf, reasonOf, toolOf } from '../../../support/api-document';

function translate(schema: object, { version = '3.0.3', schemas = {}, side = 'request' as SchemaSide } = {}) {
  const translation = new SchemaTranslation(new ApiDocument(documentOf({ version, schemas })), side, { work: () => undefined });
  const translated = translation.translate(JSON.parse(JSON.stringify(schema)));
  return { translated: translated as JsonObject, defs: translation.defs(), notes: [...translation.notes] };
}

const asArgument = (schema: object, schemas: object = {}) => ({ version: '3.0.3', schemas, operation: { parameters: [{ name: 'q', in: 'query', schema }] } });

describe('a schema of OpenAPI', () => {
  test.each([
    ['nullable', { type: 'string', nullable: true }, { type: ['string', 'null'] }],
    ['nullable beside an enum that has no null', { type: 'string', nullable: true, enum: ['a'] }, { type: ['string', 'null'], enum: ['a'] }],
    ['nullable: false', { type: 'string', nullable: false }, { type: 'string' }],
    ['nullable beside a choice', { nullable: true, oneOf: [{ type: 'string' }, { type: 'integer' }] }, { anyOf: [{ oneOf: [{ type: 'string' }, { type: 'integer' }] }, { type: 'null' }] }],
    ['nullable alone, which says nothing', { nullable: true }, {}],
    ['a boolean bound', { type: 'number', minimum: 1, exclusiveMinimum: true, maximum: 5, exclusiveMaximum: false }, { type: 'number', exclusiveMinimum: 1, maximum: 5 }],
    ['documentation', { 'type': 'string', 'title': 'T', 'example': 'e', 'xml': {}, 'x-more': 1, 'externalDocs': {} }, { type: 'string' }],
    ['a list of types', { type: ['string', 'null'] }, { type: ['string', 'null'] }],
    ['a tuple', { type: 'array', items: [{ type: 'string' }] }, { type: 'array', prefixItems: [{ type: 'string' }] }],
    ['a member called $ref', { type: 'object', properties: { $ref: { type: 'string' } }, required: ['$ref'] }, { type: 'object', properties: { $ref: { type: 'string' } }, required: ['$ref'] }],
  ])('with %s', (_name, schema, expected) => {
    expect(translate(schema).translated).toEqual(expected);
    expect(translate(schema, { version: '3.1.0' }).translated).toEqual(expected);
  });

  test.each([
    ['a prose format', { format: 'e-mail, please' }, 'the format "e-mail, please" is no name of a format'],
    ['a bound beyond what JavaScript has exactly', { maximum: 18446744073709551615 }, '"maximum": 18446744073709552000 is left out'],
    ['an empty enum', { enum: [] }, 'an empty enum'],
    ['a default of the wrong type', { type: 'integer', default: 'ten' }, 'the default "ten" is not of the type'],
    ['a type that is none', { type: 'file' }, 'the type "file" is none of JSON'],
    ['a pattern that cannot be said', { pattern: '(?i)abc' }, 'the pattern "(?i)abc" is left out'],
    ['a wrong length', { maxLength: -1 }, '"maxLength": -1 is left out'],
  ])('loses %s, and says so', (_name, schema, note) => {
    const { notes, translated } = translate(schema);
    expect(notes).toEqual([expect.stringContaining(note)]);
    expect(schemaProblem({ type: 'object', properties: { q: translated } })).toBeUndefined();
  });

  test('loses what only answers have in requests, and the other way round', () => {
    const schema = { type: 'object', required: ['id', 'password', 'kept'], properties: { id: { type: 'string', readOnly: true }, password: { type: 'string', writeOnly: true }, kept: {}, ref: { $ref: '#/components/schemas/Made' } } };
    const schemas = { Made: { type: 'string', readOnly: true } };
    expect(translate(schema, { schemas }).translated).toMatchObject({ required: ['password', 'kept'] });
    expect(Object.keys(translate(schema, { schemas }).translated.properties as object)).toEqual(['password', 'kept']);
    expect(translate(schema, { schemas, side: 'answer' }).translated).toMatchObject({ required: ['id', 'kept'] });
  });
});

describe('references', () => {
  test('go to $defs, circles included', () => {
    const schemas = { 'Node': { type: 'object', properties: { next: { $ref: '#/components/schemas/Node' }, other: { $ref: '#/components/schemas/A~1b%20c' } } }, 'A/b c': { type: 'string' } };
    const { translated, defs } = translate({ $ref: '#/components/schemas/Node' }, { schemas });
    expect(translated).toEqual({ $ref: '#/$defs/Node' });
    const [other] = Object.keys(defs!).filter((name) => name !== 'Node');
    expect(other).toMatch(/^A_b_c-[0-9a-f]{8}$/);
    expect(defs).toEqual({ Node: { type: 'object', properties: { next: { $ref: '#/$defs/Node' }, other: { $ref: `#/$defs/${other}` } } }, [other]: { type: 'string' } });
  });

  test('count alone before 3.1, but for the text beside them', () => {
    const beside = { $ref: '#/components/schemas/A', description: 'Of this place', minLength: 3 };
    const schemas = { A: { type: 'string' } };
    expect(translate(beside, { schemas }).translated).toEqual({ $ref: '#/$defs/A', description: 'Of this place' });
    expect(translate(beside, { schemas, version: '3.1.0' }).translated).toEqual({ $ref: '#/$defs/A', description: 'Of this place', minLength: 3 });
  });

  test('to a schema that is named like the prototype make no trouble', () => {
    const tool = toolOf(asArgument({ $ref: '#/components/schemas/__proto__' }, JSON.parse('{"__proto__": {"type": "string"}}') as object));
    expect(Object.keys(tool.inputSchema.$defs as object)).toEqual([expect.stringMatching(/^schema-[0-9a-f]{8}$/)]);
  });

  test('that never reach a property are refused', () => {
    expect(reasonOf(asArgument({ $ref: '#/components/schemas/A' }, { A: { allOf: [{ $ref: '#/components/schemas/A' }] } }))).toContain('leads back to itself');
    expect(reasonOf(asArgument({ $ref: '#/components/schemas/A' }, { A: { $ref: '#/components/schemas/B' }, B: { $ref: '#/components/schemas/A' } }))).toContain('leads back to itself');
  });
});

test('a discriminator chooses the alternative', () => {
  const of = (more: object) => ({ type: 'object', properties: { kind: { type: 'string' }, ...more } });
  const schemas = { Cat: of({ lives: {} }), Dog: of({ size: {} }), Known: { type: 'object', properties: { kind: { type: 'string', enum: ['known'] } } } };
  const refs = ['Cat', 'Dog', 'Known'].map((name) => ({ $ref: `#/components/schemas/${name}` }));
  const { translated } = translate({ oneOf: refs, discriminator: { propertyName: 'kind', mapping: { cat: '#/components/schemas/Cat' } } }, { schemas });
  expect(translated).toEqual({
    oneOf: [
      { $ref: '#/$defs/Cat', properties: { kind: { enum: ['cat'] } }, required: ['kind'] },
      { $ref: '#/$defs/Dog', properties: { kind: { enum: ['Dog'] } }, required: ['kind'] },
      { $ref: '#/$defs/Known' },
    ],
  });
});

test('T95: deep nesting, wrong values and foreign references are refused, and never a crash', () => {
  const nested = (levels: number): object => (levels === 0 ? { type: 'string' } : { type: 'object', properties: { a: nested(levels - 1) } });
  expect(reasonOf(asArgument(nested(200)))).toContain('more than 60 levels');
  expect(reasonOf(asArgument({ properties: { a: 'text' } }))).toContain('where a schema must stand');
  expect(reasonOf({ ...asArgument({ $id: 'https://example.com/s' }), version: '3.1.0' })).toContain('"$id"');
  expect(reasonOf(asArgument({ type: 'string', enum: ['${Token[TOKEN.1]}'] }))).toContain('CDK would replace');
});

test('a member called __proto__ stays a member', () => {
  const schema = JSON.parse('{"type":"object","properties":{"__proto__":{"type":"string"}}}') as object;
  const { translated } = translate(schema);
  expect(isJsonObject(translated.properties) && Object.hasOwn(translated.properties, '__proto__')).toBe(true);
});

test('an enum of 100,000 values is one schema', () => {
  const values = Array.from({ length: 100_000 }, (_, index) => `value-${index}`);
  expect((translate({ enum: values }).translated.enum as unknown[]).length).toBe(100_000);
});

describe('patterns', () => {
  test.each([
    ['^[a-z]+$', '^[a-z]+$', 'abc', 'a1'],
    ['^[\\w-.]+$', '^[\\w\\-.]+$', 'a-b.c', 'a b'],
    ['^a\\:b\\@c\\-d$', '^a:b@c-d$', 'a:b@c-d', 'a-b'],
    ['\\A[0-9]{2}\\Z', '^[0-9]{2}$', '12', '123'],
    ['{{name}}', '\\{\\{name\\}\\}', '{{name}}', 'name'],
    ['^\\p{L}+$', '^\\p{L}+$', 'äb', '1'],
    ['^[\\-\\_]$', '^[\\-_]$', '-', 'a'],
  ])('%s is said as %s', (pattern, expected, fits, differs) => {
    expect(portablePattern(pattern)).toBe(expected);
    expect(new RegExp(expected, 'u').test(fits)).toBe(true);
    expect(new RegExp(expected, 'u').test(differs)).toBe(false);
  });

  test.each(['(?i)abc', '(?P<name>a)', '[', '(?<=a'])('%s cannot be said', (pattern) => {
    expect(portablePattern(pattern)).toBeUndefined();
  });
});
