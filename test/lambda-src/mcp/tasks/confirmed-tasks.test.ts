import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { openCatalogue } from '../../../../lambda-src/mcp/catalogue/catalogue-reader';
import type { Call, InvocationOutcome } from '../../../../lambda-src/mcp/invoke/invoker';
import { Conversations } from '../../../../lambda-src/mcp/talk/conversations';
import { taskRunner } from '../../../../lambda-src/mcp/task-runner';
import { Tasks } from '../../../../lambda-src/mcp/tasks/tasks';
import type { ToolInvocation } from '../../../../src/contract/mcp/invocation';
import { type FaultyDynamoDb, startFaultyDynamoDb } from '../../oauth/support/faulty-dynamodb';
import { removeCatalogues, writeCatalogue } from '../support/compiler';
import { type ConversationServices, startConversationServices } from '../support/conversation-services';
import { EMPTY, tool } from '../support/offering';
import { meta, testServer } from '../support/server';
import { startTaskServices, type TaskServices } from '../support/task-services';
import { TestTimers } from '../support/test-timers';

// A confirmation of a user is used exactly where a task comes of it, whatever of DynamoDB fails.

const TASK = { ttlMs: 3_600_000 };
const CONFIRMED = { confirm: ['Delete it?'], hints: {} };
const OFFERING = {
  ...EMPTY,
  tools: [
    tool('delete', { ...CONFIRMED, task: TASK }),
    tool('decide', { ...CONFIRMED, task: { ...TASK, decides: true } }),
    { ...tool('execute', { ...CONFIRMED, task: TASK }), target: { kind: 'state-machine', id: 'machine' } as const },
  ],
};
const KNOWS_TASKS = {
  ...meta(), 'io.modelcontextprotocol/clientCapabilities': { elicitation: {}, extensions: { 'io.modelcontextprotocol/tasks': {} } },
};
const UNAVAILABLE = { status: 503, headers: { 'Retry-After': '2' }, json: { error: { code: -31503 } } };
const RUNNING: InvocationOutcome = { answer: '"running"', running: { id: 'execution-1' } };
const ATTEMPTS = 3;

let services: TaskServices;
let talk: ConversationServices;
let tasksDb: FaultyDynamoDb;
let talkDb: FaultyDynamoDb;
let timers: TestTimers;
let server: ReturnType<typeof testServer>;
let ran: ToolInvocation[];
let outcome: (invocation: ToolInvocation, call: Call) => InvocationOutcome | Promise<InvocationOutcome>;

beforeEach(async () => {
  [services, talk] = await Promise.all([startTaskServices(), startConversationServices()]);
  [tasksDb, talkDb] = await Promise.all([startFaultyDynamoDb(services.env.AWS_ENDPOINT_URL), startFaultyDynamoDb(talk.env.AWS_ENDPOINT_URL)]);
  timers = new TestTimers();
  ran = [];
  outcome = () => ({ answer: '"done"' });
  server = testServer({
    offering: OFFERING,
    timers,
    tasks: new Tasks(services.reference, { ...services.env, AWS_ENDPOINT_URL_DYNAMODB: tasksDb.endpoint }, timers),
    conversations: new Conversations(talk.reference, { ...talk.env, AWS_ENDPOINT_URL_DYNAMODB: talkDb.endpoint }, timers),
    run: (invocation, _target, call) => {
      ran.push(invocation);
      return outcome(invocation, call);
    },
  });
});
afterEach(async () => {
  removeCatalogues();
  await Promise.all([tasksDb.stop(), talkDb.stop()]);
  await Promise.all([services.stop(), talk.stop()]);
});

const call = (name: string, params: object = {}) => server.modern('tools/call', { name, arguments: {}, ...params, _meta: KNOWS_TASKS });
const get = async (taskId: string) => (await server.modern('tasks/get', { taskId, _meta: KNOWS_TASKS })).json.result;

/** What a client sends after its user was asked. */
async function asked(name: string, action = 'accept', given: object = {}): Promise<{ readonly requestState: string; readonly inputResponses: object }> {
  const { json: { result: { requestState, inputRequests } } } = await call(name, given);
  return { requestState, inputResponses: { [Object.keys(inputRequests)[0]]: { action, content: {} } } };
}

