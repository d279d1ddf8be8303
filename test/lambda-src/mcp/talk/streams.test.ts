import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import { LOG_LEVELS } from '../../../../src/contract/mcp/log-level';
import type { OfferingDefinition } from '../../../../src/offering/catalogue/definitions';
import { removeCatalogues } from '../support/compiler';
import { EMPTY, tool } from '../support/offering';
import { type Answer, type Json, RawClient } from '../support/raw-client';
import { meta, MODERN, modernHeaders } from '../support/server';
import { type Run, startTalkingServer, type TalkingServer, type TalkingServerOptions } from '../support/talking-server';
import { TestTimers } from '../support/test-timers';

// What real clients of eight libraries bear, and what they do not, each as a rule for all that this server sends.

afterAll(removeCatalogues);

const OFFERING: OfferingDefinition = {
  ...EMPTY,
  tools: [tool('work', { reports: true }), tool('ask', { asks: true, hints: { readOnlyHint: true } }), tool('long', { reports: true, cancellable: true })],
};
const LEGACY = '2025-11-25';
const ERAS = [MODERN, LEGACY];
const ALL = { elicitation: { form: {}, url: {} }, sampling: {}, roots: {} };

let server: TalkingServer | undefined;
afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(run: Run, options: Partial<TalkingServerOptions> = {}): Promise<void> {
  server = await startTalkingServer({ offering: OFFERING, run, ...options });
}

const open = (revision: string, capabilities: object = ALL) => new RawClient(server!.url, revision, capabilities).open();
const answered = (value: unknown) => ({ answer: JSON.stringify(value) });
const call = (name: string, asked: object = {}) => ({ name, arguments: {}, _meta: asked });
const LOG_LEVEL = 'io.modelcontextprotocol/logLevel';

