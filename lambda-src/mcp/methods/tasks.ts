import { type Method, type MethodContext, resultOf } from './method';
import { type TaskEnd, taskEnd } from './task-end';
import type { ToolEntry } from '../../../src/contract/mcp/catalogue';
import { MODERN_PROTOCOL_VERSION } from '../../../src/contract/mcp/protocol-versions';
import { decodeHeaderValue } from '../../platform/header-value';
import type { InvocationOutcome } from '../invoke/invoker';
import { isObject, type Params } from '../protocol/json-rpc';
import { headerMismatch, internalError, invalidParams, type Outcome } from '../protocol/outcome';
import { insufficientScope, scopeLack } from '../protocol/required-scopes';
import { replyTo } from '../talk/question';
import { CONVERSATION_MAX_BYTES, isTooLarge, runEnd } from '../tasks/run-end';
import { isExecution, isStalled, isTerminal, isUnbegun, orphaned, settled, type Task, taskMembers } from '../tasks/task';
import { RESULT_INLINE_MAX_BYTES } from '../tasks/task-table';
import { knowsTasks, type Tasks, TASKS_REQUIRED } from '../tasks/tasks';
import { unavailable } from '../tasks/unavailable';

/** How often a change is tried again that another one came before. */
const CHANGE_ATTEMPTS = 5;

/** A task of the caller, with its tool as far as the server still has it. */
interface Found {
  readonly tasks: Tasks;
  readonly task: Task;
  readonly tool: ToolEntry | undefined;
}

export const getTask: Method = (params, context) => withTask(params, context, async (found) => {
  const task = settled(await looked(found, context), context.timers.now(), () => internalError(context.requestId));
  const { status, result, resultKey, error, conversation: { questions } } = task;
  const members = [taskMembers(task, context.timers.now())];
  if (status === 'completed') {
    members.push(`"result":${result ?? await found.tasks.largeResult(resultKey!)}`);
  } else if (status === 'failed') {
    members.push(`"error":${JSON.stringify(error)}`);
  } else if (status === 'input_required') {
    members.push(`"inputRequests":${JSON.stringify(Object.fromEntries(Object.entries(questions).map(([key, { method, params: asked }]) => [key, { method, params: asked }])))}`);
  }
  return { result: resultOf(members.join(','), context) };
});

/** Answers are applied before they are acknowledged. What answers no open question is ignored. */
export const updateTask: Method = (params, context) => withTask(params, context, async (found) => {
  const { inputResponses } = params;
  if (!isObject(inputResponses)) {
    return invalidParams('inputResponses must be an object');
  }
  let { task } = found;
  for (let attempt = 1; attempt <= CHANGE_ATTEMPTS; attempt += 1) {
    if (task.status === 'input_required') {
      const next = answeredBy(inputResponses, task, found.tasks, context.timers.now());
      if (next === undefined) {
        return acknowledged(context);
      }
      if (isTooLarge(next.task.conversation)) {
        return invalidParams(`inputResponses are too large: a task keeps at most ${CONVERSATION_MAX_BYTES} bytes of what was asked and answered`);
      }
      if (await found.tasks.table.change(task.key, { status: 'input_required', conversation: task.conversation }, next.change)) {
        await resumed({ ...found, task: next.task }, context);
        return acknowledged(context);
      }
    } else {
      // Somebody may have applied the last answer and not lived to begin the run.
      await resumed({ ...found, task }, context);
      return acknowledged(context);
    }
    task = await found.tasks.table.read(task.key) ?? task;
  }
  throw new Error('a task was changed by too many others at once');
});

/** One that was cancelled before is stopped again: who did it may not have lived to do that. */
export const cancelTask: Method = (params, context) => withTask(params, context, async (found) => {
  const { tasks, tool } = found;
  let task = await looked(found, context);
  for (let attempt = 1; !isTerminal(task.status); attempt += 1) {
    if (attempt > CHANGE_ATTEMPTS) {
      throw new Error('a task was changed by too many others at once');
    }
    const { key, status, round } = task;
    const isCancelled = await tasks.table.change(key, { status, round }, {
      status: 'cancelled', statusMessage: 'The client cancelled the task.', updatedAt: context.timers.now(),
    });
    task = isCancelled ? { ...task, status: 'cancelled' } : await tasks.table.read(key) ?? { ...task, status: 'cancelled' };
  }
  if (task.status === 'cancelled' && tool !== undefined) {
    await tasks.stop(task, tool, context);
  }
  return acknowledged(context);
});

function acknowledged({ catalogue }: MethodContext): Outcome {
  return { result: `{"resultType":"complete","_meta":${catalogue.resultMeta}}` };
}

