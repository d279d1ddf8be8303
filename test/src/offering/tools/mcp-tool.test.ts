import * as fs from 'node:fs';
import * as path from 'node:path';
import { Lazy } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { z } from 'zod';
import { McpSchema } from '../../../../src/offering/json-schema/mcp-schema';
import { McpTool } from '../../../../src/offering/tools/mcp-tool';
import { McpToolProps } from '../../../../src/offering/tools/mcp-tool-props';
import { codeOf, fixture, removeTemporaryDirectories, temporaryDirectory } from '../../../support/offering-fixture';

afterAll(removeTemporaryDirectories);

function add(name: string, props: Partial<McpToolProps> = {}): void {
  const { offering, fn } = fixture();
  offering.addTool(McpTool.fromFunction(name, fn('f'), { description: 'Does it', ...props }));
}

const withProperties = (properties: object) => ({ inputSchema: McpSchema.fromJson({ type: 'object', properties }) });

describe('a tool is refused', () => {
  test.each(['', 'a b', 'größe', 'a'.repeat(129), 'a:b', 'a/b'])('when its name is %j', (name) => {
    expect(codeOf(() => add(name))).toBe('InvalidToolName');
  });

  test('when its name is taken', () => {
    const { offering, fn } = fixture();
    offering.addTool(McpTool.fromFunction('a', fn('f'), { description: 'd' }));

    expect(() => offering.addTool(McpTool.fromFunction('a', fn('g'), { description: 'd' })))
      .toThrow('DuplicateToolName: two tools are named "a"; rename one: names are unique within a server [at Weather]');
  });

  test('when it has no description', () => {
    expect(codeOf(() => add('a', { description: ' ' }))).toBe('MissingToolDescription');
    expect(codeOf(() => add('a', { description: undefined }))).toBe('MissingValue');
  });

  test('when its schema is not an McpSchema, as no compiler has checked', () => {
    expect(() => add('a', { inputSchema: { type: 'object' } as unknown as McpSchema })).toThrow(
      /InvalidValue: McpTool\.fromFunction\("a"\) has an object for props\.inputSchema; give McpSchema\.fromJson\(\{ … \}\), because/,
    );
    const shape = z.object({ city: z.string() }) as unknown as McpSchema;
    expect(() => add('a', { inputSchema: shape })).toThrow(/give McpSchema\.fromJson\(z\.toJSONSchema\(schema, \{ io: 'input' \}\)\)/);
  });

  test('when what clients are told is known to the deployment alone', () => {
    expect(codeOf(() => add('a', { description: Lazy.string({ produce: () => 'later' }) }))).toBe('UnresolvedValue');
    expect(codeOf(() => add('a', withProperties({ a: { enum: [Lazy.string({ produce: () => 'later' })] } })))).toBe('UnresolvedValue');
  });

  test('when a text ends within a character, in its description or its schema', () => {
    expect(codeOf(() => add('a', { title: 'Sun 🌞'.slice(0, -1) }))).toBe('InvalidText');
    expect(codeOf(() => add('a', withProperties({ a: { description: '\\\ud83c' } })))).toBe('InvalidText');
    expect(() => add('a', { ...withProperties({ a: { pattern: '^[\\ud83c-\\udfff]$' } }), title: 'Sun 🌞' })).not.toThrow();
  });

  test.each<[string, object]>([
    ['InvalidSchema', { type: 'object', properties: { a: { type: 'text' } } }],
    ['InvalidSchema', { type: 'object', required: 'a' }],
    ['InvalidSchema', { type: 'object', properties: { a: { type: 'string', pattern: '(' } } }],
    ['UnresolvedSchemaReference', { type: 'object', properties: { a: { $ref: '#/$defs/nothing' } } }],
    ['SchemaReferenceLoop', { type: 'object', properties: { a: { $ref: '#/$defs/b' } }, $defs: { b: { $ref: '#/$defs/b' } } }],
    ['SchemaRootNotObject', { type: 'array' }],
    ['SchemaRootNotObject', { properties: {} }],
    ['SchemaRootNotObject', { type: ['object', 'null'] }],
    ['SchemaDialect', { $schema: 'http://json-schema.org/draft-07/schema#', type: 'object' }],
    ['RemoteSchemaReference', { type: 'object', properties: { a: { $ref: 'https://example.com/schema.json' } } }],
    ['RemoteSchemaReference', { type: 'object', properties: { a: { $ref: 'other.json#/a' } } }],
  ])('with %s when a schema is %j', (code, schema) => {
    expect(codeOf(() => add('a', { inputSchema: McpSchema.fromJson(schema) }))).toBe(code);
    expect(codeOf(() => add('a', { outputSchema: McpSchema.fromJson(schema) }))).toBe(code);
  });

  test('when a schema is nested without end', () => {
    const deep = Array.from({ length: 100 }).reduce<object>((schema) => ({ type: 'object', properties: { a: schema } }), { type: 'object' });

    expect(codeOf(() => add('a', { inputSchema: McpSchema.fromJson(deep as { [name: string]: unknown }) }))).toBe('InvalidSchema');
  });

  test('with a message that names the tool, the schema, the place and what is wrong', () => {
    const file = path.join(temporaryDirectory(), 'schema.json');
    fs.writeFileSync(file, '{"type":"object","properties":{"a":{"type":"text"}}}');

    expect(() => add('forecast', { outputSchema: McpSchema.fromFile(file) }))
      .toThrow(`the output schema of the tool "forecast" (the schema file "${file}") has "type": "text" at "/properties/a"; it must be one of null`);
  });

  test.each([
    ['is no HTTP field name', { a: { 'type': 'string', 'x-mcp-header': 'a b' } }],
    ['is no HTTP field name', { a: { 'type': 'string', 'x-mcp-header': '' } }],
    ['not the type', { a: { 'type': 'number', 'x-mcp-header': 'A' } }],
    ['not the type', { a: { 'x-mcp-header': 'A' } }],
    ['is used twice', { a: { 'type': 'string', 'x-mcp-header': 'A' }, b: { type: 'object', properties: { c: { 'type': 'string', 'x-mcp-header': 'a' } } } }],
    ['no chain of', { a: { type: 'array', items: { 'type': 'string', 'x-mcp-header': 'A' } } }],
    ['no chain of', { a: { anyOf: [{ 'type': 'string', 'x-mcp-header': 'A' }] } }],
    ['no chain of', { a: { type: 'array', items: { properties: { b: { 'type': 'string', 'x-mcp-header': 'A' } } } } }],
  ])('when an argument cannot be mirrored in a header: %s', (message, properties) => {
    expect(codeOf(() => add('a', withProperties(properties)))).toBe('InvalidParameterHeader');
    expect(() => add('a', withProperties(properties))).toThrow(message);
  });
});

