import { afterAll, describe, expect, test } from '@jest/globals';
import type { InvocationOutcome } from '../../../../lambda-src/mcp/invoke/invoker';
import type { OfferingDefinition } from '../../../../src/offering/catalogue/definitions';
import { removeCatalogues, synthesis } from '../support/compiler';
import { WEATHER } from '../support/offering';
import { testServer } from '../support/server';

afterAll(removeCatalogues);

const TARGET = { kind: 'function', id: 'orders' } as const;
const META = { 'com.example/team': 'orders' };

const OFFERING: OfferingDefinition = {
  ...WEATHER,
  resources: [{ uri: 'docs://status', name: 'status', mimeType: 'text/plain', content: { source: { kind: 'function', target: TARGET, name: 'docs://status', mimeType: 'text/plain' } } }],
  resourceTemplates: [{
    uriTemplate: 'orders://{id}/{+path}',
    name: 'order',
    mimeType: 'application/json',
    ...synthesis.parseUriTemplate('orders://{id}/{+path}'),
    source: { kind: 'function', target: TARGET, name: 'orders://{id}/{+path}', mimeType: 'application/json', meta: META },
    completions: { id: { kind: 'function', target: TARGET }, path: { kind: 'values', values: ['items', 'Invoice', 'my items'] } },
  }, {
    uriTemplate: 'secrets://{id}',
    name: 'secret',
    ...synthesis.parseUriTemplate('secrets://{id}'),
    source: { kind: 'function', target: TARGET, name: 'secrets://{id}' },
    completions: { id: { kind: 'function', target: TARGET } },
    requiredScopes: ['secrets'],
  }],
  prompts: [{ name: 'complain', arguments: [{ name: 'order', required: true }], target: TARGET, completions: { order: { kind: 'function', target: TARGET } } }],
};

/** A server whose function answers this. */
const answering = (answer: unknown) => testServer({ offering: OFFERING, run: () => ({ answer: typeof answer === 'string' ? answer : JSON.stringify(answer) }) });
const read = async (answer: unknown, uri = 'orders://7/a/b', revision?: string) => (await answering(answer).legacy('resources/read', { uri }, revision)).json;

test.each<[string, object]>([
  ['resources/read', { uri: 'docs://status' }],
  ['prompts/get', { name: 'complain', arguments: { order: '7' } }],
  ['completion/complete', { ref: { type: 'ref/prompt', name: 'complain' }, argument: { name: 'order', value: '' } }],
])('a function gets the trace of the client that asks: %s', async (method, params) => {
  const server = answering('"x"');
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01';
  await server.modern(method, { ...params, _meta: { traceparent } });

  expect(server.invocations).toMatchObject([{ method, _meta: { traceparent } }]);
});