/** A promise, and what resolves it. */
function signal(): { readonly given: Promise<void>; readonly give: () => void } {
  let give: () => void = () => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

describe.each(ERAS)('the stream is chosen lazily, in %s:', (revision) => {
  test.each([{}, { progressToken: 0 }, { [LOG_LEVEL]: 'debug' }])('a call that reports nothing is JSON, whatever its client asked for: %j', async (asked) => {
    await start(() => answered('done'));

    expect(await (await open(revision)).request('tools/call', call('work', asked))).toMatchObject({ contentType: 'application/json', messages: [{ result: { content: [{ text: 'done' }] } }] });
  });

  test('a call that reports to a client that did not ask for progress is JSON', async () => {
    await start((_invocation, running) => {
      running.progress(1);
      return answered('done');
    });

    expect((await (await open(revision)).request('tools/call', call('work'))).contentType).toBe('application/json');
  });

  test('the first report makes it a stream, and so do fifteen seconds of silence where reports were asked for', async () => {
    await start((_invocation, running) => {
      running.progress(1);
      return answered('done');
    });
    expect((await (await open(revision)).request('tools/call', call('work', { progressToken: 0 }))).contentType).toBe('text/event-stream');
    await server!.close();

    const timers = new TestTimers();
    const { given, give } = signal();
    await start(async () => {
      timers.pass(15_000);
      give();
      return answered('done');
    }, { timers });
    const { contentType, text } = await (await open(revision)).request('tools/call', call('work', { progressToken: 0 }));
    await given;

    expect(contentType).toBe('text/event-stream');
    expect(text).toMatch(/^:\n\ndata: /);
  });

  test('a result over a million bytes is a tool error that names the limit on a stream, and delivered as JSON', async () => {
    const large = answered('x'.repeat(1_000_000));
    await start((_invocation, running) => {
      running.progress(1);
      return large;
    });
    const client = await open(revision);
    const streamed = await client.request('tools/call', call('work', { progressToken: 0 }));
    const plain = await client.request('tools/call', call('work'));

    expect(streamed.messages.at(-1)).toMatchObject({ result: { isError: true, content: [{ text: expect.stringContaining('1000000 bytes') }] } });
    expect(plain.messages).toMatchObject([{ result: { content: [{ text: 'x'.repeat(1_000_000) }] } }]);
  });
});

test.each(ERAS)('a stream of %s is events of one line of data, without a name, an id, a retry or a BOM, each with its blank line', async (revision) => {
  await start(async (_invocation, running) => {
    running.progress(1, undefined, 'lines\r\nof a message\u2028');
    running.log('warning', { text: 'a\nb' });
    running.emitter.keepAlive();
    return answered('a\r\nb');
  });
  const { text } = await (await open(revision)).request('tools/call', call('work', { progressToken: 0, [LOG_LEVEL]: 'debug' }));

  expect(text).toMatch(/^(?:data: \{[^\r\n]*\}\n\n|:\n\n)+$/);
  expect(text.endsWith('}\n\n')).toBe(true);
  expect(text).not.toMatch(/^(?:id|event|retry):/m);
});

describe('every stream ends with a result or an error:', () => {
  test.each(ERAS)('in %s, two seconds before the function does', async (revision) => {
    let remaining = 0;
    await start((_invocation, running) => {
      remaining = running.remainingMillis;
      return answered('done');
    });
    await (await open(revision)).request('tools/call', call('work'));

    // Of the 30 seconds that the function has.
    expect(remaining).toBe(28_000);
  });

  test.each(ERAS)('in %s, where the tool fails after it reported', async (revision) => {
    await start((_invocation, running) => {
      running.progress(1);
      throw new Error('password is hunter2');
    });
    const { messages } = await (await open(revision)).request('tools/call', call('work', { progressToken: 0 }));

    expect(messages.at(-1)).toMatchObject({ error: { code: -32603 } });
  });

  test('where a client of 2025-11-25 never answers', async () => {
    await start(async (_invocation, running) => answered(await running.ask('name', { message: 'Who?', schema: { type: 'object', properties: {} } })), { skipsTime: true });
    const { messages } = await (await open(LEGACY)).request('tools/call', call('ask'));

    expect(messages.map(({ method }) => method)).toEqual(['elicitation/create', undefined]);
    expect(messages.at(-1)).toMatchObject({ result: { isError: true, content: [{ text: expect.stringContaining('no answer in time') }] } });
  });
});

describe.each(ERAS)('in %s', (revision) => {
  test.each([0, '', 'a token', -1, 12345678901234567890n])('the progress token %s is echoed as it was written', async (token) => {
    await start((_invocation, running) => {
      running.progress(0);
      running.progress(0);
      running.progress(1, 2);
      return answered('done');
    });
    const client = await open(revision);
    const body = JSON.stringify({ jsonrpc: '2.0', id: 7, method: 'tools/call', params: { ...call('work'), _meta: { ...revision === MODERN ? meta() : {}, progressToken: 'TOKEN' } } });
    const written = typeof token === 'bigint' ? String(token) : JSON.stringify(token);
    const text = await (await client.postText(body.replace('"TOKEN"', written), revision === MODERN ? modernHeaders('tools/call', call('work')) : undefined)).text();
    const events = text.split('\n\n').slice(0, -1);

    // What is not known is left out rather than null, and only what grows is sent.
    expect(events.slice(0, 2)).toEqual([
      `data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":${written},"progress":0}}`,
      `data: {"jsonrpc":"2.0","method":"notifications/progress","params":{"progressToken":${written},"progress":1,"total":2}}`,
    ]);
    expect(events).toHaveLength(3);
  });

  test('nothing is sent after the result, and no level but the eight', async () => {
    const { given, give } = signal();
    await start(async (_invocation, running) => {
      [...LOG_LEVELS, 'warn', 'fatal'].forEach((level) => running.log(level as never, 1));
      void given.then(() => {
        running.progress(9);
        running.log('emergency', 'late');
      });
      return answered('done');
    });
    const { messages } = await (await open(revision)).request('tools/call', call('work', { progressToken: 0, [LOG_LEVEL]: 'debug' }));
    give();

    expect(messages.at(-1)).toHaveProperty('result');
    expect(messages.slice(0, -1).every(({ params }) => LOG_LEVELS.includes(params.level))).toBe(true);
  });
});

describe('a cancellation', () => {
  // As Go does in 2026-07-28: it closes the stream and sends the notification.
  test.each(ERAS)('of an id that does not run is accepted in %s, and ignored', async (revision) => {
    await start(() => answered('done'));
    const client = await open(revision);
    const params = { requestId: 999, _meta: revision === MODERN ? meta() : undefined };
    const response = await client.post({ method: 'notifications/cancelled', params }, revision === MODERN ? modernHeaders('notifications/cancelled') : undefined);

    expect([response.status, await response.text()]).toEqual([202, '']);
    expect((await client.request('tools/call', call('work'))).messages).toMatchObject([{ result: { content: [{ text: 'done' }] } }]);
  });

  test('ends the call of its own session and no other: ids repeat, and start at 0', async () => {
    const finish = signal();
    let runs = 0;
    const began = [signal(), signal()];
    await start(async (_invocation, running) => {
      running.progress(1);
      began[runs++].give();
      await Promise.race([finish.given, new Promise((resolve) => running.signal.addEventListener('abort', resolve))]);
      return answered('done');
    });
    const [mine, other] = [await open(LEGACY), await open(LEGACY)];
    const params = call('long', { progressToken: 0 });
    const cancelled = mine.send('tools/call', params, { id: 0 }).then((response) => response.text());
    await began[0].given;
    const finished = other.send('tools/call', params, { id: 0 }).then((response) => response.text());
    await began[1].given;
    expect((await mine.post({ method: 'notifications/cancelled', params: { requestId: 0 } })).status).toBe(202);

    expect(await cancelled).not.toContain('"result"');
    finish.give();
    expect(await finished).toContain('"result"');
  });

  test('of 2025-11-25 is no closed connection: the call runs to its end', async () => {
    const { given, give } = signal();
    let aborted: boolean | undefined;
    const ended = signal();
    await start(async (_invocation, running) => {
      running.progress(1);
      await given;
      aborted = running.signal.aborted;
      ended.give();
      return answered('done');
    });
    const controller = new AbortController();
    const response = await (await open(LEGACY)).send('tools/call', call('long', { progressToken: 0 }), { signal: controller.signal });
    await response.body!.getReader().read();
    controller.abort();
    give();
    await ended.given;

    expect(aborted).toBe(false);
  });
});

describe('questions', () => {
  const FORM = { message: 'Who?', schema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } };
  const QUESTIONS = {
    form: FORM,
    url: { message: 'Pay', url: 'https://pay.example' },
    model: { sampling: { messages: [{ role: 'user', content: { type: 'text', text: 'Hello' } }], maxTokens: 9 } },
    directories: { roots: true },
  };
  const ANSWERS: { readonly [method: string]: object } = {
    'sampling/createMessage': { role: 'assistant', content: { type: 'text', text: 'Hello' }, model: 'test' },
    'roots/list': { roots: [] },
  };
  const accept: Answer = ({ method, params }) => ({ result: ANSWERS[method] ?? { action: 'accept', content: params.mode === 'url' ? undefined : { name: 'Ada' } } });
  const askAll: Run = ({ answers }) => Object.keys(answers ?? {}).length === 4 ? answered(answers) : answered({ ask: QUESTIONS });

  test('of 2026-07-28 come all at once, each with its params and mode, and with a state', async () => {
    await start(askAll);
    const { exchanges: [first], response } = await (await open(MODERN)).talk('tools/call', call('ask'), accept);

    expect(first.contentType).toBe('application/json');
    expect(first.messages[0].result).toMatchObject({
      resultType: 'input_required',
      requestState: expect.any(String),
      inputRequests: {
        form: { method: 'elicitation/create', params: { mode: 'form' } },
        url: { method: 'elicitation/create', params: { mode: 'url' } },
        model: { method: 'sampling/createMessage', params: { maxTokens: 9 } },
        directories: { method: 'roots/list', params: {} },
      },
    });
    expect(response.result.isError).toBeUndefined();
  });

  test('are requests on the stream of 2025-11-25, with params and unguessable ids, and never input_required', async () => {
    await start(askAll);
    const { exchanges, questions, response } = await (await open(LEGACY)).talk('tools/call', call('ask'), accept);

    expect(exchanges).toHaveLength(1);
    expect(exchanges[0].text).not.toContain('input_required');
    expect(questions.map(({ method, params }) => [method, typeof params])).toEqual([
      ['elicitation/create', 'object'], ['elicitation/create', 'object'], ['sampling/createMessage', 'object'], ['roots/list', 'object'],
    ]);
    expect(exchanges[0].messages.filter(({ method, id }: Json) => method && id).map(({ id }: Json) => id)).toEqual(Array(4).fill(expect.stringMatching(/^ask-[0-9a-f-]{36}$/)));
    expect(response.result.isError).toBeUndefined();
  });

  test.each(ERAS)('end after nine rounds in %s', async (revision) => {
    await start(({ answers = {} }) => answered({ ask: { [`q${Object.keys(answers).length}`]: FORM } }));
    const { questions, response } = await (await open(revision)).talk('tools/call', call('ask'), accept);

    expect(questions).toHaveLength(9);
    expect(response.result).toMatchObject({ isError: true });
  });

  const KINDS = ERAS.flatMap((revision) => Object.keys(QUESTIONS).map((kind) => [revision, kind] as const));

  test.each(KINDS)('of %s by %s are only asked where that was declared', async (revision, kind) => {
    await start(() => answered({ ask: { [kind]: QUESTIONS[kind as keyof typeof QUESTIONS] } }));
    const others = { form: { elicitation: { url: {} } }, url: { elicitation: {} }, model: { roots: {} }, directories: { sampling: {} } }[kind];
    const { questions, response, exchanges } = await (await open(revision, others)).talk('tools/call', call('ask'), accept);

    expect(questions).toEqual([]);
    const expected = revision === MODERN ? { status: 400, code: -32021 } : { status: 200, isError: true };
    expect({ status: exchanges[0].status, code: response.error?.code, isError: response.result?.isError }).toEqual(expected);
  });

  test.each([-32601, -32600, -32602, -31001, -1, 0, 'none'])('that a client of 2025-11-25 answers with the error %s have no answer', async (code) => {
    await start(({ answers = {} }) => 'form' in answers ? answered(answers) : answered({ ask: { form: FORM, directories: QUESTIONS.directories } }));
    const { response } = await (await open(LEGACY)).talk('tools/call', call('ask'), () => ({ error: { code, message: 'no' } }));

    expect(JSON.parse(response.result.content[0].text)).toEqual({
      form: { action: 'cancel' }, directories: { error: { code: typeof code === 'number' ? code : 0, message: 'no' } },
    });
  });

  test('of 2026-07-28 are not answered by a POST: it is refused, and does no harm', async () => {
    await start(askAll);
    const client = await open(MODERN);
    const first = await client.request('tools/call', call('ask'));
    const posted = await client.post({ id: 'form', result: { action: 'accept', content: { name: 'Eve' } } }, { 'MCP-Protocol-Version': MODERN });
    const { inputRequests, requestState } = first.messages[0].result;
    const resultFor = (question: Json, key: string) => (accept(question, key) as { readonly result: object }).result;
    const inputResponses = Object.fromEntries(Object.entries(inputRequests).map(([key, question]) => [key, resultFor(question, key)]));

    expect(posted.status).toBe(400);
    const { messages } = await client.request('tools/call', { ...call('ask'), inputResponses, requestState });
    expect(JSON.parse(messages[0].result.content[0].text)).toMatchObject({ form: { content: { name: 'Ada' } } });
  });
});
