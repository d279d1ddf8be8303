import { Lazy } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { metaDefinition } from '../../../../src/offering/description/description';
import { McpMeta } from '../../../../src/offering/description/mcp-meta';
import { judgeMetaKey } from '../../../../src/offering/description/meta-key';
import { codeOf, fixture } from '../../../support/offering-fixture';

test.each([
  ['legal', ['team', 'a', 'ui', 'team-name', 'team_name', 'team.name', '7', 'com.example/team', 'ui/resourceUri', 'openai/outputTemplate', 'com.example/', 'a-b.c2/x', 'com.example.mcp/a', 'com.example.modelcontextprotocol/a']],
  ['malformed', ['', 'a b', '-a', 'a-', 'größe', 'a/b/c', '/a', '7up/a', 'com..example/a', '-a.b/c', 'a-.b/c', 'com.example/-a', 'com.example/a b']],
  ['protocol', ['progressToken', 'traceparent', 'tracestate', 'baggage', 'io.modelcontextprotocol/serverInfo', 'io.modelcontextprotocol/protocolVersion']],
  ['reserved', ['io.modelcontextprotocol/ui', 'dev.mcp/a', 'org.modelcontextprotocol.api/a', 'com.mcp.tools/a', 'mcp.dev/a', 'modelcontextprotocol.io/a', 'tools.mcp.com/a', 'IO.ModelContextProtocol/a']],
])('%s keys are told apart', (verdict, keys) => {
  expect(keys.map((key) => [key, judgeMetaKey(key)])).toEqual(keys.map((key) => [key, verdict]));
});

const bind = (meta: { [key: string]: unknown }) => metaDefinition(McpMeta.fromJson(meta), 'the tool \'a\'', fixture().stack);

test('metadata keeps every JSON value', () => {
  const meta = { 'com.example/all': { a: [1, 'b', null, true, { c: 0.5 }] }, 'n': null };
  expect(bind(meta)).toEqual(meta);
  expect(metaDefinition(McpMeta.fromJsonText(JSON.stringify(meta)), 'x', fixture().stack)).toEqual(meta);
  expect(bind({})).toBeUndefined();
});

test.each([
  ['InvalidMetaKey', { 'a b': 1 }],
  ['ReservedMetaKey', { 'io.modelcontextprotocol/serverInfo': {} }],
])('a key is refused with %s', (code, meta) => {
  expect(codeOf(() => bind(meta))).toBe(code);
});

test('a key of MCP\'s own is warned of, for an extension may define it', () => {
  const { stack } = fixture();
  expect(metaDefinition(McpMeta.fromJson({ 'io.modelcontextprotocol/ui': {} }), 'the tool \'a\'', stack)).toEqual({ 'io.modelcontextprotocol/ui': {} });
  Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('whose prefix is reserved for MCP'));
});

test.each([
  ['NaN', { a: Number.NaN }], ['Infinity', { a: [Number.POSITIVE_INFINITY] }], ['a function', { a: () => 1 }], ['a bigint', { a: 1n }], ['a Date', { a: new Date(0) }], ['a Map', { a: new Map() }],
])('%s is no metadata', (_what, meta) => {
  expect(codeOf(() => McpMeta.fromJson(meta))).toBe('InvalidMeta');
});

test('a circle is no metadata', () => {
  const circle: { [key: string]: unknown } = {};
  circle.self = circle;
  expect(codeOf(() => McpMeta.fromJson(circle))).toBe('InvalidMeta');
});

test.each(['{', '[]', 'null', '"a"', '{"a":1e400}'])('the text %s is no metadata', (text) => {
  expect(codeOf(() => McpMeta.fromJsonText(text))).toBe('InvalidMeta');
});

test('what only the deployment knows is no metadata', () => {
  const token = Lazy.string({ produce: () => 'later' });
  const { offering, tool } = fixture();
  expect(codeOf(() => offering.addTool(tool({ meta: McpMeta.fromJson({ a: { b: token } }) })))).toBe('UnresolvedValue');
});
