import { Annotations, Stack } from 'aws-cdk-lib';
import { Annotations as Found, Match } from 'aws-cdk-lib/assertions';
import { McpSchema } from '../../../../src/offering/json-schema/mcp-schema';
import { McpTool } from '../../../../src/offering/tools/mcp-tool';
import { fixture } from '../../../support/offering-fixture';

const ANY = Match.anyValue();

function warnings(scope: Stack): string[] {
  return Found.fromStack(scope).findWarning('*', ANY).map(({ entry }) => String(entry.data));
}

test('a warning names the tool, what was found, who refuses it and what to do, once a tool and rule', () => {
  const { offering, fn, stack } = fixture();
  offering.addTool(McpTool.fromFunction('forecast.get', fn('f'), {
    description: 'Does it',
    inputSchema: McpSchema.fromJson({ type: 'object', properties: { 'a[]': {}, 'b[]': {}, 'c[]': {}, 'd[]': {} } }),
  }));

  expect(warnings(stack)).toEqual([
    expect.stringMatching(/^the tool "forecast.get" has a dot in its name \("forecast.get"\): claude.ai.*; use _ or - instead, or acknowledge this \[ack: cdk-remote-mcp-server:toolNameCharacters\]$/),
    expect.stringMatching(/^the tool "forecast.get" has an argument whose name .*\("a\[\]", "b\[\]", "c\[\]" and 1 more\): Anthropic and Bedrock.*\[ack: cdk-remote-mcp-server:propertyNames\]$/),
  ]);
});

test('a warning that is acknowledged is gone, and the others stay', () => {
  const { offering, fn, stack } = fixture();
  offering.addTool(McpTool.fromFunction('forecast.get', fn('f'), { description: 'x'.repeat(2000) }));
  Annotations.of(stack).acknowledgeWarning('cdk-remote-mcp-server:toolNameCharacters');

  expect(warnings(stack)).toEqual([expect.stringContaining('toolDescriptionLength')]);
});

test('a plain tool is warned of by nobody', () => {
  const { offering, fn, stack } = fixture();
  offering.addTool(McpTool.fromFunction('get_forecast', fn('f'), { description: 'Does it', inputSchema: McpSchema.fromJson({ type: 'object', properties: { city: { type: 'string' } } }) }));

  expect(warnings(stack)).toEqual([]);
});
