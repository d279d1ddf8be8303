import { expect, test } from '@jest/globals';
import { describeFunctions, describeStack, essence } from '../../../local/dev/changes';

const server = (path: string, tools: readonly string[]) => (
  { path, url: '', mcpUrl: `http://localhost/${path}/mcp`, offered: { tools: tools.map((name) => ({ name, functionArn: `arn:aws:lambda:us-east-1:1:function:${name}` })), resources: [], prompts: [] } });
const version = (...servers: ReturnType<typeof server>[]) => ({ assembly: { stacks: [], assets: [] }, servers });

test.each([
  ['of the only server', version(server('Shop/A', ['buy'])), version(server('Shop/B', ['buy', 'sell'])), 'stack: 1 tool added (sell)'],
  ['of one of several', version(server('Shop/A', ['buy']), server('Shop/B', ['buy'])), version(server('Shop/A', ['buy']), server('Shop/B', ['buy', 'sell'])), 'stack: 1 tool added (sell) at Shop/B'],
  ['by another server', version(server('Shop/A', ['buy'])), version(server('Shop/A', ['buy']), server('Shop/B', ['buy'])), 'stack: server Shop/B added at http://localhost/Shop/B/mcp'],
  ['by one server less', version(server('Shop/A', ['buy']), server('Shop/B', ['buy'])), version(server('Shop/A', ['buy'])), 'stack: server Shop/B removed'],
])('what is offered is told where it changes, %s', (_which, before, after, told) => {
  expect(describeStack(before, after, [])).toEqual([told]);
});

test('a function of tools that several servers have is told once', () => {
  expect(describeFunctions([{ arn: 'arn:aws:lambda:us-east-1:1:function:buy', label: 'Buy' }], [server('Shop/A', ['buy']), server('Shop/B', ['buy'])])).toEqual(['tool buy: code']);
});

test('of what a program said, minified code is cut', () => {
  expect(essence(`lib.js:1\n"use strict";${'x'.repeat(9000)}\nError: why\n`)).toEqual(['lib.js:1', expect.stringMatching(/^"use strict";x{587}…$/), 'Error: why']);
});