/** Runs all events that Lambda got, as it would. */
async function runAll(): Promise<void> {
  const runner = taskRunner({
    wiring: { targets: {}, tasks: services.reference },
    env: services.env,
    catalogue: openCatalogue(writeCatalogue(OFFERING)),
    invoke: async (_target, invocation, of) => {
      ran.push(invocation);
      return outcome(invocation, of);
    },
    log: () => undefined,
    timers,
  });
  await Promise.all(services.events.splice(0).map((event) => runner(event, { getRemainingTimeInMillis: () => 900_000 })));
}

test.each(['before', 'after'] as const)('where the table of tasks fails %s it took the task, the same confirmation begins it later, and it runs once', async (moment) => {
  const confirmed = await asked('delete');
  tasksDb.failFrom(1, moment, ATTEMPTS);
  expect(await call('delete', confirmed)).toMatchObject(UNAVAILABLE);
  expect(services.events).toEqual([]);

  timers.pass(5000);
  const { json: { result: { resultType, taskId } } } = await call('delete', confirmed);
  expect(resultType).toBe('task');
  expect((await get(taskId)).status).toBe('working');
  await runAll();
  expect(await get(taskId)).toMatchObject({ status: 'completed', result: { content: [{ text: 'done' }] } });
  expect(ran).toHaveLength(1);
});

// T98
test.each(['as a task', 'as a plain call'])('a confirmation of a call that was asked %s is good for no call of the other kind', async (kind) => {
  const ways = [KNOWS_TASKS, { ...meta(), 'io.modelcontextprotocol/clientCapabilities': { elicitation: {} } }];
  const [own, other] = kind === 'as a task' ? ways : ways.reverse();
  const ask = (_meta: object, params: object) => server.modern('tools/call', { name: 'delete', arguments: {}, ...params, _meta });
  const { json: { result: { requestState, inputRequests } } } = await ask(own, {});
  const confirmed = { requestState, inputResponses: { [Object.keys(inputRequests)[0]]: { action: 'accept', content: {} } } };

  expect((await ask(own, confirmed)).json.result.resultType).toBe(kind === 'as a task' ? 'task' : 'complete');
  expect((await ask(other, confirmed)).json.error).toMatchObject({ code: -32602, message: expect.stringContaining('requestState is none of this request') });
  await runAll();
  expect(ran).toHaveLength(1);
});

// T98
test('a confirmation that comes again, also at the same time, is the task that it began, and nothing runs twice', async () => {
  const confirmed = await asked('delete');
  const answers = await Promise.all([call('delete', confirmed), call('delete', confirmed), call('delete', confirmed)]);
  const ids = new Set(answers.map(({ json }) => json.result.taskId));
  expect([...ids]).toEqual([expect.stringMatching(/^[\w-]{32}$/)]);
  await runAll();
  const late = await call('delete', confirmed);
  expect(late.json.result).toMatchObject({ resultType: 'task', taskId: [...ids][0], status: 'completed' });
  timers.pass(5000);
  await get([...ids][0]);
  await runAll();
  expect(ran).toHaveLength(1);
});

test('a confirmation that is asked for again is the same one: of both answers one task comes', async () => {
  const first = await asked('delete');
  const again = await asked('delete', 'accept', { requestState: first.requestState, inputResponses: {} });
  const ids = [await call('delete', again), await call('delete', first)].map(({ json }) => json.result.taskId);
  expect(ids[0]).toBe(ids[1]);
  await runAll();
  expect(ran).toHaveLength(1);
});

test('each confirmation is a task of its own, and a declined one is none', async () => {
  const ids = [await call('delete', await asked('delete')), await call('delete', await asked('delete'))].map(({ json }) => json.result.taskId);
  expect(ids[0]).not.toBe(ids[1]);
  expect((await call('delete', await asked('delete', 'decline'))).json.result).toMatchObject({ isError: true });
  expect(JSON.parse(await services.items())).toHaveLength(2);
});