test.each([
  ['a draft of its own', { $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object' }],
  ['unknown keywords and formats', { 'type': 'object', 'x-order': 1, 'properties': { a: { type: 'string', format: 'colour' } } }],
  ['local and recursive references', { type: 'object', properties: { a: { $ref: '#/$defs/a' }, b: { $ref: '#' } }, $defs: { a: { $anchor: 'x', type: 'string' } } }],
  ['references to embedded schemas', { $id: 'https://example.com/root.json', type: 'object', properties: { a: { $ref: 'part.json' } }, $defs: { part: { $id: 'part.json', type: 'string' } } }],
  ['header annotations in examples', { type: 'object', examples: [{ 'x-mcp-header': 1 }], properties: { 'x-mcp-header': { type: 'string' } } }],
])('a schema may have %s', (_case, schema) => {
  expect(codeOf(() => add('a', { inputSchema: McpSchema.fromJson(schema) }))).toBeUndefined();
});

test('two tools may have schemas of the same $id', () => {
  const { offering, fn } = fixture();
  const schema = { $id: 'https://example.com/a.json', type: 'object' };
  offering.addTool(McpTool.fromFunction('a', fn('f'), { description: 'd', inputSchema: McpSchema.fromJson(schema) }));
  offering.addTool(McpTool.fromFunction('b', fn('g'), { description: 'd', inputSchema: McpSchema.fromJson({ ...schema }) }));

  expect(() => offering.writeCatalogue(temporaryDirectory())).not.toThrow();
});

test.each(['missing.json', 'broken.json', 'list.json'])('a schema file is refused when it is %s', (name) => {
  const directory = temporaryDirectory();
  fs.writeFileSync(path.join(directory, 'broken.json'), '{');
  fs.writeFileSync(path.join(directory, 'list.json'), '[]');

  expect(codeOf(() => McpSchema.fromFile(path.join(directory, name)))).toBe('SchemaFileUnreadable');
});

describe('the function that runs tools', () => {
  test('may invoke exactly the functions of the tools', () => {
    const { stack, offering, fn } = fixture();
    const shared = fn('shared');
    offering.addTool(McpTool.fromFunction('a', shared, { description: 'd' }));
    offering.addTool(McpTool.fromFunction('b', shared, { description: 'd' }));

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [{
          Action: 'lambda:InvokeFunction',
          Effect: 'Allow',
          Resource: { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, ':lambda:eu-central-1:123456789012:function:shared']] },
        }],
        Version: Match.anyValue(),
      },
    });
  });

  test('is wired to each function once', () => {
    const { stack, offering, fn } = fixture();
    const shared = fn('shared');
    for (const [name, run] of [['a', shared], ['b', fn('other')], ['c', shared]] as const) {
      offering.addTool(McpTool.fromFunction(name, run, { description: 'd' }));
    }
    const directory = temporaryDirectory();
    offering.writeCatalogue(directory);
    const { tools } = JSON.parse(fs.readFileSync(path.join(directory, 'catalogue.json'), 'utf8'));

    expect(tools.a.target).toEqual(tools.c.target);
    expect(stack.resolve(offering.wiring())).toEqual({
      targets: {
        [tools.a.target.id]: { kind: 'function', functionArn: expect.objectContaining({ 'Fn::Join': expect.anything() }) },
        [tools.b.target.id]: { kind: 'function', functionArn: expect.objectContaining({ 'Fn::Join': expect.anything() }) },
      },
    });
  });

  test('may invoke 300 functions without leaving the sizes of IAM', () => {
    const { stack, offering, fn } = fixture();
    const names = Array.from({ length: 300 }, (_, index) => `weather-production-get-forecast-for-region-${index}`.padEnd(64, 'x'));
    names.forEach((name, index) => offering.addTool(McpTool.fromFunction(`tool_${index}`, fn(name), { description: 'd' })));
    const template = Template.fromStack(stack);
    const inline = Object.values(template.findResources('AWS::IAM::Policy'));
    const managed = Object.values(template.findResources('AWS::IAM::ManagedPolicy'));
    const size = (policy: { [name: string]: any }) => JSON.stringify(policy.Properties.PolicyDocument)
      .replace(/\{"Fn::Join":\["",\["arn:",\{"Ref":"AWS::Partition"\},"([^"]+)"\]\]\}/g, '"arn:aws-us-gov$1"').length;

    expect(JSON.stringify([...inline, ...managed]).match(/weather-production/g)).toHaveLength(300);
    expect(inline.reduce((sum, policy) => sum + size(policy), 0)).toBeLessThanOrEqual(10_240);
    expect(Math.max(...managed.map(size))).toBeLessThanOrEqual(6_144);
    expect(managed.length).toBeLessThanOrEqual(10);
  });
});

test('a function of any runtime runs a tool', () => {
  const { stack, offering } = fixture();
  const fn = new lambda.Function(stack, 'Python', { runtime: lambda.Runtime.PYTHON_3_13, handler: 'a.b', code: lambda.Code.fromInline('x') });
  offering.addTool(McpTool.fromFunction('a', fn, { description: 'd' }));

  Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: { Statement: [Match.objectLike({ Resource: stack.resolve(fn.functionArn) })] },
  });
});
