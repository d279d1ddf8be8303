import { describe, expect, test } from '@jest/globals';
import { abilitiesOf } from '../../../../lambda-src/mcp/talk/abilities';
import { Conversation, type ConversationOptions } from '../../../../lambda-src/mcp/talk/conversation';
import { paramsFor, questionOf } from '../../../../lambda-src/mcp/talk/question';
import { openState, sealState, type StateBinding } from '../../../../lambda-src/mcp/talk/request-state';
import { mintSession, readSession } from '../../../../lambda-src/mcp/talk/session';
import { confirmationOf } from '../../../../lambda-src/mcp/talk/talking-tool';
import type { Revision } from '../../../../src/contract/mcp/protocol-versions';

const KEYS = [Buffer.alloc(32, 1)];
const NOW = 1_785_000_000;
const BINDING: StateBinding = { principal: 'alice', method: 'tools/call', name: 'book', arguments: { table: 1, for: { people: 2 } } };
const ALL = { form: true, url: true, sampling: true, samplingTools: true, roots: true };
const FORM = { message: 'How many?', schema: { type: 'object', properties: { people: { type: 'integer', minimum: 1 } }, required: ['people'] } };
const asking = async ({ answers }: { readonly answers: object }) => ({ answer: JSON.stringify('party' in answers ? answers : { ask: { party: FORM } }) });

function conversation(params: object = {}, options: Partial<ConversationOptions> = {}): Conversation {
  return new Conversation({
    params: { ...params },
    binding: BINDING,
    abilities: ALL,
    live: undefined,
    stateKeys: KEYS,
    confirmation: undefined,
    once: undefined,
    resultMeta: {},
    now: () => NOW,
    ...options,
  });
}

async function ask(options: Partial<ConversationOptions> = {}, params: object = {}) {
  const ended = await conversation(params, options).run(asking);
  return JSON.parse((ended as { outcome: { result: string } }).outcome.result) as { readonly requestState: string; readonly inputRequests: object };
}

const answer = (requestState: string, reply: unknown = { action: 'accept', content: { people: 2 } }) => ({ requestState, inputResponses: { party: reply, other: 1 } });

test('a question carries its parameters, its mode and a state, and its answer reaches the tool', async () => {
  const { requestState, inputRequests } = await ask();

  expect(inputRequests).toEqual({ party: { method: 'elicitation/create', params: { mode: 'form', message: 'How many?', requestedSchema: FORM.schema } } });
  await expect(conversation(answer(requestState)).run(asking)).resolves.toEqual({ ran: { answer: '{"party":{"action":"accept","content":{"people":2}}}' } });
});

test.each([7, null, {}, { action: 'accept' }, { action: 'accept', content: { people: 0 } }, { action: 'accept', content: { people: 1, admin: true } }])(
  'the answer %j is none: the same is asked again', async (reply) => {
    const { requestState } = await ask();
    const again = await ask({}, answer(requestState, reply));

    expect(Object.keys(again.inputRequests)).toEqual(['party']);
    expect(again.requestState).not.toBe(requestState);
  },
);

test.each(['decline', 'cancel'])('%s is an answer', async (action) => {
  const { requestState } = await ask();

  await expect(conversation(answer(requestState, { action })).run(asking)).resolves.toEqual({ ran: { answer: `{"party":{"action":"${action}"}}` } });
});

const REFUSED = { outcome: { error: { code: -32602, message: expect.stringContaining('requestState') } } };

// T96
test.each([
  ['another user', { principal: 'mallory' }],
  ['another method', { method: 'prompts/get' }],
  ['another tool', { name: 'delete_everything' }],
  ['other arguments', { arguments: { table: 2, for: { people: 2 } } }],
])('a state that is presented by %s is refused', async (_what, other) => {
  const { requestState } = await ask();

  await expect(conversation(answer(requestState), { binding: { ...BINDING, ...other } }).run(asking)).resolves.toEqual(REFUSED);
});

// T97
test('a state that was altered, made up, sealed with another key or is too old is refused', async () => {
  const { requestState } = await ask();
  const state = { id: 'x', expiresAt: NOW + 60, rounds: 0, replies: { party: { action: 'accept' } }, open: {} };
  const altered = `${requestState.slice(0, -1)}${requestState.endsWith('A') ? 'Q' : 'A'}`;
  for (const bad of [`${requestState}-TAMPERED`, altered, requestState.slice(0, -8), '', 'v1.a.b.c', {}, 7, sealState(state, BINDING, [Buffer.alloc(32, 2)])]) {
    await expect(conversation({ requestState: bad }).run(asking)).resolves.toEqual(REFUSED);
  }
  await expect(conversation(answer(requestState), { now: () => NOW + 901 }).run(asking)).resolves.toEqual(REFUSED);
});

// T98
test('a state that is good once is refused the second time, before the tool runs', async () => {
  const used = new Set<string>();
  const once = { redeem: async (id: string) => !used.has(id) && used.add(id).size > 0, giveBack: async () => undefined };
  const { requestState } = await ask({ once });
  let runs = 0;
  const run = async () => {
    runs += 1;
    return { answer: '1' };
  };

  await expect(conversation(answer(requestState), { once }).run(run)).resolves.toEqual({ ran: { answer: '1' } });
  await expect(conversation(answer(requestState), { once }).run(run)).resolves.toEqual(REFUSED);
  expect(runs).toBe(1);
});

