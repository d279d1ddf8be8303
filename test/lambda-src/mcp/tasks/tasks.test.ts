import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { openCatalogue } from '../../../../lambda-src/mcp/catalogue/catalogue-reader';
import type { Call, InvocationOutcome } from '../../../../lambda-src/mcp/invoke/invoker';
import { taskRunner } from '../../../../lambda-src/mcp/task-runner';
import { RESULT_INLINE_MAX_BYTES } from '../../../../lambda-src/mcp/tasks/task-table';
import { Tasks } from '../../../../lambda-src/mcp/tasks/tasks';
import { type Happening, TASK_HAPPENING } from '../../../../scripts/costs/tables';
import type { ToolInvocation } from '../../../../src/contract/mcp/invocation';
import type { RequestMetrics } from '../../../../src/contract/metrics';
import { startFaultyDynamoDb } from '../../oauth/support/faulty-dynamodb';
import { metricsOf } from '../../platform/support/embedded-metrics';
import { removeCatalogues, writeCatalogue } from '../support/compiler';
import { EMPTY, tool } from '../support/offering';
import { meta, testServer } from '../support/server';
import { startTaskServices, type TaskServices } from '../support/task-services';
import { TestTimers } from '../support/test-timers';

const OFFERING = {
  ...EMPTY,
  tools: [
    tool('work', { inputSchema: { type: 'object' }, task: { ttlMs: 3_600_000 } }),
    tool('ask', { asks: true, task: { ttlMs: 3_600_000 } }),
    tool('askAbout', { asks: true, inputSchema: { type: 'object' }, task: { ttlMs: 3_600_000 } }),
    tool('secret', { requiredScopes: ['extra'], task: { ttlMs: 3_600_000 } }),
  ],
};
const KNOWS_TASKS = {
  ...meta(), 'io.modelcontextprotocol/clientCapabilities': { elicitation: {}, extensions: { 'io.modelcontextprotocol/tasks': {} } },
};
const FORM = { message: 'Who?', schema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } };

let services: TaskServices;
let timers: TestTimers;
let server: ReturnType<typeof testServer>;
let invocations: ToolInvocation[];
let metrics: RequestMetrics | undefined;
let lines: { readonly message: string; readonly [name: string]: unknown }[];
let outcome: (invocation: ToolInvocation, call: Call) => InvocationOutcome | Promise<InvocationOutcome>;
beforeAll(async () => {
  services = await startTaskServices();
});
afterAll(async () => {
  removeCatalogues();
  await services.stop();
});
beforeEach(() => {
  services.events.length = 0;
  services.eventsAre = 202;
  timers = new TestTimers();
  invocations = [];
  lines = [];
  metrics = undefined;
  outcome = () => ({ answer: '"done"' });
  server = testServer({ offering: OFFERING, timers, tasks: new Tasks(services.reference, services.env, timers) });
});

async function send(method: string, params: object, posted: object = {}) {
  return (await server.modern(method, { ...params, _meta: KNOWS_TASKS }, posted)).json;
}

async function start(name = 'work', args: object = {}): Promise<string> {
  const { result } = await send('tools/call', { name, arguments: args });
  expect(result).toMatchObject({ resultType: 'task', status: 'working', ttlMs: 3_600_000, pollIntervalMs: 1000 });
  return result.taskId;
}

const get = (taskId: string, posted?: object) => send('tasks/get', { taskId }, posted);

/** Delivers an event, as Lambda would. */
async function run(event = services.events.at(-1)!, env: TaskServices['env'] = services.env): Promise<void> {
  await taskRunner({
    wiring: { targets: {}, tasks: services.reference, metrics },
    env,
    catalogue: openCatalogue(writeCatalogue(OFFERING)),
    invoke: async (_target, invocation, call) => {
      invocations.push(invocation);
      return outcome(invocation, call);
    },
    log: (_level, message, fields) => lines.push({ message, ...fields }),
    timers,
  })(event, { getRemainingTimeInMillis: () => 900_000 });
}

test('a task is there before its id is, works, and has the result of the call', async () => {
  const taskId = await start();
  expect((await get(taskId)).result).toMatchObject({ taskId, status: 'working' });
  await run();
  expect((await get(taskId)).result).toMatchObject({ status: 'completed', result: { resultType: 'complete', content: [{ type: 'text', text: 'done' }] } });
  expect(invocations).toEqual([expect.objectContaining({ name: 'work', caller: { subject: 'user-1', clientId: 'client-1', scopes: ['mcp', 'extra'] }, task: { isRunning: true } })]);
});

