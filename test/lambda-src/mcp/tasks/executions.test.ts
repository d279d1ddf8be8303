import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Call, InvocationOutcome } from '../../../../lambda-src/mcp/invoke/invoker';
import { Tasks } from '../../../../lambda-src/mcp/tasks/tasks';
import type { ToolInvocation } from '../../../../src/contract/mcp/invocation';
import type { ToolDefinition } from '../../../../src/offering/catalogue/definitions';
import { removeCatalogues } from '../support/compiler';
import { EMPTY, tool } from '../support/offering';
import { meta, testServer } from '../support/server';
import { startTaskServices, type TaskServices } from '../support/task-services';
import { TestTimers } from '../support/test-timers';

// Tasks that are executions of a state machine, by an invoker of the test.

const MACHINE = { target: { kind: 'state-machine', id: 'machine' } } as const;
const work: ToolDefinition = { ...tool('work', { task: { ttlMs: 3_600_000 } }), ...MACHINE };
const ask: ToolDefinition = { ...tool('ask', { asks: true, task: { ttlMs: 3_600_000 } }), ...MACHINE };
const KNOWS_TASKS = {
  ...meta(), 'io.modelcontextprotocol/clientCapabilities': { elicitation: {}, extensions: { 'io.modelcontextprotocol/tasks': {} } },
};
const FORM = { message: 'Who?', schema: { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } };
const RUNNING: InvocationOutcome = { answer: '"running"', running: { id: 'execution-1', state: 'Copy' } };
const PASSING: InvocationOutcome = { failure: 'throttled', detail: 'ThrottlingException', isPassing: true };

let services: TaskServices;
let timers: TestTimers;
let server: ReturnType<typeof serverWith>;
let steps: { readonly step: Call['task']; readonly invocation: ToolInvocation }[];
let outcome: (step: Call['task'], invocation: ToolInvocation) => InvocationOutcome | Promise<InvocationOutcome>;
beforeAll(async () => {
  services = await startTaskServices();
});
afterAll(async () => {
  removeCatalogues();
  await services.stop();
});
beforeEach(() => {
  timers = new TestTimers();
  steps = [];
  outcome = () => RUNNING;
  server = serverWith([work, ask]);
});

/** An instance of a deployment, with the tables that all have. */
function serverWith(tools: readonly ToolDefinition[]) {
  return testServer({
    offering: { ...EMPTY, tools: [...tools, tool('other', { task: { ttlMs: 3_600_000 } })] },
    timers,
    tasks: new Tasks(services.reference, services.env, timers),
    run: (invocation, _target, { task }) => {
      steps.push({ step: task, invocation });
      return outcome(task, invocation);
    },
  });
}

const send = async (method: string, params: object, by = server) => (await by.modern(method, { ...params, _meta: KNOWS_TASKS })).json;
const get = async (taskId: string, by?: typeof server) => (await send('tasks/get', { taskId }, by)).result;
const stepsTaken = () => steps.map(({ step }) => step);

async function start(name = 'work', by = server): Promise<string> {
  const { result } = await send('tools/call', { name, arguments: {} }, by);
  expect(result).toMatchObject({ resultType: 'task' });
  return result.taskId;
}

test('a look that fails says nothing of the execution: the task goes on, and has its result later', async () => {
  const taskId = await start();
  outcome = () => PASSING;
  expect(await get(taskId)).toMatchObject({ status: 'working' });
  expect(server.lines).toContainEqual(expect.objectContaining({ level: 'warn', fields: expect.objectContaining({ failure: 'throttled' }) }));
  outcome = () => ({ answer: '"done"' });
  expect(await get(taskId)).toMatchObject({ status: 'completed', result: { content: [{ text: 'done' }] } });
});

test('an execution that times out, by what its author wrote, is a result that says so', async () => {
  const taskId = await start();
  outcome = () => ({ failure: 'timeout', detail: 'TIMED_OUT' });
  expect(await get(taskId)).toMatchObject({ status: 'completed', result: { isError: true } });
});

test('an execution at which nobody may look has failed', async () => {
  const taskId = await start();
  outcome = () => ({ failure: 'refused', code: 'AccessDeniedException', detail: 'not allowed' });
  expect(await get(taskId)).toMatchObject({ status: 'failed', error: { code: -32603 } });
});

