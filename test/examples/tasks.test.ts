import { expect, test } from '@jest/globals';
import { resultFromTaskOutcome } from '@modelcontextprotocol/ext-tasks/client';
import { serveExample } from './support/serve-example';
import { dispatcher, type RpcAnswer, taskSession } from './support/task-session';
import { machineToken } from '../clients/local-server';

const { server, connect } = serveExample('tasks');

type Result = { readonly content: readonly { readonly text: string }[]; readonly isError?: boolean };

async function session(answers: { readonly [message: string]: object } = {}) {
  const token = await machineToken(server());
  return taskSession(await connect('2026-07-28'), server().mcpUrl, token, ({ params }) => ({ action: 'accept', content: answers[String(params?.message)] as never ?? {} }));
}

function resultIn(answer: RpcAnswer) {
  if (answer.kind === 'error') {
    throw new Error(JSON.stringify(answer.error));
  }
  return answer.result;
}

test('the official requester gets the result of a function, also one that no item of a table could hold', async () => {
  const tasks = await session();
  for (const rows of [2, 50_000]) {
    const execution = await tasks.callTool<Result>('make_report', { rows });
    expect(execution.kind).toBe('task');
    const { outcome } = await execution.settle();
    const { text } = resultFromTaskOutcome(outcome).content[0];
    expect(text.split('\n')).toHaveLength(rows);
    expect(text).toMatch(/^0,0\n1,1/);
  }
  await tasks.close();
}, 60_000);

test('the official requester confirms before the task, and answers within it', async () => {
  const tasks = await session({ 'Where is it published?': { where: 'website' } });
  const execution = await tasks.callTool<Result>('publish_report', {});
  const { outcome } = await execution.settle();
  expect(resultFromTaskOutcome(outcome).content[0].text).toBe('The report is on the website.');
  await tasks.close();
}, 60_000);

// T124
test('the official requester follows a state machine, and cancels one', async () => {
  const tasks = await session();
  const { outcome } = await (await tasks.callTool<Result>('migrate', { seconds: 1 })).settle();
  expect(resultFromTaskOutcome(outcome).content[0].text).toBe('{"migrated":true}');

  const long = await tasks.callTool<Result>('migrate', { seconds: 3600 });
  await long.cancel();
  const dispatch = dispatcher(server().mcpUrl, await machineToken(server()));
  expect(long.kind).toBe('task');
  // Of another client: it does not exist.
  expect(await dispatch({ method: 'tasks/get', params: { taskId: long.handle!.taskId } })).toMatchObject({ kind: 'error', error: { code: -32602 } });
  await tasks.close();
}, 60_000);

test('a state machine shows in which state it is, and is stopped with its task', async () => {
  const dispatch = dispatcher(server().mcpUrl, await machineToken(server()));
  const { taskId } = resultIn(await dispatch({ method: 'tools/call', params: { name: 'migrate', arguments: { seconds: 3600 } } }));
  expect(resultIn(await dispatch({ method: 'tasks/get', params: { taskId } }))).toMatchObject({ status: 'working', statusMessage: 'Copy' });
  expect(resultIn(await dispatch({ method: 'tasks/cancel', params: { taskId } }))).toMatchObject({ resultType: 'complete' });
  expect(resultIn(await dispatch({ method: 'tasks/get', params: { taskId } }))).toMatchObject({ status: 'cancelled' });
});

test('a client that knows no tasks gets the result, or is told what it lacks', async () => {
  const client = await connect('2025-11-25');
  await expect(client.callTool({ name: 'make_report', arguments: { rows: 1 } })).resolves.toMatchObject({ content: [{ text: '0,0' }] });
  await expect(client.callTool({ name: 'publish_report', arguments: {} })).resolves.toMatchObject({ isError: true, content: [{ text: expect.stringContaining('only as a task') }] });

  const dispatch = dispatcher(server().mcpUrl, await machineToken(server()), {});
  expect(await dispatch({ method: 'tools/call', params: { name: 'publish_report', arguments: {} } })).toMatchObject({
    kind: 'error',
    error: { code: -32021, message: expect.stringContaining('io.modelcontextprotocol/tasks'), data: { requiredCapabilities: { extensions: { 'io.modelcontextprotocol/tasks': {} } } } },
  });
  expect(await dispatch({ method: 'tasks/get', params: { taskId: 'unknown' } })).toMatchObject({ kind: 'error', error: { code: -32021 } });
});