test('a confirmation costs no write but that of its task', async () => {
  const confirmed = await asked('delete');
  talk.operations.length = services.operations.length = 0;
  await call('delete', confirmed);
  expect([talk.operations, services.operations]).toEqual([[], ['PutItem']]);
});

// Where a function decides, it runs before there is a task: which confirmations were used is kept apart.
test('a function that decided to be a task decides again with the same confirmation, if the task could not be kept', async () => {
  outcome = ({ task }) => ({ answer: task?.isRunning ? '"done"' : '{"task":true}' });
  const confirmed = await asked('decide');
  tasksDb.failFrom(1, 'before', ATTEMPTS);
  expect(await call('decide', confirmed)).toMatchObject(UNAVAILABLE);
  const { json: { result: { taskId } } } = await call('decide', confirmed);
  await runAll();
  expect(await get(taskId)).toMatchObject({ status: 'completed' });
  expect(ran.filter(({ task }) => task?.isRunning)).toHaveLength(1);
  expect((await call('decide', confirmed)).json).toMatchObject({ error: { code: -32602, message: expect.stringContaining('used before') } });
});

test('a function that decided to answer does so once for a confirmation, also if both tables fail after that', async () => {
  const confirmed = await asked('decide');
  expect((await call('decide', confirmed)).json.result).toMatchObject({ content: [{ text: 'done' }] });
  expect((await call('decide', confirmed)).json).toMatchObject({ error: { code: -32602 } });
  expect(ran).toHaveLength(1);

  outcome = () => ({ answer: '{"task":true}' });
  const second = await asked('decide');
  tasksDb.failFrom(1, 'before', ATTEMPTS);
  talkDb.failFrom(2, 'before');
  expect(await call('decide', second)).toMatchObject(UNAVAILABLE);
  talkDb.failFrom(0);
  expect((await call('decide', second)).json).toMatchObject({ error: { code: -32602, message: expect.stringContaining('send the request without it') } });
  expect(ran).toHaveLength(2);
});

test('where nothing can tell whether a confirmation was used, nothing runs, and it is as good as before', async () => {
  const confirmed = await asked('decide');
  talkDb.failFrom(1, 'before', ATTEMPTS);
  expect(await call('decide', confirmed)).toMatchObject(UNAVAILABLE);
  expect(ran).toEqual([]);
  expect((await call('decide', confirmed)).json.result).toMatchObject({ content: [{ text: 'done' }] });
});

test.each(['before', 'after'] as const)('an execution is not started where the table fails %s it took its task, and once where the client repeats its call', async (moment) => {
  outcome = () => RUNNING;
  const confirmed = await asked('execute');
  tasksDb.failFrom(1, moment, ATTEMPTS);
  expect(await call('execute', confirmed)).toMatchObject(UNAVAILABLE);
  expect(ran).toEqual([]);
  const { json: { result: { taskId } } } = await call('execute', confirmed);
  expect((await get(taskId)).status).toBe('working');
  outcome = () => ({ answer: '"done"' });
  expect(await get(taskId)).toMatchObject({ status: 'completed', result: { content: [{ text: 'done' }] } });
  expect(ran.filter(({ arguments: args }) => !('execution' in args))).toHaveLength(1);
});

test('an execution of which could not be written that it runs is found by its name, which is the same', async () => {
  outcome = () => RUNNING;
  const confirmed = await asked('execute');
  tasksDb.failFrom(2, 'before', ATTEMPTS + 1);
  const { json: { result: { taskId } } } = await call('execute', confirmed);
  expect((await get(taskId)).status).toBe('working');
  const starts = ran.filter(({ arguments: args }) => !('execution' in args));
  // The name of an execution is made of these.
  expect(new Set(starts.map(({ requestId, name, caller, ...rest }) => JSON.stringify([requestId, name, caller, rest]))).size).toBe(1);
});

test('an execution that cannot be started yet is a task, which starts it when its client looks', async () => {
  outcome = () => ({ failure: 'throttled', detail: 'ThrottlingException', isPassing: true });
  const { json: { result: { taskId, status } } } = await call('execute', await asked('execute'));
  expect(status).toBe('working');
  outcome = () => ({ answer: '"done"' });
  expect(await get(taskId)).toMatchObject({ status: 'completed' });
});