describe('a function that reads a resource', () => {
  test('gets the URI, its template and the decoded variables, and who asks', async () => {
    const server = answering('"x"');
    await server.modern('resources/read', { uri: 'orders://7/a%20b/c?d#e' });
    await server.modern('resources/read', { uri: 'docs://status' });

    const caller = { subject: 'user-1', clientId: 'client-1', scopes: ['mcp', 'extra'] };
    expect(server.invocations).toEqual([
      {
        method: 'resources/read', name: 'orders://{id}/{+path}', arguments: { id: '7', path: 'a b/c?d#e' }, uri: 'orders://7/a%20b/c?d#e', caller, requestId: 'request-1', protocolVersion: '2026-07-28',
      },
      { method: 'resources/read', name: 'docs://status', arguments: {}, uri: 'docs://status', caller, requestId: 'request-1', protocolVersion: '2026-07-28' },
    ]);
  });

  test.each<[string, unknown, object]>([
    ['a text', '"late"', { text: 'late', mimeType: 'application/json' }],
    ['any other JSON', { state: 'late' }, { text: '{"state":"late"}', mimeType: 'application/json' }],
    ['a list', [1, 2], { text: '[1,2]' }],
    ['contents', { contents: [{ text: 'late', mimeType: 'text/plain' }] }, { text: 'late', mimeType: 'text/plain' }],
    ['contents as Python names them', { contents: [{ text: 'late', mime_type: 'text/plain', meta: { a: 1 } }] }, { mimeType: 'text/plain', _meta: { a: 1 } }],
    ['bytes', { contents: [{ blob: 'AAEC', mimeType: 'image/png' }] }, { blob: 'AAEC', mimeType: 'image/png' }],
    ['another URI', { contents: [{ text: 'late', uri: 'orders://7/other' }] }, { uri: 'orders://7/other' }],
    ['half an emoji', '"\\ud83d"', { text: '\ufffd' }],
  ])('may answer with %s', async (_name, answer, content) => {
    expect(await read(answer)).toMatchObject({ result: { contents: [{ uri: 'orders://7/a/b', _meta: META, ...content }] } });
  });

  test('says how long clients may go by it; others never share it', async () => {
    const { result } = (await answering({ contents: [{ text: 'a' }], ttlMs: 5000, cacheScope: 'public' }).modern('resources/read', { uri: 'docs://status' })).json;
    expect(result).toMatchObject({ ttlMs: 5000, cacheScope: 'private', resultType: 'complete' });

    const silent = (await answering('"a"').modern('resources/read', { uri: 'docs://status' })).json.result;
    expect(silent).toMatchObject({ ttlMs: 0, cacheScope: 'private' });
  });

  test('has no `_meta` for clients that do not know it', async () => {
    expect((await read('"a"', 'orders://7/a', '2025-03-26')).result.contents).toEqual([{ uri: 'orders://7/a', mimeType: 'application/json', text: 'a' }]);
  });

  test.each(['null', '', { contents: null }])('says by %j that there is no such resource', async (answer) => {
    expect(await read(answer)).toMatchObject({ error: { code: -32002, message: 'Resource not found' } });
    expect((await answering(answer).modern('resources/read', { uri: 'docs://status' })).json).toMatchObject({ error: { code: -32602, data: { uri: 'docs://status' } } });
  });

  test('says what is wrong with the request', async () => {
    expect(await read({ error: 'Orders older than a year are archived' })).toMatchObject({ error: { code: -32602, message: 'Orders older than a year are archived' } });
  });

  test.each<[string, InvocationOutcome]>([
    ['fails', { failure: 'function_error', detail: 'secret detail' }],
    ['answers what is no JSON', { answer: '{secret detail' }],
    ['answers no contents', { answer: '{"contents":[{"uri":"orders://7"}]}' }],
    ['answers bytes that are no base64', { answer: '{"contents":[{"blob":"secret detail!"}]}' }],
    ['answers a ttl that is none', { answer: '{"contents":[],"ttlMs":-1}' }],
  ])('that %s gives a reference, and the log a reason', async (_name, outcome) => {
    const server = testServer({ offering: OFFERING, run: () => outcome });
    const { json, text } = await server.legacy('resources/read', { uri: 'docs://status' });

    expect(json.error).toEqual({ code: -32603, message: 'Internal error (reference: request-1)' });
    expect(text).not.toContain('secret detail');
    expect(server.lines).toContainEqual({ level: 'error', message: 'resource read failed', fields: expect.objectContaining({ requestId: 'request-1', failure: expect.any(String) }) });
  });

  test.each(['orders://7/..%2Fb', 'orders://..%2F7/b', 'orders://7/a%00', 'orders://7/%252e%252e%252fb', 'orders://7/a%5C..%5Cb', 'orders://7/%FF'])('T80 is not called for %s', async (uri) => {
    const server = answering('"a"');

    expect((await server.legacy('resources/read', { uri })).json.error).toMatchObject({ code: -32002 });
    expect(server.invocations).toEqual([]);
  });

  test('is not called without the scope', async () => {
    const server = answering('"a"');

    expect((await server.modern('resources/read', { uri: 'secrets://7' })).json.error).toMatchObject({ data: { scope: 'secrets' } });
    expect(server.invocations).toEqual([]);
  });
});

describe('a function that makes a prompt', () => {
  const prompt = async (answer: unknown, revision?: string) => (await answering(answer).legacy('prompts/get', { name: 'complain', arguments: { order: '7' } }, revision)).json;

  test('gets its name and arguments', async () => {
    const server = answering('"x"');
    await server.modern('prompts/get', { name: 'complain', arguments: { order: '7' } });

    expect(server.invocations).toMatchObject([{ method: 'prompts/get', name: 'complain', arguments: { order: '7' } }]);
  });

  test.each<[string, unknown, object]>([
    ['a text', '"Write a letter"', { messages: [{ role: 'user', content: { type: 'text', text: 'Write a letter' } }] }],
    ['messages of texts', { messages: [{ role: 'assistant', content: 'Hello' }] }, { messages: [{ role: 'assistant', content: { type: 'text', text: 'Hello' } }] }],
    ['messages of contents', { description: 'A letter', messages: [{ role: 'user', content: { type: 'image', data: 'AAEC', mimeType: 'image/png' } }] }, {
      description: 'A letter', messages: [{ role: 'user', content: { type: 'image', data: 'AAEC', mimeType: 'image/png' } }],
    }],
  ])('may answer with %s', async (_name, answer, result) => {
    expect((await prompt(answer)).result).toEqual(result);
  });

  test('may answer what a revision does not know: it gets a text', async () => {
    const { result } = await prompt({ messages: [{ role: 'user', content: { type: 'audio', data: 'AAEC', mimeType: 'audio/mpeg' } }] }, '2024-11-05');
    expect(result.messages[0].content).toEqual({ type: 'text', text: '[audio, audio/mpeg: this client cannot receive it]' });
  });

  test('says what is wrong with the arguments', async () => {
    expect(await prompt({ error: 'There is no order 7' })).toMatchObject({ error: { code: -32602, message: 'There is no order 7' } });
  });

  test.each(['null', '[]', { messages: [{ role: 'system', content: 'a' }] }, { messages: 'a' }])('that answers %j gives a reference', async (answer) => {
    expect(await prompt(answer)).toMatchObject({ error: { code: -32603, message: 'Internal error (reference: request-1)' } });
  });
});