test('a run belongs to the trace of the call that began it, in the event and in its line', async () => {
  const trace = { traceparent: '00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01', tracestate: 'a=1' };
  await server.modern('tools/call', { name: 'work', arguments: {}, _meta: { ...KNOWS_TASKS, ...trace } });
  await run();

  expect(invocations).toMatchObject([{ _meta: trace }]);
  expect(lines).toMatchObject([{ message: 'task run started' }, { message: 'task run', event: 'tasks/run', clientTraceId: '0af7651916cd43dd8448eb211c80319c', outcome: 'completed' }]);
});

test.each<[string, () => InvocationOutcome, number]>([
  ['an answer', () => ({ answer: '"done"' }), 0],
  ['an error that the tool tells of', () => ({ answer: '{"content":[],"isError":true}' }), 0],
  ['a crash', () => ({ failure: 'out_of_memory', detail: '' }), 1],
])('a run that ends by %s is counted as it begins and as it ends, for its tool and for all', async (_what, ends, failures) => {
  metrics = { resource: 'https://mcp.example/mcp', tools: 'all' };
  outcome = async () => {
    await timers.pass(1500);
    return ends();
  };
  await start();
  await run();

  const dimensions = [{ Resource: 'https://mcp.example/mcp' }, { Resource: 'https://mcp.example/mcp', Tool: 'work' }];
  expect(lines.map((line) => metricsOf(line).map(({ name, value, dimensions: of }) => [name, value, of])).filter((counted) => counted.length > 0)).toEqual([
    dimensions.map((of) => ['TaskRunsStarted', 1, of]),
    dimensions.flatMap((of) => [['TaskRunDuration', 1500, of], ['TaskRunFailures', failures, of]]),
  ]);
});

test('a run whose task was cancelled did not fail, and one of a tool that is not named is in the sum alone', async () => {
  metrics = { resource: 'https://mcp.example/mcp', tools: [] };
  const taskId = await start();
  outcome = async () => {
    await send('tasks/cancel', { taskId });
    return { failure: 'out_of_memory', detail: '' };
  };
  await run();

  expect(lines.flatMap(metricsOf).map(({ name, value, dimensions }) => [name, value, Object.keys(dimensions)])).toEqual([
    ['TaskRunsStarted', 1, ['Resource']], ['TaskRunDuration', 0, ['Resource']], ['TaskRunFailures', 0, ['Resource']],
  ]);
});

test('numbers of arguments reach the function as the client wrote them', async () => {
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'work', arguments: { id: 0 }, _meta: KNOWS_TASKS } }).replace('"id":0}', '"id":12345678901234567890}');
  await server.post(body, { headers: { 'MCP-Protocol-Version': '2026-07-28', 'Mcp-Method': 'tools/call', 'Mcp-Name': 'work' } });
  await run();
  expect(JSON.stringify(invocations[0].arguments)).toBe('{"id":12345678901234567890}');
});

test('the progress of a run is the message of its task, at most once a second, and goes with its result', async () => {
  const taskId = await start();
  const messages: unknown[] = [];
  const untilShown = async (expected: string) => {
    let shown: unknown;
    for (let look = 0; look < 100 && shown !== expected; look += 1) {
      shown = (await get(taskId)).result.statusMessage;
    }
    messages.push(shown);
  };
  outcome = async (_invocation, call) => {
    call.progress(1, 3, 'one of three');
    call.progress(2, 3, 'too soon');
    await untilShown('one of three');
    timers.pass(1000);
    call.progress(1, 3, 'not more than before');
    call.progress(3, 3);
    await untilShown('3 of 3');
    return { answer: '"done"' };
  };
  await run();
  expect(messages).toEqual(['one of three', '3 of 3']);
  const { result } = await get(taskId);
  expect(result).toMatchObject({ status: 'completed' });
  expect(result).not.toHaveProperty('statusMessage');
});

// T124
test.each([
  ['another user', { authorizer: { sub: 'mallory', client_id: 'client-1', scope: 'mcp extra' } }],
  ['another client of the same user', { authorizer: { sub: 'user-1', client_id: 'mallory', scope: 'mcp extra' } }],
])('%s finds no task by its id, nor can it answer or cancel for its owner', async (_who, posted) => {
  const taskId = await start();
  for (const [method, params] of [['tasks/get', {}], ['tasks/update', { inputResponses: {} }], ['tasks/cancel', {}]] as const) {
    expect(await send(method, { taskId, ...params }, posted)).toMatchObject({ error: { code: -32602 } });
  }
  expect((await get(taskId)).result.status).toBe('working');
});

