import { afterAll, describe, expect, test } from '@jest/globals';
import type { InvocationFailure } from '../../../../lambda-src/mcp/invoke/invoker';
import type { ToolDefinition } from '../../../../src/offering/catalogue/definitions';
import { removeCatalogues } from '../support/compiler';
import { tool, WEATHER } from '../support/offering';
import { testServer } from '../support/server';

afterAll(removeCatalogues);

const TRAVEL: ToolDefinition['inputSchema'] = {
  type: 'object',
  properties: {
    city: { type: 'string' },
    days: { type: 'integer' },
    big: { type: 'integer', maximum: 9007199254740992 },
    note: { type: ['string', 'null'] },
    kind: { const: 'trip' },
    form: { anyOf: [{ type: 'integer' }, { type: 'string' }] },
    place: { $ref: '#/$defs/place' },
    legs: { type: 'array', items: { type: 'object', properties: { to: { type: 'string' }, by: { enum: ['rail', 'road'] } }, required: ['to'] } },
    tags: { type: 'array', items: { type: 'string' } },
    named: { type: 'object', additionalProperties: { type: 'string' } },
    shape: {
      oneOf: [
        { type: 'object', properties: { kind: { const: 'circle' }, r: { type: 'number' }, label: { type: 'string' } }, required: ['kind', 'r'] },
        { type: 'object', properties: { kind: { const: 'square' }, side: { type: 'number' } }, required: ['kind', 'side'] },
      ],
    },
    change: {
      anyOf: [
        { type: 'object', properties: { label: { type: 'string' }, kind: { const: 'create' } }, required: ['kind'] },
        { type: 'object', properties: { label: { type: ['string', 'null'] }, note: { type: 'string' }, kind: { const: 'patch' } }, required: ['kind'] },
      ],
    },
  },
  required: ['city'],
  additionalProperties: false,
  $defs: { place: { type: 'object', properties: { street: { type: 'string' } }, additionalProperties: { type: 'string' } } },
};

test('a tool is invoked with its name, arguments, caller, request and version, and nothing else', async () => {
  const server = testServer();
  await server.legacy('tools/call', { name: 'get_forecast', arguments: { city: 'Rome' } }, '2025-06-18', { headers: { Authorization: 'Bearer secret' } });

  expect(server.invocations).toEqual([{
    name: 'get_forecast',
    arguments: { city: 'Rome' },
    caller: { subject: 'user-1', clientId: 'client-1', scopes: ['mcp', 'extra'] },
    requestId: 'request-1',
    protocolVersion: '2025-06-18',
  }]);
});

test('a call without arguments has none', async () => {
  const server = testServer({ offering: { ...WEATHER, tools: [tool('ping_station')] } });
  await server.legacy('tools/call', { name: 'ping_station' });
  await server.legacy('tools/call', { name: 'ping_station', arguments: null });

  expect(server.invocations.map((invocation) => invocation.arguments)).toEqual([{}, {}]);
});