/** The header may be missing, because some clients do not send it. Undeclared clients do not learn what exists. */
async function withTask(params: Params, context: MethodContext, run: (found: Found) => Promise<Outcome>): Promise<Outcome> {
  const { taskId } = params;
  if (typeof taskId !== 'string') {
    return invalidParams('taskId must be a string');
  }
  const { headers, caller, catalogue } = context;
  if (headers.name !== undefined && decodeHeaderValue(headers.name) !== taskId) {
    return headerMismatch('Mcp-Name is not params.taskId');
  }
  if (!knowsTasks(params)) {
    return { error: TASKS_REQUIRED, statusCode: 400 };
  }
  const tasks = await context.tasks!();
  try {
    const task = await tasks.find(caller, taskId, context);
    if (task === undefined) {
      return invalidParams('Unknown task: it does not exist, is not yours, or has expired');
    }
    const tool = Object.hasOwn(catalogue.index.tools, task.tool) ? catalogue.index.tools[task.tool] : undefined;
    const lack = scopeLack(tool?.requiredScopes, caller);
    return lack ? insufficientScope(lack) : await run({ tasks, task, tool });
  } catch (error) {
    return unavailable(error, context);
  }
}

/** The task as it stands now: of an execution only Step Functions knows that. */
async function looked(found: Found, context: MethodContext): Promise<Task> {
  const { task, tool, tasks } = found;
  if (task.status !== 'working') {
    return task;
  }
  if (!isExecution(task)) {
    return isStalled(task, context.timers.now()) ? resumed(found, context) : task;
  }
  if (tool?.target.kind !== 'state-machine') {
    return orphaned(task, context.timers.now(), () => internalError(context.requestId));
  }
  return afterStep(found, await tasks.look(task, tool, context), context);
}

/** Begins the next run, where it has not begun. */
async function resumed(found: Found, context: MethodContext): Promise<Task> {
  const { task, tool, tasks } = found;
  // The call has begun the first one, or tried to.
  const isBegun = (task.round === 1 && !isStalled(task, context.timers.now())) || !isUnbegun(task);
  if (task.status !== 'working' || isBegun || tool === undefined || (isExecution(task) && tool.target.kind !== 'state-machine')) {
    return task;
  }
  // Of those who look at once, one sends its event, and the next one five seconds later: what waits in Lambda's queue is no reason to fill it.
  const now = context.timers.now();
  if (!isExecution(task) && isStalled(task, now) && !await tasks.table.change(task.key, { status: 'working', round: task.round, updatedAt: task.updatedAt }, { updatedAt: now })) {
    return task;
  }
  const outcome = await tasks.resume(task, tool, context);
  return outcome === undefined ? task : afterStep(found, outcome, context);
}

/** Writes down what came of a step, if anything did. A result that no item holds is asked for again each time. */
async function afterStep({ tasks, task, tool }: Found, outcome: InvocationOutcome, context: MethodContext): Promise<Task> {
  if ('answer' in outcome && outcome.running !== undefined) {
    return { ...task, execution: outcome.running.id, statusMessage: outcome.running.state };
  }
  if ('failure' in outcome && outcome.isPassing) {
    // The next look may find out.
    context.log('warn', 'a task could not be looked at', { requestId: context.requestId, tool: task.tool, failure: outcome.failure, detail: outcome.detail });
    return task;
  }
  const end = await taskEnd(runEnd(outcome, task, tool?.asks === true), task.tool, tool ?? {}, {
    ...context, revision: MODERN_PROTOCOL_VERSION,
  });
  const change = { ...end, updatedAt: context.timers.now() };
  if (end.result === undefined || Buffer.byteLength(end.result) <= RESULT_INLINE_MAX_BYTES) {
    // That a run could not be begun says nothing of one that somebody has begun meanwhile.
    const couldNotBegin = 'failure' in outcome && isUnbegun(task);
    const isChanged = await tasks.table.change(task.key, { status: 'working', round: task.round, isUnbegun: couldNotBegin || undefined }, change);
    if (!isChanged) {
      return await tasks.table.read(task.key) ?? task;
    }
  }
  return changed(task, change);
}

function changed(task: Task, change: TaskEnd): Task {
  return Object.fromEntries(Object.entries({ ...task, ...change }).filter(([, value]) => value !== null)) as unknown as Task;
}

/** @returns undefined where nothing of it answers an open question */
function answeredBy(responses: Params, task: Task, tasks: Tasks, now: number) {
  const { client, state, questions, answers } = task.conversation;
  const replies = Object.entries(questions).flatMap(([key, question]) => {
    const reply = Object.hasOwn(responses, key) ? replyTo(question, responses[key]) : undefined;
    return reply === undefined ? [] : [[key, reply] as const];
  });
  if (replies.length === 0) {
    return undefined;
  }
  const given = Object.fromEntries(replies);
  const open = Object.fromEntries(Object.entries(questions).filter(([key]) => !Object.hasOwn(given, key)));
  const conversation = { client, answers: { ...answers, ...given }, questions: open, state };
  if (Object.keys(open).length > 0) {
    return { task: { ...task, conversation }, change: { conversation, updatedAt: now } };
  }
  const next = { status: 'working', round: task.round + 1, conversation, updatedAt: now, deadline: task.deadline === undefined ? undefined : tasks.runDeadline } as const;
  return {
    task: { ...task, ...next, execution: undefined },
    change: { ...next, execution: null, deadline: next.deadline ?? null },
  };
}