// T124
test.each(['', '0', 'x'.repeat(5000), '../', 'TASK#a#b', '\u0000'])('the guessed id %j is none', async (taskId) => {
  expect(await send('tasks/get', { taskId }, { headers: { 'Mcp-Name': undefined } })).toMatchObject({ error: { code: -32602 } });
});

// T124
test('ids are long and random, and a token without the scopes of the tool gets no result', async () => {
  const ids = [await start('secret'), await start('secret')];
  expect(ids[0]).toMatch(/^[\w-]{32}$/);
  expect(ids[0]).not.toBe(ids[1]);
  expect(await get(ids[0], { authorizer: { sub: 'user-1', client_id: 'client-1', scope: 'mcp' } })).toMatchObject({ error: { data: { error: 'insufficient_scope' } } });
});

test('a header that names another task is refused, and a missing one is borne', async () => {
  const taskId = await start();
  expect(await get(taskId, { headers: { 'Mcp-Name': 'other' } })).toMatchObject({ error: { code: -32020 } });
  expect((await get(taskId, { headers: { 'Mcp-Name': undefined } })).result.status).toBe('working');
});

// T125
test('an event that is forged, late or delivered twice runs nothing', async () => {
  const taskId = await start();
  const [event] = services.events;
  await run({ key: `${event.key}x`, round: 1 });
  await run({ ...event, round: 2 });
  expect(invocations).toEqual([]);
  await Promise.all([run(event), run(event)]);
  await run(event);
  expect(invocations).toHaveLength(1);
  expect((await get(taskId)).result.status).toBe('completed');

  await start();
  timers.pass(1_200_001);
  await run();
  expect(invocations).toHaveLength(1);
});

// T126
test('an answer is applied before it is acknowledged, once, and a replayed one changes nothing', async () => {
  outcome = ({ answers = {} }) => ({ answer: JSON.stringify('a' in answers ? answers : { ask: { a: FORM, b: FORM }, state: 7 }) });
  const taskId = await start('ask');
  await run();
  expect(Object.keys((await get(taskId)).result.inputRequests)).toEqual(['a', 'b']);

  const update = (inputResponses: object) => send('tasks/update', { taskId, inputResponses });
  expect((await update({ a: { action: 'accept', content: { name: 'A' } }, other: 1 })).result).toMatchObject({ resultType: 'complete' });
  expect(Object.keys((await get(taskId)).result.inputRequests)).toEqual(['b']);
  await update({ a: { action: 'accept', content: { name: 'replayed' } }, b: { action: 'accept', content: { name: 5 } } });
  expect((await get(taskId)).result).toMatchObject({ status: 'input_required', inputRequests: { b: { method: 'elicitation/create' } } });
  await update({ b: { action: 'decline' } });
  await run();
  await update({ b: { action: 'accept', content: { name: 'late' } } });

  expect(invocations.at(-1)).toMatchObject({ answers: { a: { content: { name: 'A' } }, b: { action: 'decline' } }, state: 7 });
  expect((await get(taskId)).result).toMatchObject({ status: 'completed', result: { structuredContent: { b: { action: 'decline' } } } });
});

test('answers that no item has room for are refused, and the question stays open', async () => {
  outcome = ({ answers = {} }) => ({ answer: JSON.stringify('a' in answers ? 'done' : { ask: { a: FORM } }) });
  const taskId = await start('ask');
  await run();
  const update = (name: string) => send('tasks/update', { taskId, inputResponses: { a: { action: 'accept', content: { name } } } });
  expect(await update('x'.repeat(500_000))).toMatchObject({ error: { code: -32602, message: expect.stringContaining('too large') } });
  expect((await get(taskId)).result.status).toBe('input_required');
  expect((await update('Ada')).result).toMatchObject({ resultType: 'complete' });
  await run();
  expect((await get(taskId)).result.status).toBe('completed');
});