test('a declared message becomes a text for revisions that do not know what it is', async () => {
  const offering: OfferingDefinition = {
    ...WEATHER,
    prompts: [{
      name: 'hear',
      arguments: [],
      body: {
        messages: [
          { role: 'user', content: { type: 'audio', data: 'AAEC', mimeType: 'audio/mpeg' }, instead: { since: '2025-03-26', text: '[audio]' } },
          { role: 'user', content: { type: 'resource', resource: { uri: 'docs://a', mimeType: 'text/plain', text: 'a' } } },
        ],
      },
    }],
  };
  const contents = async (revision: string) => (await testServer({ offering }).legacy('prompts/get', { name: 'hear' }, revision)).json.result.messages
    .map(({ content }: { content: object }) => content);
  const resource = { type: 'resource', resource: { uri: 'docs://a', mimeType: 'text/plain', text: 'a' } };

  expect(await contents('2024-11-05')).toEqual([{ type: 'text', text: '[audio]' }, resource]);
  expect(await contents('2025-03-26')).toEqual([{ type: 'audio', data: 'AAEC', mimeType: 'audio/mpeg' }, resource]);
});

describe('a completion', () => {
  const complete = async (answer: unknown, argument: object, ref: object = { type: 'ref/resource', uri: 'orders://{id}/{+path}' }, rest: object = {}) => (
    (await answering(answer).legacy('completion/complete', { ref, argument, ...rest })).json
  );

  test('of a function gets what was entered and the other arguments', async () => {
    const server = answering(['7', '8']);
    const { json } = await server.modern('completion/complete', {
      ref: { type: 'ref/resource', uri: 'orders://{id}/{+path}' }, argument: { name: 'id', value: '7' }, context: { arguments: { path: 'a' } },
    });

    expect(json.result).toMatchObject({ resultType: 'complete', completion: { values: ['7', '8'], total: 2, hasMore: false } });
    expect(server.invocations).toMatchObject([{ method: 'completion/complete', name: 'orders://{id}/{+path}', argument: { name: 'id', value: '7' }, arguments: { path: 'a' } }]);
  });

  test('of a prompt says the name of the prompt', async () => {
    const server = answering(['7']);
    await server.legacy('completion/complete', { ref: { type: 'ref/prompt', name: 'complain' }, argument: { name: 'order', value: '' } });

    expect(server.invocations).toMatchObject([{ name: 'complain', argument: { name: 'order', value: '' }, arguments: {} }]);
  });

  test.each<[unknown, object]>([
    ['null', { values: [], total: 0, hasMore: false }],
    [{ values: ['a'], total: 300 }, { values: ['a'], total: 300, hasMore: true }],
    [{ values: ['a'], hasMore: true }, { values: ['a'], hasMore: true }],
    [{ values: ['a'], has_more: false, total: null }, { values: ['a'], total: 1, hasMore: false }],
    [Array.from({ length: 250 }, (_, index) => `${index}`), { values: Array.from({ length: 100 }, (_, index) => `${index}`), total: 250, hasMore: true }],
  ])('of the answer %j has at most 100 values', async (answer, completion) => {
    expect((await complete(answer, { name: 'id', value: '' })).result).toEqual({ completion });
  });

  test.each(['"a"', '[1]', '{"values":null}', '{"values":[],"total":-1}', '{'])('of the answer %s gives a reference', async (answer) => {
    expect(await complete(answer, { name: 'id', value: '' })).toMatchObject({ error: { code: -32603 } });
  });

  test('of declared values begins with those that begin like it', async () => {
    expect((await complete('', { name: 'path', value: 'I' })).result.completion.values).toEqual(['items', 'Invoice', 'my items']);
    expect((await complete('', { name: 'path', value: 'inv' })).result.completion).toEqual({ values: ['Invoice'], total: 1, hasMore: false });
  });

  test.each(['other', 'constructor', '__proto__'])('of the variable %s is empty', async (name) => {
    expect((await complete('', { name, value: '' })).result).toEqual({ completion: { values: [], total: 0, hasMore: false } });
  });

  test.each<[object]>([[{ context: 1 }], [{ context: { arguments: { a: 1 } } }], [{ context: { arguments: [] } }]])('with %j is refused', async (rest) => {
    expect(await complete('', { name: 'id', value: '' }, undefined, rest)).toMatchObject({ error: { code: -32602 } });
  });

  test('T82 says nothing to those who may not read', async () => {
    const server = answering(['secret']);
    const { json, text } = await server.modern('completion/complete', { ref: { type: 'ref/resource', uri: 'secrets://{id}' }, argument: { name: 'id', value: '' } });

    expect(json.error).toMatchObject({ data: { scope: 'secrets' } });
    expect([server.invocations, text.includes('"secret"')]).toEqual([[], false]);
  });
});