test('the next execution after answers is started by whoever looks, if who was to do it could not', async () => {
  outcome = () => ({ answer: JSON.stringify({ ask: { a: FORM } }) });
  const taskId = await start('ask');
  expect((await get(taskId)).status).toBe('input_required');
  outcome = () => PASSING;
  await send('tasks/update', { taskId, inputResponses: { a: { action: 'decline' } } });
  expect(await get(taskId)).toMatchObject({ status: 'working' });
  outcome = () => ({ answer: '"done"' });
  expect(await get(taskId)).toMatchObject({ status: 'completed' });
  expect(stepsTaken()).toEqual(['start', 'start', 'start', 'start']);
  expect(steps.at(-1)!.invocation).toMatchObject({ answers: { a: { action: 'decline' } }, task: { isRunning: true } });
});

test('an execution that one look may not start, and another one has started meanwhile, goes on', async () => {
  outcome = () => ({ answer: JSON.stringify({ ask: { a: FORM } }) });
  const taskId = await start('ask');
  outcome = () => PASSING;
  await send('tasks/update', { taskId, inputResponses: { a: { action: 'decline' } } });
  outcome = async () => {
    outcome = () => RUNNING;
    await get(taskId);
    return { failure: 'refused', code: 'AccessDeniedException', detail: 'not allowed' };
  };
  expect(await get(taskId)).toMatchObject({ status: 'working' });
  expect(await get(taskId)).toMatchObject({ status: 'working', statusMessage: 'Copy' });
});

test('a cancelled execution is stopped, and again if its client asks again', async () => {
  const taskId = await start();
  outcome = (step) => step === 'stop' ? PASSING : RUNNING;
  expect(await send('tasks/cancel', { taskId })).toMatchObject({ error: { code: -32603 } });
  expect((await get(taskId)).status).toBe('cancelled');
  outcome = () => ({ failure: 'execution_stopped', detail: 'stopped' });
  expect((await send('tasks/cancel', { taskId })).result).toMatchObject({ resultType: 'complete' });
  expect(stepsTaken()).toEqual(['start', 'look', 'stop', 'stop']);
  expect(steps.at(-1)!.invocation.arguments).toEqual({ execution: 'execution-1' });
});

test('an execution that ended by itself while it was cancelled needs no stop', async () => {
  const taskId = await start();
  outcome = (step) => step === 'stop' ? { failure: 'execution_failed', detail: 'FAILED' } : RUNNING;
  expect((await send('tasks/cancel', { taskId })).result).toMatchObject({ resultType: 'complete' });
});

test('an execution that was started while its task was cancelled is stopped', async () => {
  outcome = () => ({ answer: JSON.stringify({ ask: { a: FORM } }) });
  const taskId = await start('ask');
  outcome = async (step) => {
    if (step === 'start') {
      outcome = () => ({ failure: 'execution_stopped', detail: 'stopped' });
      const { table } = new Tasks(services.reference, services.env, timers);
      const task = (await new Tasks(services.reference, services.env, timers).find({ subject: 'user-1', clientId: 'client-1', scopes: [] } as never, taskId, { remainingMillis: 1000 }))!;
      await table.change(task.key, { status: 'working' }, { status: 'cancelled' });
    }
    return RUNNING;
  };
  await send('tasks/update', { taskId, inputResponses: { a: { action: 'decline' } } });
  expect(stepsTaken()).toEqual(['start', 'start', 'stop']);
});

test('a tool that is a function in one deployment and a state machine in the next runs once, as what it began', async () => {
  const before = serverWith([tool('work', { task: { ttlMs: 3_600_000 } })]);
  const ofFunction = await start('work', before);
  expect(await get(ofFunction)).toMatchObject({ status: 'working' });
  await send('tasks/cancel', { taskId: ofFunction });
  const ofMachine = await start();
  expect(await get(ofMachine, before)).toMatchObject({ status: 'working' });
  expect(stepsTaken()).toEqual(['start']);
});

test('a tool that another deployment does not have is waited for as long as both may answer, and is gone then', async () => {
  const taskId = await start();
  const without = serverWith([]);
  expect(await get(taskId, without)).toMatchObject({ status: 'working' });
  timers.pass(15 * 60_000);
  expect(await get(taskId, without)).toMatchObject({ status: 'failed', statusMessage: expect.stringContaining('any more'), error: { code: -32603 } });
  outcome = () => ({ answer: '"done"' });
  expect(await get(taskId)).toMatchObject({ status: 'completed' });
});