test('a function that decides with a state that no task can keep has answered too much', async () => {
  const deciding = testServer({
    offering: { ...EMPTY, tools: [tool('decide', { task: { ttlMs: 3_600_000, decides: true } })] },
    timers,
    tasks: new Tasks(services.reference, services.env, timers),
    run: () => ({ answer: JSON.stringify({ task: true, state: 'x'.repeat(500_000) }) }),
  });
  const { json } = await deciding.modern('tools/call', { name: 'decide', arguments: {}, _meta: KNOWS_TASKS });
  expect(json).toMatchObject({ result: { isError: true, content: [{ text: expect.stringContaining('more than can be delivered') }] } });
});

// T127
test('an expired task is none, whatever the table still holds, and one whose run is lost has failed', async () => {
  const taskId = await start();
  timers.pass(1_200_001);
  expect((await get(taskId)).result).toMatchObject({ status: 'failed', error: { code: -32603 } });
  timers.pass(2 * 3_600_000 + 1000);
  expect(await get(taskId)).toMatchObject({ error: { code: -32602 } });
});

test('a result can be read for an hour after its time, and no longer', async () => {
  const taskId = await start();
  await run();
  timers.pass(2 * 3_600_000 - 2000);
  expect((await get(taskId)).result).toMatchObject({ status: 'completed', ttlMs: 3_600_000, result: { content: [{ text: 'done' }] } });
  timers.pass(3000);
  expect(await get(taskId)).toMatchObject({ error: { code: -32602 } });
});

// T128
test('a large result lies in the bucket, under a name that nobody can guess', async () => {
  const text = 'x'.repeat(2_000_000);
  outcome = () => ({ answer: JSON.stringify(text) });
  const taskId = await start();
  await run();
  expect((await get(taskId)).result.result.content).toEqual([{ type: 'text', text }]);
  expect([...services.objects.keys()].at(-1)).toMatch(/^\/results\/results\/[0-9a-f]{64}\.json$/);
  expect(await send('tools/call', { name: 'work', arguments: { text } })).toMatchObject({ result: { isError: true, content: [{ text: expect.stringContaining('too large') }] } });
});

test('a result of the largest size that an item holds has room there, whatever was called, asked and answered', async () => {
  const text = 'x'.repeat(RESULT_INLINE_MAX_BYTES - 1000);
  const name = 'a'.repeat(140_000);
  outcome = ({ answers = {} }) => ({ answer: JSON.stringify('a' in answers ? text : { ask: { a: FORM } }) });
  const taskId = await start('askAbout', { city: 'b'.repeat(140_000) });
  await run();
  await send('tasks/update', { taskId, inputResponses: { a: { action: 'accept', content: { name } } } });
  await run();

  expect(invocations.at(-1)).toMatchObject({ answers: { a: { content: { name } } } });
  expect((await get(taskId)).result).toMatchObject({ status: 'completed', result: { content: [{ text }] } });
  const kept = await services.items();
  expect(kept).not.toContain('a'.repeat(100));
  expect(kept).not.toContain('b'.repeat(100));
});

test('a result that cannot be kept is said to be lost, at once', async () => {
  outcome = () => ({ answer: JSON.stringify('x'.repeat(2_000_000)) });
  services.refusesObjects = true;
  const taskId = await start();
  await run();
  services.refusesObjects = false;
  expect((await get(taskId)).result).toMatchObject({ status: 'failed', error: { code: -32603 } });
});

test('a run that nobody lived to begin, after its answers, is begun by who asks next: once', async () => {
  outcome = ({ answers = {} }) => ({ answer: JSON.stringify('a' in answers ? 'done' : { ask: { a: FORM } }) });
  const taskId = await start('ask');
  await run();
  await send('tasks/update', { taskId, inputResponses: { a: { action: 'decline' } } });
  // The event is lost with whoever was to send it.
  services.events.length = 0;
  expect((await get(taskId)).result.status).toBe('working');
  expect(services.events).toEqual([]);
  timers.pass(5000);
  await get(taskId);
  await get(taskId);
  expect(services.events).toEqual([expect.objectContaining({ round: 2 })]);
  await Promise.all(services.events.map((event) => run(event)));
  expect(invocations).toHaveLength(2);
  expect((await get(taskId)).result).toMatchObject({ status: 'completed', result: { content: [{ text: 'done' }] } });
});