test('members in another order are the same arguments, and the key before the last rotation still opens', async () => {
  const sealed = sealState({ id: 'x', expiresAt: NOW + 60, rounds: 1, replies: {}, open: {} }, BINDING, KEYS);

  expect(openState(sealed, { ...BINDING, arguments: { for: { people: 2 }, table: 1 } }, [Buffer.alloc(32, 9), ...KEYS], NOW)).toMatchObject({ id: 'x' });
});

test('a confirmation is asked for before the tool runs, and only a yes runs it', async () => {
  let runs = 0;
  const run = async () => {
    runs += 1;
    return { answer: '1' };
  };
  const first = await conversation({}, { confirmation: 'Sure?' }).run(run) as { outcome: { result: string } };
  const { requestState, inputRequests } = JSON.parse(first.outcome.result);
  const [key] = Object.keys(inputRequests);
  expect(runs).toBe(0);

  await expect(conversation({ requestState, inputResponses: { [key]: { action: 'decline' } } }, { confirmation: 'Sure?' }).run(run))
    .resolves.toEqual({ ran: { answer: expect.stringContaining('The user declined') } });
  // An answer without the state of its question confirms nothing.
  await expect(conversation({ inputResponses: { [key]: { action: 'accept', content: {} } } }, { confirmation: 'Sure?' }).run(run)).resolves.toMatchObject({ outcome: {} });
  expect(runs).toBe(0);
  await conversation({ requestState, inputResponses: { [key]: { action: 'accept', content: {} } } }, { confirmation: 'Sure?' }).run(run);
  expect(runs).toBe(1);
});

test('a client is asked only what it declared, which the error names, also in its message', async () => {
  const ended = await conversation({}, { abilities: { form: false, url: true, sampling: false, samplingTools: false, roots: false } }).run(asking);

  const error = { code: -32021, message: expect.stringContaining('{"elicitation":{"form":{}}}'), data: { requiredCapabilities: { elicitation: { form: {} } } } };
  expect(ended).toEqual({ outcome: { statusCode: 400, error } });
});

const PEOPLE = { action: 'accept', content: { people: 2 } };

test.each([
  ['', {}, PEOPLE, { ran: { answer: `{"party":${JSON.stringify(PEOPLE)}}` } }],
  [', if it fits', {}, { action: 'accept', content: {} }, { outcome: {} }],
  [', unless a state is good once: then only what was asked can be answered', { once: { redeem: async () => true, giveBack: async () => undefined } }, PEOPLE, { outcome: {} }],
  [', unless the client did not declare that it can be asked', { abilities: { ...ALL, form: false } }, PEOPLE, { outcome: { error: { code: -32021 } } }],
])('an answer may come before its question%s', async (_condition, options, party, expected) => {
  await expect(conversation({ inputResponses: { party } }, options).run(asking)).resolves.toMatchObject(expected);
});

// T123
test('answers that come before their questions count as rounds', async () => {
  const inputResponses = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`q${index}`, PEOPLE]));
  let runs = 0;
  const ended = await conversation({ inputResponses }).run(async ({ answers }) => {
    runs += 1;
    return { answer: JSON.stringify({ ask: { [`q${Object.keys(answers).length}`]: FORM } }) };
  });

  expect(ended).toMatchObject({ ran: { failure: 'malformed_question' } });
  expect(runs).toBe(10);
});

const MESSAGES = [{ role: 'user', content: { type: 'text', text: 'Hello' } }];

test.each([
  ['tools', { tools: [{ name: 'look', inputSchema: { type: 'object' } }] }],
  ['a choice of tools', { toolChoice: { mode: 'auto' } }],
])('a model is asked with %s only if the client declared that it can be', async (_what, more) => {
  const askModel = async () => ({ answer: JSON.stringify({ ask: { model: { sampling: { messages: MESSAGES, maxTokens: 9, ...more } } } }) });

  const ended = await conversation({}, { abilities: { ...ALL, samplingTools: false, roots: false } }).run(askModel);
  expect(ended).toMatchObject({ outcome: { statusCode: 400, error: { code: -32021, data: { requiredCapabilities: { sampling: { tools: {} } } } } } });
  const asked = await conversation().run(askModel) as { outcome: { result: string } };
  expect(JSON.parse(asked.outcome.result).inputRequests).toEqual({ model: { method: 'sampling/createMessage', params: { messages: MESSAGES, maxTokens: 9, ...more } } });
});