describe('arguments that do not fit the schema', () => {
  test.each([
    [{}, 'arguments.city is missing'],
    [{ city: 7 }, 'arguments.city must be a string'],
    [{ city: '' }, 'arguments.city must have at least 1 character'],
    [{ city: 'Rome', days: 1.5 }, 'arguments.days must be a whole number'],
    [{ city: 7, days: 1.5 }, 'arguments.city must be a string; arguments.days must be a whole number'],
    [{ city: 'Rome', toString: 1 }, 'arguments must not have the property "toString"'],
  ])('%j: the model is told, and the tool is not run', async (args, message) => {
    const server = testServer();
    const { status, json } = await server.legacy('tools/call', { name: 'get_forecast', arguments: args });

    expect([status, json.result]).toEqual([200, { content: [{ type: 'text', text: `Invalid arguments: ${message}` }], isError: true }]);
    expect(server.invocations).toEqual([]);
  });

  test.each([
    ['{"city":"Rome","days":null}', { city: 'Rome' }],
    ['{"city":"Rome","days":null,"note":null,"place":null,"kind":null,"form":null,"legs":[{"to":"Oslo","by":null}]}', { city: 'Rome', note: null, legs: [{ to: 'Oslo' }] }],
    ['{"city":"Rome","place":{"street":"x","a/b":null,"~":null,"__proto__":null}}', { city: 'Rome', place: { street: 'x' } }],
    ['{"city":"Rome","shape":{"kind":"circle","r":1.0,"label":null},"days":null}', { city: 'Rome', shape: { kind: 'circle', r: 1 } }],
    [`{"city":"Rome","named":{${Array.from({ length: 16 }, (_, i) => `"n${i}":null`).join()}}}`, { city: 'Rome', named: {} }],
    [`{"city":"Rome","legs":[${Array(2000).fill('{"to":"Oslo","by":null}').join()}]}`, { city: 'Rome', legs: Array(2000).fill({ to: 'Oslo' }) }],
    ['{"city":"Rome","change":{"label":null,"kind":"patch"},"days":null}', { city: 'Rome', change: { label: null, kind: 'patch' } }],
    ['{"city":"Rome","change":{"label":null,"note":null,"kind":"patch"}}', { city: 'Rome', change: { label: null, kind: 'patch' } }],
    ['{"city":"Rome","change":{"label":null,"note":null,"kind":"create"}}', { city: 'Rome', change: { note: null, kind: 'create' } }],
  ])('what is optional and null, where the schema accepts none, counts as left out: %s', async (args, expected) => {
    const server = testServer({ offering: { ...WEATHER, tools: [tool('travel', { inputSchema: TRAVEL })] } });
    await server.post(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"travel","arguments":${args}}}`);

    expect(JSON.parse(JSON.stringify(server.invocations.map((invocation) => invocation.arguments)))).toEqual([expected]);
  });

  test.each([
    ['{"city":null}', 'arguments.city must be a string'],
    ['{"city":null,"days":null}', 'arguments.city must be a string; arguments.days must be a whole number'],
    ['{"city":"Rome","days":null,"note":7}', 'arguments.days must be a whole number; arguments.note must be a string or null'],
    ['{"city":"Rome","unknown":null}', 'arguments must not have the property "unknown"'],
    ['{"city":"Rome","tags":["a",null]}', 'arguments.tags[1] must be a string'],
    ['{"city":"Rome","days":null,"big":9007199254740993}', 'arguments.big must be 9007199254740992 or less (it has more digits than can be checked; give fewer, or a string)'],
    [`{"city":"Rome","named":{${Array.from({ length: 300 }, (_, i) => `"n${i}":null`).join()}}}`, expect.stringContaining('arguments.named.n0 must be a string')],
  ])('a null that is required, an item, unknown or beside another mistake is none: %s', async (args, message) => {
    const server = testServer({ offering: { ...WEATHER, tools: [tool('travel', { inputSchema: TRAVEL })] } });
    const { json } = await server.post(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"travel","arguments":${args}}}`);

    expect(json.result.isError).toBe(true);
    expect(json.result.content[0].text.replace(/^Invalid arguments: /, '')).toEqual(message);
    expect(server.invocations).toEqual([]);
  });

  test('that are nested beyond reason are a tool error', async () => {
    const tree = { type: 'object', properties: { child: { $ref: '#/$defs/tree' } }, $defs: { tree: { type: 'object', properties: { child: { $ref: '#/$defs/tree' } } } } };
    const server = testServer({ offering: { ...WEATHER, tools: [tool('plant', { inputSchema: tree })] } });
    const depth = 100_000;
    const nested = `${'{"child":'.repeat(depth)}{}${'}'.repeat(depth)}`;
    const reply = await server.post(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"plant","arguments":${nested}}}`);

    expect(reply).toMatchObject({ status: 200, json: { result: { isError: true, content: [{ text: 'Invalid arguments: they are nested too deeply for the schema' }] } } });
    expect(server.invocations).toEqual([]);
  });

  test('of the wrong kind are an error of the protocol', async () => {
    await expect(testServer().legacy('tools/call', { name: 'get_forecast', arguments: ['Rome'] })).resolves.toMatchObject({ json: { error: { code: -32602 } } });
  });
});

test.each<[InvocationFailure, string]>([
  ['function_error', 'The tool failed.'],
  ['timeout', 'The tool did not answer in time.'],
  ['out_of_memory', 'The tool ran out of memory. Ask for less.'],
  ['not_runnable', 'The tool cannot run as it is deployed. Another try does not help.'],
  ['not_ready', 'The tool is not ready yet. Try again in a minute.'],
  ['throttled', 'The tool is busy. Try again later.'],
  ['refused', 'The tool could not be called.'],
  ['unreachable', 'The tool could not be reached. Try again later.'],
  ['invocation_too_large', 'The arguments are too large.'],
  ['answer_too_large', 'The tool ran, but answered more than can be delivered. Ask for less.'],
])('%s is a tool error with a reference; the details are in the log alone', async (failure, text) => {
  const server = testServer({ run: () => ({ failure, detail: 'hunter2 at secret.ts:1' }) });
  const reply = await server.legacy('tools/call', { name: 'get_forecast', arguments: { city: 'Rome' } });

  expect(reply.json.result).toEqual({ content: [{ type: 'text', text: `${text} (reference: request-1)` }], isError: true });
  expect(reply.text).not.toContain('hunter2');
  expect(server.lines[0]).toEqual({
    level: 'error', message: 'tool call failed', fields: { requestId: 'request-1', tool: 'get_forecast', failure, detail: 'hunter2 at secret.ts:1' },
  });
});

test('what Lambda has a name for is logged with what helps against it', async () => {
  const server = testServer({ run: () => ({ failure: 'answer_too_large', code: 'Function.ResponseSizeTooLarge', detail: '{}' }) });
  const reply = await server.legacy('tools/call', { name: 'get_forecast', arguments: { city: 'Rome' } });

  expect(reply.json.result).toEqual({ content: [{ type: 'text', text: expect.stringContaining('Ask for less.') }], isError: true });
  expect(server.lines[0].fields).toEqual({
    requestId: 'request-1', tool: 'get_forecast', failure: 'answer_too_large', code: 'Function.ResponseSizeTooLarge', remedy: expect.stringContaining('6 MiB'), detail: '{}',
  });
});

test.each([
  ['{"degrees":', 'not_json'],
  ['{"content":[{"type":"image"}]}', 'malformed_content'],
  ['{"degrees":"warm"}', 'output_mismatch'],
  ['"warm"', 'output_mismatch'],
  ['{"content":[{"type":"text","text":"warm"}]}', 'output_mismatch'],
])('the answer %s is a tool error: %s', async (answer, failure) => {
  const server = testServer({ run: () => ({ answer }) });
  const { json } = await server.legacy('tools/call', { name: 'get_forecast', arguments: { city: 'Rome' } });

  expect(json.result.isError).toBe(true);
  expect(json.result.content[0].text).toMatch(/\(reference: request-1\)$/);
  expect(server.lines[0].fields).toMatchObject({ failure });
});

test('a tool that fails need not have its output', async () => {
  const server = testServer({ run: () => ({ answer: '{"content":[{"type":"text","text":"no such city"}],"isError":true}' }) });
  const { json } = await server.legacy('tools/call', { name: 'get_forecast', arguments: { city: 'Rome' } });

  expect(json.result).toEqual({ content: [{ type: 'text', text: 'no such city' }], isError: true });
});

test('the _meta of a tool is kept, beside that of the server', async () => {
  const server = testServer({ run: () => ({ answer: '{"content":[],"_meta":{"a.example/b":1},"structuredContent":{"degrees":1}}' }) });
  const { json } = await server.modern('tools/call', { name: 'get_forecast', arguments: { city: 'Rome' } }, { headers: { 'Mcp-Param-City': 'Rome' } });

  expect(json.result).toEqual({
    resultType: 'complete',
    content: [],
    structuredContent: { degrees: 1 },
    _meta: { 'a.example/b': 1, 'io.modelcontextprotocol/serverInfo': expect.objectContaining({ name: 'weather' }) },
  });
});

test('headers of arguments are not looked at before 2026-07-28', async () => {
  const server = testServer();
  await server.legacy('tools/call', { name: 'get_forecast', arguments: { city: 'Rome' } }, '2025-11-25', { headers: { 'Mcp-Param-City': 'Oslo' } });

  expect(server.invocations).toHaveLength(1);
});