test('looks at a task that waits in the queue of Lambda send one event in five seconds, however many they are', async () => {
  const taskId = await start();
  timers.pass(5000);
  for (let look = 0; look < 60; look += 1) {
    await get(taskId);
    timers.pass(1000);
  }
  // And the one of its start.
  expect(services.events).toHaveLength(1 + 12);
  timers.pass(5000);
  await Promise.all(Array.from({ length: 100 }, () => get(taskId)));
  expect(services.events).toHaveLength(1 + 12 + 1);
});

test('a call whose event Lambda took without a word is a task, and runs once', async () => {
  services.eventsAre = 'lost';
  const taskId = await start();
  services.eventsAre = 202;
  expect(services.events.length).toBeGreaterThan(1);
  await Promise.all(services.events.map((event) => run(event)));
  timers.pass(5000);
  expect((await get(taskId)).result).toMatchObject({ status: 'completed', result: { content: [{ text: 'done' }] } });
  expect(invocations).toHaveLength(1);
});

test.each(['dropped', 500] as const)('a call whose event came to Lambda or did not, because it was %s, is a task that begins when its client looks', async (eventsAre) => {
  services.eventsAre = eventsAre;
  const taskId = await start();
  services.eventsAre = 202;
  expect((await get(taskId)).result.status).toBe('working');
  expect(services.events).toEqual([]);
  timers.pass(5000);
  expect((await get(taskId)).result.status).toBe('working');
  await run();
  expect((await get(taskId)).result.status).toBe('completed');
  expect(invocations).toHaveLength(1);
});

test('a call whose event Lambda refuses has failed, and nothing runs it later', async () => {
  services.eventsAre = 429;
  const { result } = await send('tools/call', { name: 'work', arguments: {} });
  expect(result).toMatchObject({ isError: true, content: [{ text: expect.stringContaining('The tool is busy') }] });
  expect(await services.items()).toContain('"cancelled"');
  expect(services.events).toEqual([]);
});

test('a look whose event Lambda refuses fails no run that another event has begun meanwhile', async () => {
  const taskId = await start();
  const [event] = services.events;
  timers.pass(5000);
  services.eventsAre = 403;
  let finish: (answered: InvocationOutcome) => void = () => undefined;
  let running = Promise.resolve();
  services.beforeNextChange(() => new Promise((begun) => {
    outcome = () => new Promise((resolve) => {
      finish = resolve;
      begun();
    });
    running = run(event);
  }));
  expect((await get(taskId)).result).toMatchObject({ status: 'working' });
  finish({ answer: '"done"' });
  await running;
  expect((await get(taskId)).result).toMatchObject({ status: 'completed', result: { content: [{ text: 'done' }] } });
});

test('a task whose event is refused when its client looks has failed, and an event that waited till then runs nothing', async () => {
  const taskId = await start();
  timers.pass(5000);
  services.eventsAre = 403;
  expect((await get(taskId)).result).toMatchObject({ status: 'failed', error: { code: -32603 } });
  await run(services.events[0]);
  expect(invocations).toEqual([]);
  expect((await get(taskId)).result.status).toBe('failed');
});

test('where the table takes longer than the call may, it is answered 503 in time, and nothing runs', async () => {
  const silent = createServer(() => undefined);
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const tasks = new Tasks(services.reference, { ...services.env, AWS_ENDPOINT_URL_DYNAMODB: endpoint }, timers);
  const slow = testServer({ offering: OFFERING, timers, tasks });
  for (const [method, params] of [['tools/call', { name: 'work', arguments: {} }], ['tasks/get', { taskId: 'a' }]] as const) {
    const answer = await slow.modern(method, { ...params, _meta: KNOWS_TASKS }, { remainingMillis: 200 });
    expect(answer).toMatchObject({ status: 503, json: { error: { code: -31503 } } });
  }
  expect(services.events).toEqual([]);
  silent.closeAllConnections();
  await new Promise((resolve) => silent.close(resolve));
});

test('a cancellation that meets the end of a run is none of nothing: the task is cancelled, whatever it asks', async () => {
  outcome = () => ({ answer: JSON.stringify({ ask: { a: FORM } }) });
  const taskId = await start('ask');
  services.beforeNextChange(() => run());
  expect((await send('tasks/cancel', { taskId })).result).toMatchObject({ resultType: 'complete' });
  expect((await get(taskId)).result.status).toBe('cancelled');
});

test('what a run of a cancelled task returns is dropped', async () => {
  const taskId = await start();
  outcome = () => ({ answer: '"too late"' });
  await send('tasks/cancel', { taskId });
  await run();
  expect((await get(taskId)).result).toMatchObject({ status: 'cancelled' });
  expect((await send('tasks/cancel', { taskId })).result).toMatchObject({ resultType: 'complete' });
});