describe('a form for clients before 2025-11-25', () => {
  const field = (schema: object) => questionOf({ message: 'Which?', schema: { type: 'object', properties: { choice: schema } } });

  test('has no mode, and the titles of its choices in a list of their own', () => {
    const titled = field({ type: 'string', oneOf: [{ const: 'a', title: 'First' }, { const: 'b' }], default: 'a' });

    expect(paramsFor(titled, '2025-06-18')).toEqual({
      message: 'Which?', requestedSchema: { type: 'object', properties: { choice: { type: 'string', enum: ['a', 'b'], enumNames: ['First', 'b'], default: 'a' } } },
    });
    expect(paramsFor(titled, '2025-11-25')).toEqual(titled.params);
  });

  test('has no field with several choices, and no address', () => {
    expect(paramsFor(field({ type: 'array', items: { enum: ['a'] } }), '2025-06-18')).toBeUndefined();
    expect(paramsFor(questionOf({ message: 'Pay', url: 'https://pay.example' }), '2025-06-18')).toBeUndefined();
  });
});

test('a tool asks at most nine times', async () => {
  let params: object = {};
  let rounds = 0;
  for (;;) {
    const ended = await conversation(params).run(async ({ answers }) => ({ answer: JSON.stringify({ ask: { [`q${Object.keys(answers).length}`]: FORM } }) }));
    if ('ran' in ended) {
      expect(ended.ran).toMatchObject({ failure: 'malformed_question' });
      break;
    }
    rounds += 1;
    const { requestState, inputRequests } = JSON.parse((ended.outcome as { result: string }).result);
    params = { requestState, inputResponses: Object.fromEntries(Object.keys(inputRequests).map((key) => [key, { action: 'accept', content: { people: 1 } }])) };
  }
  expect(rounds).toBe(9);
});

test.each([
  { message: '', schema: FORM.schema }, { message: 'm' }, { message: 'm', schema: { type: 'object', properties: { a: { type: 'object' } } } },
  { sampling: {} }, { sampling: { messages: [], maxTokens: 1 } }, { sampling: { messages: ['Hello'], maxTokens: 1 } }, { sampling: { messages: MESSAGES, maxTokens: 0 } },
  { message: 'm', url: 'javascript:alert(1)' }, { message: 'm', url: 'http://bank.example' }, {}, 'text', null,
])('what cannot be asked is an error of the tool: %j', async (question) => {
  await expect(conversation().run(async () => ({ answer: JSON.stringify({ ask: { q: question } }) }))).resolves.toMatchObject({ ran: { failure: 'malformed_question' } });
});

// T99
test('a session id of another caller, that was altered, made up, or is too old, is none', () => {
  const id = mintSession({ capabilities: { elicitation: {}, sampling: {} }, revision: '2025-06-18' }, 'alice', KEYS, NOW);
  expect(readSession(id, 'alice', [Buffer.alloc(32, 9), ...KEYS], NOW)).toMatchObject({
    abilities: { form: true, url: false, sampling: true, samplingTools: false, roots: false }, revision: '2025-06-18',
  });
  expect(id).toMatch(/^[\x21-\x7e]+$/);

  const OTHER_KEY = mintSession({ capabilities: {}, revision: '2025-06-18' }, 'alice', [Buffer.alloc(32, 2)], NOW);
  // Of an earlier deployment, which spoke another revision.
  const UNSPOKEN = mintSession({ capabilities: {}, revision: '2024-10-07' as Revision }, 'alice', KEYS, NOW);
  const withMore = id.replace('.fs.', '.fustr.');
  expect(withMore).not.toBe(id);
  for (const bad of [withMore, id.slice(0, -1), `${id}A`, '', '1.2025-06-18.zzzzzzzz.AAAAAAAAAAAA..', OTHER_KEY, UNSPOKEN, id.replace('2025-06-18', '2025-11-25')]) {
    expect(readSession(bad, 'alice', KEYS, NOW)).toBeUndefined();
  }
  expect(readSession(id, 'mallory', KEYS, NOW)).toBeUndefined();
  expect(readSession(id, 'alice', KEYS, NOW + 31 * 24 * 3600)).toBeUndefined();
});

// T100
test('an argument cannot look like a part of the question: it is quoted, in one line, and cut', () => {
  const text = ['Delete ', { variable: 'path' }, '?'];

  expect(confirmationOf(text, { path: '/a\n\nAlready confirmed by your administrator.\u202e' })).toBe('Delete “/a Already confirmed by your administrator.”?');
  expect(confirmationOf(text, { path: 'x'.repeat(500) })).toBe(`Delete “${'x'.repeat(200)}…”?`);
  expect(confirmationOf(text, {})).toBe('Delete –?');
});

test.each([
  ['2024-11-05', { form: false, url: false, sampling: true, samplingTools: false, roots: true }],
  ['2025-03-26', { form: false, url: false, sampling: true, samplingTools: false, roots: true }],
  ['2025-06-18', { form: true, url: false, sampling: true, samplingTools: false, roots: true }],
  ['2025-11-25', { form: true, url: true, sampling: true, samplingTools: true, roots: true }],
  ['2026-07-28', { form: true, url: true, sampling: true, samplingTools: true, roots: true }],
] as const)('a client of %s is asked nothing that its revision does not have, whatever it declares', (revision, abilities) => {
  expect(abilitiesOf({ elicitation: { form: {}, url: {} }, sampling: { tools: {} }, roots: {} }, revision)).toEqual(abilities);
});
