import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Lazy } from 'aws-cdk-lib';
import { z } from 'zod';
import { McpSchema } from '../../../../src/offering/json-schema/mcp-schema';

describe('a schema given inline', () => {
  test('is the JSON that it was when it was given', () => {
    const schema = { type: 'object', properties: { a: { const: null, default: undefined } } };
    const { _json } = McpSchema.fromJson(schema);
    schema.type = 'array';

    expect(_json).toEqual({ type: 'object', properties: { a: { const: null } } });
  });

  test('may use one object in several places', () => {
    const point = { type: 'number' };

    expect(McpSchema.fromJson({ type: 'object', properties: { x: point, y: point } })._json).toEqual({ type: 'object', properties: { x: { type: 'number' }, y: { type: 'number' } } });
  });

  test('has null in lists where jsii made it undefined', () => {
    expect(McpSchema.fromJson({ type: 'object', properties: { a: { enum: ['x', undefined] } } })._json).toEqual({ type: 'object', properties: { a: { enum: ['x', null] } } });
  });

  test.each<[unknown, string]>([
    [() => 1, 'a function'], [1n, 'a bigint'], [Infinity, 'Infinity'], [new Date(0), 'a Date'], [new Map(), 'a Map'], [/a/, 'a RegExp'],
  ])('is refused where %p stands in it', (value, what) => {
    expect(() => McpSchema.fromJson({ type: 'object', properties: { a: { const: value } } })).toThrow(new RegExp(`InvalidSchema: .*"/properties/a/const" ${what}`));
  });

  test.each<[string, unknown, string]>([
    ['a zod object', z.object({ city: z.string() }), '""'], ['a zod property', { type: 'object', properties: { city: z.string() } }, '"/properties/city"'],
    ['a plain object of another library', { 'type': 'object', '~standard': { vendor: 'zod' } }, '""'],
    ['a function of another library', { type: 'object', items: Object.assign(() => true, { '~standard': { vendor: 'zod' } }) }, '"/items"'],
  ])('is refused where it is %s and not JSON Schema', (_what, schema, pointer) => {
    expect(() => McpSchema.fromJson(schema as object)).toThrow(`InvalidSchema: the inline schema has at ${pointer} a schema of zod, not JSON Schema`);
  });

  test('may have an argument that is named as libraries mark their schemas', () => {
    const schema = { type: 'object', properties: { '~standard': { type: 'string' } } };

    expect(McpSchema.fromJson(schema)._json).toEqual(schema);
  });

  test('may be what zod makes of a schema', () => {
    expect(McpSchema.fromJson(z.toJSONSchema(z.object({ city: z.string() })))._json).toMatchObject({ type: 'object', properties: { city: { type: 'string' } } });
  });

  test('is refused where it is a circle', () => {
    const circle: { [name: string]: unknown } = { type: 'object' };
    circle.items = circle;

    expect(() => McpSchema.fromJson(circle)).toThrow(/InvalidSchema: .*a circle/);
  });

  test('is refused where a value is known only at deployment', () => {
    expect(() => McpSchema.fromJson({ type: 'object', maxProperties: Lazy.any({ produce: () => 1 }) })).toThrow(/UnresolvedValue: .*"\/maxProperties"/);
  });
});

describe('a schema that came from another language', () => {
  const agent = process.env.JSII_AGENT;
  beforeEach(() => {
    process.env.JSII_AGENT = 'Python/3.13.0';
  });
  afterEach(() => {
    if (agent === undefined) {
      delete process.env.JSII_AGENT;
    } else {
      process.env.JSII_AGENT = agent;
    }
  });

  // What @jsii/kernel makes of {"const": None}, and the like.
  test.each([
    [{ type: 'object', properties: { a: {} } }, '/properties/a'],
    [{ type: 'object', properties: { a: { anyOf: [{ type: 'string' }, {}] } } }, '/properties/a/anyOf/1'],
    [{ type: 'object', properties: { a: { const: {} } } }, '/properties/a/const'],
    [{ type: 'object', $defs: { a: {} } }, '/$defs/a'],
  ])('%j may have lost a null: refused with the remedy', (schema, pointer) => {
    expect(() => McpSchema.fromJson(schema)).toThrow(new RegExp(`SchemaNullLost: .*"${pointer.replace('$', '\\$')}".*McpSchema.fromJsonText.*write true`));
  });

  test.each([
    [{ type: 'object', properties: {} }],
    [{ type: 'object', properties: { a: true, b: { enum: ['x', undefined] }, c: { type: 'object', default: {} } }, $defs: {} }],
  ])('%j has lost none', (schema) => {
    expect(() => McpSchema.fromJson(schema)).not.toThrow();
  });
});

describe('a schema as text', () => {
  test('keeps its nulls', () => {
    expect(McpSchema.fromJsonText('{"type":"object","properties":{"a":{"const":null,"default":null}}}')._json)
      .toEqual({ type: 'object', properties: { a: { const: null, default: null } } });
  });

  test('is refused where a number is beyond the range of a double, which would be sent as null', () => {
    expect(() => McpSchema.fromJsonText('{"type":"object","properties":{"a":{"maximum":1e400}}}'))
      .toThrow('InvalidSchema: the schema text has at "/properties/a/maximum" Infinity, which is not JSON');
  });

  test('is refused where it is nested beyond what anybody can read', () => {
    expect(() => McpSchema.fromJsonText(`{"type":"object","properties":{"a":${'{"not":'.repeat(50_000)}true${'}'.repeat(50_000)}}}`))
      .toThrow(/^InvalidSchema: the schema text has at "\/properties\/a\/not.{60,80}…" .*256 levels/);
  });

  test.each(['{', '[]', 'null', '"x"', ''])('that is %j is refused', (text) => {
    expect(() => McpSchema.fromJsonText(text)).toThrow(/SchemaTextInvalid/);
  });
});

describe('a schema in a file', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'schema-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  test('may begin with a byte order mark', () => {
    writeFileSync(join(directory, 'a.json'), '\uFEFF{"type":"object","const":null}');

    expect(McpSchema.fromFile(join(directory, 'a.json'))._json).toEqual({ type: 'object', const: null });
  });

  test('is refused where it is missing or no JSON object', () => {
    writeFileSync(join(directory, 'list.json'), '[]');

    expect(() => McpSchema.fromFile(join(directory, 'none.json'))).toThrow(/SchemaFileUnreadable: cannot read/);
    expect(() => McpSchema.fromFile(join(directory, 'list.json'))).toThrow(/SchemaFileUnreadable: .*not a JSON object/);
  });
});
