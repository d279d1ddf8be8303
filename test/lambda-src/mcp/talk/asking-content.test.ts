import { afterAll, afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { InvocationOutcome } from '../../../../lambda-src/mcp/invoke/invoker';
import type { ToolInvocation } from '../../../../src/contract/mcp/invocation';
import type { OfferingDefinition } from '../../../../src/offering/catalogue/definitions';
import { removeCatalogues, synthesis } from '../support/compiler';
import { EMPTY } from '../support/offering';
import { type Answer, RawClient } from '../support/raw-client';
import { MODERN } from '../support/server';
import { startTalkingServer, type TalkingServer } from '../support/talking-server';

afterAll(removeCatalogues);

const TARGET = { kind: 'function', id: 'letters' } as const;
const OFFERING: OfferingDefinition = {
  ...EMPTY,
  prompts: [
    { name: 'complain', arguments: [{ name: 'order', required: true }], target: TARGET, asks: true },
    { name: 'silent', arguments: [], target: TARGET },
  ],
  resources: [{ uri: 'docs://mine', name: 'mine', mimeType: 'text/plain', content: { source: { kind: 'function', target: TARGET, name: 'docs://mine', asks: true } } }],
  resourceTemplates: [{
    uriTemplate: 'orders://{id}', name: 'order', ...synthesis.parseUriTemplate('orders://{id}'), source: { kind: 'function', target: TARGET, name: 'orders://{id}', asks: true },
  }],
};

const TONE = { message: 'Which tone?', schema: { type: 'object', properties: { tone: { type: 'string' } }, required: ['tone'] } };
const answered = (value: unknown): InvocationOutcome => ({ answer: JSON.stringify(value) });

/** Asks once, and keeps something of its own meanwhile. */
function ask({ answers, state }: ToolInvocation): InvocationOutcome {
  const tone = answers?.tone;
  if (tone === undefined) {
    return answered({ ask: { tone: TONE }, state: 'kept' });
  }
  return tone.action === 'accept' ? answered(`${state}: ${(tone.content as { readonly tone: string }).tone}`) : answered({ error: `The user chose ${tone.action}` });
}

let run: (invocation: ToolInvocation) => InvocationOutcome;
let server: TalkingServer;
beforeEach(async () => {
  run = ask;
  server = await startTalkingServer({ offering: OFFERING, run: (invocation) => run(invocation) });
});
afterEach(() => server.close());

const FORM = { elicitation: {} };
const open = (revision: string, capabilities: object = FORM) => new RawClient(server.url, revision, capabilities).open();
const accept: Answer = () => ({ result: { action: 'accept', content: { tone: 'firm' } } });

const REQUESTS: [string, string, { readonly [name: string]: unknown }, object][] = [
  ['a prompt', 'prompts/get', { name: 'complain', arguments: { order: '7' } }, { messages: [{ role: 'user', content: { type: 'text', text: 'kept: firm' } }] }],
  ['a resource', 'resources/read', { uri: 'docs://mine' }, { contents: [{ uri: 'docs://mine', text: 'kept: firm' }] }],
  ['a resource of a template', 'resources/read', { uri: 'orders://7' }, { contents: [{ uri: 'orders://7', text: 'kept: firm' }] }],
];

describe.each([MODERN, '2025-11-25', '2025-06-18'])('in %s', (revision) => {
  test.each(REQUESTS)('%s from a function asks once, and its function gets the answer and its state', async (_what, method, params, result) => {
    const { response, questions } = await (await open(revision)).talk(method, params, accept);

    expect(response.result).toMatchObject(result);
    expect(questions).toEqual([{ method: 'elicitation/create', params: { ...revision < '2025-11-25' ? {} : { mode: 'form' }, message: 'Which tone?', requestedSchema: TONE.schema } }]);
    expect(server.invocations).toMatchObject([
      { method, client: { form: true, url: false, sampling: false, roots: false }, answers: {} },
      { method, answers: { tone: { action: 'accept', content: { tone: 'firm' } } }, state: 'kept' },
    ]);
  });

  test.each(['decline', 'cancel'])('%s is an answer, which a prompt may refuse for', async (action) => {
    const { response, questions } = await (await open(revision)).talk('prompts/get', REQUESTS[0][2], () => ({ result: { action } }));

    expect(response.error).toMatchObject({ code: -32602, message: `The user chose ${action}` });
    expect(questions).toHaveLength(1);
  });

  test.each(REQUESTS)('%s does not ask a client that cannot be asked', async (_what, method, params) => {
    const { response, questions, exchanges } = await (await open(revision, { sampling: {} })).talk(method, params, accept);

    expect(questions).toEqual([]);
    expect(exchanges.map(({ status }) => status)).toEqual([revision === MODERN ? 400 : 200]);
    expect(response.error).toMatchObject(revision === MODERN
      ? { code: -32021, data: { requiredCapabilities: { elicitation: { form: {} } } } }
      : { code: -32600, message: expect.stringContaining('cannot be asked') });
  });

  test('a question that cannot be asked is an error with a reference, and the log has the reason', async () => {
    run = () => answered({ ask: { tone: { message: '' } } });
    const { response } = await (await open(revision)).talk('resources/read', { uri: 'docs://mine' }, accept);

    expect(response.error).toEqual({ code: -32603, message: expect.stringMatching(/^Internal error \(reference: request-\d+\)$/) });
    expect(server.lines).toContainEqual(expect.objectContaining({ message: 'resource read failed', fields: expect.objectContaining({ failure: 'malformed_question' }) }));
  });

  test('what was not declared to ask is not told of it: its questions are its answer', async () => {
    run = () => answered({ messages: [{ role: 'user', content: 'Hello' }] });
    await (await open(revision)).talk('prompts/get', { name: 'silent' }, accept);

    expect(server.invocations).toEqual([expect.not.objectContaining({ answers: expect.anything() })]);
  });
});

test('a result behind a question of the initialize era that is more than one event may hold is an error, and the same without a question is delivered', async () => {
  run = ({ answers }) => answers?.tone ? answered('x'.repeat(1_000_001)) : answered({ ask: { tone: TONE } });
  const early = await (await open('2025-11-25')).talk('resources/read', { uri: 'docs://mine' }, accept);
  expect(early.response.error).toMatchObject({ code: -32603, message: expect.stringContaining('1000000 bytes') });

  const modern = await (await open(MODERN)).talk('resources/read', { uri: 'docs://mine' }, accept);
  expect(modern.response.result.contents[0].text).toHaveLength(1_000_001);
});

describe('a state', () => {
  const state = async (method: string, params: { readonly [name: string]: unknown }): Promise<string> => (
    (await (await open(MODERN)).request(method, params)).messages[0].result.requestState
  );
  const inputResponses = { tone: { action: 'accept', content: { tone: 'firm' } } };

  // T96
  test.each<[string, string, { readonly [name: string]: unknown }, string, { readonly [name: string]: unknown }]>([
    ['of a prompt for other arguments', 'prompts/get', { name: 'complain', arguments: { order: '7' } }, 'prompts/get', { name: 'complain', arguments: { order: '8' } }],
    ['of another resource of the same function', 'resources/read', { uri: 'orders://7' }, 'resources/read', { uri: 'orders://8' }],
    ['of a resource for a prompt', 'resources/read', { uri: 'docs://mine' }, 'prompts/get', { name: 'complain', arguments: { order: '7' } }],
  ])('%s is refused, and nothing is invoked', async (_what, method, params, other, otherParams) => {
    const requestState = await state(method, params);
    server.invocations.splice(0);
    const { messages: [{ error }] } = await (await open(MODERN)).request(other, { ...otherParams, requestState, inputResponses });

    expect(error).toMatchObject({ code: -32602, message: expect.stringContaining('requestState') });
    expect(server.invocations).toEqual([]);
  });

  // T97
  test.each(REQUESTS)('of %s that was altered is refused, and nothing is invoked', async (_what, method, params) => {
    const requestState = await state(method, params);
    server.invocations.splice(0);
    for (const altered of [`${requestState}-TAMPERED`, requestState.slice(0, -4), 'v1.a.b.c', 7]) {
      const { messages: [{ error }] } = await (await open(MODERN)).request(method, { ...params, requestState: altered, inputResponses });
      expect(error).toMatchObject({ code: -32602, message: expect.stringContaining('requestState') });
    }
    expect(server.invocations).toEqual([]);
  });
});