test.each([
  [{ failure: 'function_error', detail: 'threw', code: 'ValueError' }, { status: 'completed', result: { isError: true } }],
  [{ failure: 'function_error', detail: 'exited', code: 'Runtime.ExitError' }, { status: 'failed', error: { code: -32603 } }],
  [{ failure: 'timeout', detail: 'timed out' }, { status: 'failed', error: { code: -32603 } }],
] as const)('%j becomes %j', async (failure, expected) => {
  outcome = () => failure;
  const taskId = await start();
  await run();
  expect((await get(taskId)).result).toMatchObject(expected);
});

test('a task costs what docs/costs.md says', async () => {
  const { begin, run: ran, look, question, cancellation, large, largeLook } = TASK_HAPPENING;
  const costs = async (happen: () => Promise<unknown>) => {
    services.operations.length = 0;
    await happen();
    const count = (of: RegExp) => services.operations.filter((operation) => of.test(operation)).length || undefined;
    return { reads: count(/^GetItem/), writes: count(/^(Put|Update)Item/), puts: count(/^S3 PUT/), gets: count(/^S3 GET/) };
  };
  const said = ({ reads, writes, puts, gets }: Happening) => ({ reads, writes, puts, gets });
  let taskId = '';
  expect(await costs(async () => (taskId = await start()))).toEqual(said(begin));
  expect(await costs(() => run())).toEqual(said(ran));
  expect(await costs(() => get(taskId))).toEqual(said(look));

  taskId = await start();
  expect(await costs(() => send('tasks/cancel', { taskId }))).toEqual(said(cancellation));

  outcome = ({ answers = {} }) => ({ answer: JSON.stringify('a' in answers ? 'done' : { ask: { a: FORM } }) });
  taskId = await start('ask');
  const asked = await costs(async () => {
    await run();
    await send('tasks/update', { taskId, inputResponses: { a: { action: 'decline' } } });
    await run();
  });
  // More than a run without a question.
  expect({ ...asked, writes: asked.writes! - ran.writes }).toEqual(said(question));

  outcome = () => ({ answer: JSON.stringify('x'.repeat(400_000)) });
  taskId = await start();
  expect(await costs(() => run())).toEqual({ ...said(large), writes: ran.writes });
  expect(await costs(() => get(taskId))).toEqual(said(largeLook));
});

// T129
test('the table holds who called, and no token', async () => {
  await start();
  const items = await services.items();
  expect(items).toContain('client-1');
  // The head of a JSON Web Token, whole: random ids hold any three letters now and then.
  expect(items).not.toMatch(/bearer|authorization|eyJ[\w-]{8,}\./i);
});

test('while the table cannot be reached, nothing runs, and clients are told when to try again', async () => {
  const tasks = new Tasks(services.reference, { ...services.env, AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:9' }, timers);
  const cut = testServer({ offering: OFFERING, timers, tasks });
  const taskId = await start();
  services.events.length = 0;
  for (const [method, params] of [['tools/call', { name: 'work', arguments: {} }], ['tasks/get', { taskId }], ['tasks/cancel', { taskId }], ['tasks/update', { taskId, inputResponses: {} }]] as const) {
    const { status, headers, json } = await cut.modern(method, { ...params, _meta: KNOWS_TASKS });
    expect({ status, json }).toMatchObject({ status: 503, json: { error: { code: -31503, message: expect.stringContaining('try again in 2 seconds (reference: '), data: { retryAfterSeconds: 2 } } } });
    expect(headers).toMatchObject({ 'Retry-After': '2' });
  }
  expect(services.events).toEqual([]);
  expect(await get(taskId)).toMatchObject({ result: { status: 'working' } });
});

test('what came of a run is not lost where the table is away for a moment at its end', async () => {
  const taskId = await start();
  const dynamoDb = await startFaultyDynamoDb(services.env.AWS_ENDPOINT_URL);
  // The first request claims the run.
  dynamoDb.failFrom(2, 'before', 5);
  await run(services.events.at(-1)!, { ...services.env, AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint });
  await dynamoDb.stop();
  expect(dynamoDb.requests).toBe(6);
  expect(await get(taskId)).toMatchObject({ result: { status: 'completed' } });
  expect(invocations).toHaveLength(1);
});
