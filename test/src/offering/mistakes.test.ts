import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { McpPrompt, McpPromptMessage, McpSchema, McpTool, RemoteMcpServer } from '../../../src';
import { toolFunction } from '../../support/synthesized-server';

/** What is legal, and hardly meant: synthesis says it, and does not fail. */

function warnings(schema: object): string[] {
  const stack = new Stack(new App(), 'App');
  new RemoteMcpServer(stack, 'Server', { tools: [McpTool.fromFunction('get', toolFunction(stack), { description: 'Does it', inputSchema: McpSchema.fromJson(schema) })] });
  return Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('schemaMistake')).map(({ entry }) => String(entry.data));
}

test.each<[string, object, string]>([
  ['a misspelt keyword', { type: 'object', propertys: { city: { type: 'string' } } }, 'the input schema of the tool "get" has at its root the keyword "propertys", which checks nothing; did you mean "properties"?'],
  ['one inside', { type: 'object', properties: { city: { type: 'string', maxlength: 3 } } }, 'has at "/properties/city" the keyword "maxlength", which checks nothing; did you mean "maxLength"?'],
  ['a required property of another name', { type: 'object', properties: { city: {} }, required: ['citty'] }, 'the required property "citty", which is not among its properties; did you mean "city"?'],
  ['a required property that is nowhere', { type: 'object', properties: { city: {} }, required: ['days'] }, 'the required property "days", which is not among its properties; declare it, or take it out of "required"'],
  ['a default that nobody gets', { type: 'object', properties: { filter: { type: 'object', properties: { days: { type: 'integer', default: 1 } }, required: ['days'] } } }, 'has at "/properties/filter" the required property "days" with a default, and a call without it is refused; take it out of "required", in zod with z.toJSONSchema(schema, { io: \'input\' })'],
])('%s is named with what was likely meant', (_, schema, warning) => {
  expect(warnings(schema)).toEqual([expect.stringContaining(warning)]);
});

test.each<[string, object]>([
  ['a property that is called like a misspelt keyword', { type: 'object', properties: { propertys: {} } }],
  ['annotations of others', { 'type': 'object', 'properties': { a: { example: 1, nullable: true } }, 'x-order': 1 }],
  ['a default of an argument that may be left out', { type: 'object', properties: { days: { default: 1 }, city: {} }, required: ['city'] }],
  ['a requirement in one of several shapes', { type: 'object', properties: { a: {}, b: {} }, anyOf: [{ required: ['a'] }, { required: ['b'] }] }],
  ['a requirement that another part declares', { type: 'object', properties: {}, required: ['a'], allOf: [{ properties: { a: {} } }] }],
])('%s is none', (_, schema) => {
  expect(warnings(schema)).toEqual([]);
});

test('a default of a required argument is none in what others wrote', () => {
  const stack = new Stack(new App(), 'App');
  const inputSchema = McpSchema.fromJsonText('{"type":"object","properties":{"days":{"default":1}},"required":["days"]}');
  new RemoteMcpServer(stack, 'Server', { tools: [McpTool.fromFunction('get', toolFunction(stack), { description: 'Does it', inputSchema })] });
  expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('schemaMistake'))).toEqual([]);
});

test('a misspelt type is refused, with the likely one', () => {
  expect(() => warnings({ type: 'object', properties: { city: { type: 'strng' } } })).toThrow(/InvalidSchema: .* has "type": "strng" at "\/properties\/city"; did you mean "string"\?/);
});

test.each([['Weather in {city}', 1], ['Weather in {{city}}', 0], ['JSON like {"city": 1} or {other}', 0]])('the prompt text %j has %i placeholders that nothing fills', (text, count) => {
  const stack = new Stack(new App(), 'App');
  new RemoteMcpServer(stack, 'Server', { prompts: [McpPrompt.fromMessages('ask', { arguments: [{ name: 'city' }], messages: [McpPromptMessage.text(text)] })] });
  expect(Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('write \\{\\{city\\}\\} for the argument'))).toHaveLength(count);
});
