import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { McpSchema } from '../../../../src/offering/json-schema/mcp-schema';
import { DescribedTool } from '../../../../src/offering/portability/described-tool';
import { PORTABILITY_RULES } from '../../../../src/offering/portability/rules';

const PLAIN: DescribedTool = { serverName: 'Weather', name: 'get_forecast', description: 'Does it', inputSchema: { type: 'object', properties: { city: { type: 'string' } } } };

function found(tool: Partial<DescribedTool>): { [rule: string]: readonly string[] } {
  return Object.fromEntries(PORTABILITY_RULES.flatMap(({ id, finding }) => {
    const places = finding?.({ ...PLAIN, ...tool }) ?? [];
    return places.length > 0 ? [[id, places]] : [];
  }));
}

const withProperty = (property: unknown, more: object = {}) => McpSchema.fromJson({ type: 'object', properties: { a: property }, ...more })._json;
const nested = (levels: number): object => levels === 0 ? { type: 'string' } : { type: 'object', properties: { a: nested(levels - 1) } };
const TREE = { $defs: { node: { type: 'object', properties: { children: { type: 'array', items: { $ref: '#/$defs/node' } } } } } };

test.each<[string, Partial<DescribedTool>, readonly string[]]>([
  ['toolNameCharacters', { name: 'forecast.get' }, ['"forecast.get"']],
  ['toolNameLength', { name: 'a'.repeat(60) }, [`"mcp__Weather__${'a'.repeat(60)}" has 74 characters`]],
  ['toolDescriptionLength', { description: 'a'.repeat(1025) }, ['1025 characters']],
  ['rootKeywords', { inputSchema: withProperty({}, { anyOf: [{}], not: {} }) }, ['"anyOf"', '"not"']],
  ['propertyNames', { inputSchema: McpSchema.fromJson({ type: 'object', properties: { 'include[]': {}, 'a-b_c': {}, 'größe': {} } })._json }, ['"include[]"', '"größe"']],
  ['argumentNames', { inputSchema: McpSchema.fromJson({ type: 'object', properties: { 'config': {}, 'ctx': {}, '_id': {}, 'a.b': {}, 'configuration': {}, 'a_': { properties: { session: {} } } } })._json }, ['"config"', '"ctx"', '"_id"', '"a.b"']],
  ['lookAround', { inputSchema: withProperty({ items: { pattern: '^(?!x)' } }) }, ['"/properties/a/items/pattern"']],
  ['lookAround', { inputSchema: withProperty({ pattern: '(?<=x)y' }) }, ['"/properties/a/pattern"']],
  ['recursiveReference', { inputSchema: withProperty({ $ref: '#/$defs/node' }, TREE) }, ['"/$defs/node/properties/children/items"']],
  ['recursiveReference', { inputSchema: withProperty({ $ref: '#' }) }, ['"/properties/a"']],
  ['schemaSize', { inputSchema: withProperty(nested(10)) }, ['11 levels of objects']],
  ['schemaSize', { inputSchema: withProperty({ enum: Array.from({ length: 1001 }, (_, index) => `${index}`) }) }, ['1001 enum values']],
  ['openapiNullable', { inputSchema: withProperty({ type: 'string', nullable: true }) }, ['"/properties/a/nullable"']],
  ['outputSchemaOfSdkV1', { outputSchema: withProperty({ $ref: '#/$defs/A' }, { $defs: { A: { id: 'A' } } }) }, ['"/$defs/A/id"']],
])('%s is found in %j', (rule, tool, places) => {
  expect(found(tool)).toEqual({ [rule]: places });
});

test.each<[string, Partial<DescribedTool>]>([
  ['a plain tool', {}],
  ['a name of 128 characters, but for its length', { name: 'a'.repeat(40), serverName: 'b'.repeat(17) }],
  ['named groups in patterns', { inputSchema: withProperty({ pattern: '^(?<year>\\d+)(?:-|/)' }) }],
  ['data that looks like schemas', { inputSchema: withProperty({ default: { nullable: true, pattern: '(?!' }, enum: [{ $ref: '#' }] }) }],
  ['a property that is called as a keyword', { inputSchema: McpSchema.fromJson({ type: 'object', properties: { anyOf: { type: 'string' }, nullable: { type: 'boolean' }, id: {} } })._json }],
  ['ten levels', { inputSchema: withProperty(nested(9)) }],
  ['a definition that is used twice', { inputSchema: withProperty({ items: { $ref: '#/$defs/b' } }, { $defs: { b: { type: 'string' }, c: { $ref: '#/$defs/b' } } }) }],
])('nothing is found in %s', (_, tool) => {
  expect(found(tool)).toEqual({});
});

test('nothing is found in what zod writes of an ordinary object', () => {
  const address = z.object({ street: z.string(), zip: z.string().regex(/^\d{5}$/).optional() });
  const schema = z.object({
    city: z.string().min(1).describe('A city'),
    days: z.int().min(1).max(14).default(1),
    units: z.enum(['metric', 'imperial']).optional(),
    mail: z.email(),
    when: z.iso.datetime(),
    id: z.uuid(),
    note: z.string().nullable(),
    tags: z.array(z.string()),
    address,
    other: z.union([address, z.string()]),
    any: z.unknown(),
    kind: z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b') })]),
    map: z.record(z.string(), z.number()),
  });
  const json = McpSchema.fromJson(z.toJSONSchema(schema) as { [name: string]: unknown })._json;

  expect(found({ inputSchema: json, outputSchema: json })).toEqual({});
});

test('nothing is found in what pydantic writes of an ordinary model', () => {
  const json = McpSchema.fromJsonText(`{
    "$defs": { "Place": { "properties": { "lat": { "title": "Lat", "type": "number" } }, "required": ["lat"], "title": "Place", "type": "object" } },
    "properties": {
      "city": { "minLength": 1, "title": "City", "type": "string" },
      "place": { "anyOf": [{ "$ref": "#/$defs/Place" }, { "type": "null" }], "default": null },
      "days": { "default": 1, "maximum": 14, "minimum": 1, "title": "Days", "type": "integer" },
      "since": { "format": "date-time", "title": "Since", "type": "string" },
      "extra": { "additionalProperties": { "type": "string" }, "title": "Extra", "type": "object" }
    },
    "required": ["city", "since"], "title": "Forecast", "type": "object"
  }`)._json;

  expect(found({ inputSchema: json, outputSchema: json })).toEqual({});
});

test('the documentation shows every rule, and no other', () => {
  const page = readFileSync(path.join(__dirname, '..', '..', '..', '..', 'docs', 'portability.md'), 'utf8');
  const rows = page.split('\n').filter((line) => /^\| [a-zA-Z0-9]+ \|/.test(line) && !line.startsWith('| rule |'));

  expect(rows).toEqual(PORTABILITY_RULES.map(({ id, what, consequence, source, remedy, finding }) => (
    `| ${id} | ${what} | ${consequence} | ${source} | ${remedy} | ${finding ? 'yes' : 'no'} |`
  )));
});
