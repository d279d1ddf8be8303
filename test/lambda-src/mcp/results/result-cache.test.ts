import { afterAll, describe, expect, jest, test } from '@jest/globals';
import { keptOrRun, keyOf, ResultCache } from '../../../../lambda-src/mcp/results/result-cache';
import type { ToolInvocation } from '../../../../src/contract/mcp/invocation';
import { removeCatalogues } from '../support/compiler';
import { tool, WEATHER } from '../support/offering';
import { testServer } from '../support/server';

afterAll(removeCatalogues);

const invocation = (changes: Partial<ToolInvocation> = {}): ToolInvocation => ({
  name: 'a', arguments: {}, caller: { subject: 'u', clientId: 'c', scopes: ['x', 'y'] }, requestId: 'r', protocolVersion: '2026-07-28', ...changes,
});
const args = (json: string) => invocation({ arguments: JSON.parse(json) });

test.each([
  ['{"a":1,"b":{"c":[1,2],"d":null}}', '{"b":{"d":null,"c":[1,2]},"a":1}', true],
  ['{"a":[1,2]}', '{"a":[2,1]}', false],
  ['{"a":1}', '{"a":"1"}', false],
  ['{"a":{"m":[["b",1]]}}', '{"a":{"b":1}}', false],
  ['{"__proto__":1}', '{}', false],
  ['{"2":1,"10":1}', '{"10":1,"2":1}', true],
])('%s and %s are the same arguments: %s', (left, right, same) => {
  expect(keyOf(args(left), false) === keyOf(args(right), false)).toBe(same);
});

test('large integers that JavaScript would confuse are told apart', () => {
  const key = (text: string) => keyOf(invocation({ arguments: { id: JSON.rawJSON(text) } }), false);
  expect(key('9007199254740993')).not.toBe(key('9007199254740992'));
});

test.each<[string, Partial<ToolInvocation>, boolean]>([
  ['another tool', { name: 'b' }, true],
  ['another revision', { protocolVersion: '2025-11-25' }, true],
  ['another user', { caller: { subject: 'v', clientId: 'c', scopes: ['x', 'y'] } }, false],
  ['another client', { caller: { subject: 'u', clientId: 'd', scopes: ['x', 'y'] } }, false],
  ['fewer scopes', { caller: { subject: 'u', clientId: 'c', scopes: ['x'] } }, false],
])('the result of %s is another one for its caller; across callers: %s', (_what, changes, alsoAcross) => {
  expect(keyOf(invocation(changes), true)).not.toBe(keyOf(invocation(), true));
  expect(keyOf(invocation(changes), false) !== keyOf(invocation(), false)).toBe(alsoAcross);
});

test('a result is kept for its time, and no longer', () => {
  let now = 0;
  const cache = new ResultCache(() => now);
  cache.set('k', { result: '1' }, 10);
  now = 9_999;
  expect(cache.get('k')).toEqual({ result: '1' });
  now = 10_000;
  expect(cache.get('k')).toBeUndefined();
});

test('the least recently used results go first, by their bytes', () => {
  const cache = new ResultCache(() => 0, 400);
  ['a', 'b', 'c'].forEach((key) => cache.set(key, { result: 'x'.repeat(50) }, 10));
  cache.get('a');
  cache.set('d', { result: 'x'.repeat(50) }, 10);
  expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key) !== undefined)).toEqual([true, false, true, true]);
  cache.set('large', { result: 'x'.repeat(400) }, 10);
  expect(cache.get('large')).toBeUndefined();
  expect(cache.get('d')).toBeDefined();
});

test('arguments nested more deeply than the stack are not kept, and run the tool', async () => {
  const deep = args(`{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`);
  const run = jest.fn(async () => ({ result: '{}' }));
  const server = {};
  await keptOrRun(server, { seconds: 1, perCaller: true }, deep, run);
  await keptOrRun(server, { seconds: 1, perCaller: true }, deep, run);
  expect(run).toHaveBeenCalledTimes(2);
});

describe('a tool with a result cache', () => {
  const offering = (perCaller: boolean) => ({
    ...WEATHER,
    tools: [tool('get_forecast', { inputSchema: { type: 'object' }, resultCache: { seconds: 60, perCaller } }), tool('ping_station')],
  });
  const as = (subject: string) => ({ authorizer: { sub: subject, client_id: 'client-1', scope: 'mcp' } });

  test('runs once for equal arguments, and answers every time', async () => {
    const { invocations, modern } = testServer({ offering: offering(true) });
    const first = await modern('tools/call', { name: 'get_forecast', arguments: { a: 1, b: 2 } });
    const second = await modern('tools/call', { name: 'get_forecast', arguments: { b: 2, a: 1 } });
    expect(second.json).toEqual(first.json);
    expect(invocations).toHaveLength(1);
  });

  // T79
  test('never gives one caller the result of another, unless declared', async () => {
    const mine = testServer({ offering: offering(true) });
    await mine.modern('tools/call', { name: 'get_forecast' }, as('u'));
    await mine.modern('tools/call', { name: 'get_forecast' }, as('v'));
    expect(mine.invocations.map(({ caller }) => caller.subject)).toEqual(['u', 'v']);

    const shared = testServer({ offering: offering(false) });
    await shared.modern('tools/call', { name: 'get_forecast' }, as('u'));
    await shared.modern('tools/call', { name: 'get_forecast' }, as('v'));
    expect(shared.invocations.map(({ caller }) => caller.subject)).toEqual(['u']);
  });

  test.each([
    ['an error that the tool reports', { answer: '{"content":[],"isError":true}' }],
    ['a failure', { failure: 'timeout', detail: 'd' } as const],
    ['an answer that is malformed', { answer: '{"content":[{"type":"text"}]}' }],
  ])('does not keep %s', async (_what, outcome) => {
    const { invocations, legacy } = testServer({ offering: offering(true), run: () => outcome });
    await legacy('tools/call', { name: 'get_forecast' });
    await legacy('tools/call', { name: 'get_forecast' });
    expect(invocations).toHaveLength(2);
  });

  test('is still refused to who lacks its scopes', async () => {
    const { invocations, legacy } = testServer({
      offering: { ...WEATHER, tools: [tool('get_forecast', { requiredScopes: ['extra'], resultCache: { seconds: 60, perCaller: false } })] },
    });
    await legacy('tools/call', { name: 'get_forecast' });
    const refused = await legacy('tools/call', { name: 'get_forecast' }, undefined, as('v'));
    expect(refused.json.result.isError).toBe(true);
    expect(invocations).toHaveLength(1);
  });

  test('shares nothing between servers', async () => {
    const [left, right] = [testServer({ offering: offering(false) }), testServer({ offering: offering(false) })];
    await left.modern('tools/call', { name: 'get_forecast' });
    await right.modern('tools/call', { name: 'get_forecast' });
    expect(right.invocations).toHaveLength(1);
  });
});
