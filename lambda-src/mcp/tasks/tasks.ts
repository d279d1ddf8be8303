import { randomBytes } from 'node:crypto';
import { invocationOf, told } from './kept-call';
import { CONVERSATION_MAX_BYTES, isTooLarge, runEnd } from './run-end';
import { isExecution, runIdOf, type Task, taskMembers, type TaskConversation } from './task';
import { stepCall } from './task-call';
import { taskKey, TaskTable } from './task-table';
import { unavailable } from './unavailable';
import type { Caller } from '../../../src/contract/authorizer/caller';
import type { ToolEntry } from '../../../src/contract/mcp/catalogue';
import type { ToolInvocation } from '../../../src/contract/mcp/invocation';
import { EXECUTION_ARGUMENT } from '../../../src/contract/mcp/layer';
import { MODERN_PROTOCOL_VERSION } from '../../../src/contract/mcp/protocol-versions';
import { TASK_GRACE_SECONDS, TASK_QUEUE_SECONDS, TASK_RUN_SECONDS, type TaskEntry, type TaskReference, type TaskRun, TASKS_EXTENSION } from '../../../src/contract/mcp/task';
import { AwsError, type Bounds, passes } from '../../platform/aws/aws-json';
import { type AwsEnvironment, awsEnvironment } from '../../platform/aws/aws-request';
import { EventRefused, sendEvent } from '../../platform/aws/invoke-function';
import { getFromS3 } from '../../platform/aws/s3';
import type { Timers } from '../../platform/timers';
import type { Invoke, InvocationOutcome } from '../invoke/invoker';
import { isObject, type Params } from '../protocol/json-rpc';
import { CAPABILITIES_KEY } from '../protocol/modern';
import { invalidParams } from '../protocol/outcome';
import { abilitiesOf } from '../talk/abilities';
import { type Ended, type SingleUse, type Told, USED_BY_ITS_ID } from '../talk/conversation';
import { missingCapability } from '../talk/missing-capability';
import { openConversation, runTalking, type TalkContext } from '../talk/talking-tool';
import { ToolCall } from '../talk/tool-call';

/** Bytes of a call that is kept: an item holds 400 KB, and the answers of a user have room beside it. */
const INVOCATION_MAX_BYTES = 150_000;

const RESULT_TIMEOUT_MILLIS = 10_000;

const TABLE_TIMEOUT_MILLIS = 2000;

/** What a step of a task needs of the request. */
export interface TaskContext {
  readonly invoke: Invoke;
  readonly remainingMillis: number;
}

/** All that a server with tools which can be tasks needs besides the tools. */
export class Tasks {
  readonly table: TaskTable;
  private readonly aws: AwsEnvironment;

  constructor(private readonly reference: TaskReference, env: { readonly [name: string]: string | undefined }, private readonly timers: Timers) {
    this.aws = awsEnvironment(env);
    this.table = new TaskTable(this.aws, reference.tableName, timers);
  }

  /** Runs a tool that can be a task: as one, where its client knows them. */
  async call(tool: ToolEntry, entry: TaskEntry, invocation: ToolInvocation, params: Params, context: TalkContext): Promise<Ended> {
    if (context.revision !== MODERN_PROTOCOL_VERSION || !knowsTasks(params)) {
      return entry.required ? undeclared(context.revision) : runTalking(tool, invocation, params, context);
    }
    if (tool.target.kind === 'state-machine' && Object.hasOwn(invocation.arguments, EXECUTION_ARGUMENT)) {
      return runTalking(tool, invocation, params, context);
    }
    const call = new ToolCall(params, context);
    try {
      return await this.prepare(tool, entry, invocation, params, context, call);
    } finally {
      call.end();
    }
  }

  /** What is asked before the task: the confirmation, and what a function asks that decides by itself whether it becomes a task. */
  private async prepare(tool: ToolEntry, entry: TaskEntry, invocation: ToolInvocation, params: Params, context: TalkContext, call: ToolCall): Promise<Ended> {
    const client = abilitiesOf(capabilitiesIn(params), MODERN_PROTOCOL_VERSION);
    let begins: TaskConversation | undefined;
    let hasRun = false;
    const invoke = async (answered: Told): Promise<InvocationOutcome> => {
      if (!entry.decides) {
        begins = { client, answers: {}, questions: {} };
        return NOTHING;
      }
      hasRun = true;
      const outcome = await context.invoke(tool.target, { ...invocation, ...tool.asks && answered, task: { isRunning: false } }, call);
      const becomes = 'answer' in outcome ? becomesTask(outcome.answer) : undefined;
      if (becomes === undefined) {
        return outcome;
      }
      begins = { client, answers: answered.answers, questions: {}, state: becomes.state };
      return NOTHING;
    };
    const asksBefore = tool.confirm !== undefined || (entry.decides && tool.asks);
    // Whether a function that decides has decided, no task tells: for those the mailbox keeps which confirmations were used.
    const singleUse = entry.decides ? undefined : USED_BY_ITS_ID;
    let ended: Ended;
    try {
      ended = asksBefore ? await converse(tool, invocation, params, context, call, invoke, singleUse) : { ran: await invoke({ client, answers: {} }) };
    } catch (error) {
      if (hasRun) {
        throw error;
      }
      return this.retryable(error, context, call);
    }
    return begins === undefined ? ended : this.begin(tool, entry, invocation, begins, context, call);
  }

  private async begin(
    tool: ToolEntry, entry: TaskEntry, invocation: ToolInvocation, conversation: TaskConversation, context: TalkContext, call: ToolCall,
  ): Promise<Ended> {
    const text = written(invocation);
    if (text === undefined || Buffer.byteLength(text) > INVOCATION_MAX_BYTES) {
      return { ran: { failure: 'invocation_too_large', detail: text === undefined ? 'nested too deeply to be written' : `${Buffer.byteLength(text)} bytes; a task keeps at most ${INVOCATION_MAX_BYTES}` } };
    }
    if (isTooLarge(conversation)) {
      return { ran: { failure: 'answer_too_large', detail: `the answers and the state have more than ${CONVERSATION_MAX_BYTES} bytes, which is what a task keeps` } };
    }
    const confirmation = tool.once && !entry.decides ? call.conversation?.stateId : undefined;
    const isMachine = tool.target.kind === 'state-machine';
    const { deadline, ...begun } = this.newTask(entry, invocation, text, conversation, confirmation);
    const task: Task = isMachine ? begun : { ...begun, deadline };
    if (!isMachine || confirmation !== undefined) {
      try {
        const bounds = within(call.deadline - this.timers.now());
        if (!await this.table.create(task, bounds)) {
          // The client repeats what it got no answer to: should the task not run, the client's next look begins it.
          const there = await this.table.read(task.key, bounds);
          return there === undefined ? { outcome: invalidParams('requestState was used before: send the request without it') } : this.created(there, context);
        }
      } catch (error) {
        // Should it exist all the same, nothing runs it before its client knows its id.
        return this.retryable(error, context, call);
      }
    }
    if (isMachine) {
      call.task = 'start';
      const outcome = await context.invoke(tool.target, { ...invocation, ...told(tool, conversation) }, call);
      return this.beginExecution(task, tool, outcome, context, confirmation !== undefined);
    }
    const refused = await this.startRun(task, call.deadline - this.timers.now());
    // What may run is a task that its client knows: should it not run, the client's next look begins it.
    if (refused?.mayRun === false) {
      // The client is told so: should the run begin all the same, it finds no task.
      await this.table.change(task.key, { status: 'working', round: task.round }, { status: 'cancelled' });
      return { ran: { ...refused.reason, detail: refused.message } };
    }
    return this.created(task, context);
  }

  /** @param exists whether the task is there already: then its client's next look finds out what is not written here */
  private async beginExecution(task: Task, tool: ToolEntry, outcome: InvocationOutcome, context: TalkContext, exists: boolean): Promise<Ended> {
    if (exists && 'failure' in outcome && outcome.isPassing) {
      return this.created(task, context);
    }
    const execution = 'answer' in outcome ? outcome.running?.id : undefined;
    const end = execution === undefined ? runEnd(outcome, task, tool.asks === true) : undefined;
    if (end !== undefined && end.kind !== 'asks') {
      return { ran: outcome };
    }
    const change = end === undefined ? { execution } : { status: 'input_required', conversation: end.conversation } as const;
    const begun: Task = { ...task, ...change };
    if (!exists) {
      await this.table.create(begun);
    } else if (!await this.table.change(task.key, { status: 'working', round: task.round }, change).catch(unlessPassing) && execution !== undefined) {
      // Its client has its id by another answer, and cancelled it.
      await this.stop(begun, tool, context);
    }
    return this.created(begun, context);
  }

  /** For a call of which nothing has run, so that its client may send it again, with the same confirmation. */
  private async retryable(error: unknown, context: TalkContext, call: ToolCall): Promise<Ended> {
    const outcome = unavailable(error, context);
    // Where this is not to be had either, the user is asked again.
    await call.conversation?.giveBack().catch(() => undefined);
    return { outcome };
  }

  private newTask(
    { ttlMs, pollMs }: TaskEntry, { name, caller }: ToolInvocation, invocation: string, conversation: TaskConversation,
    taskId = randomBytes(24).toString('base64url'),
  ): Task {
    const now = this.timers.now();
    return {
      key: taskKey(caller, taskId)!,
      taskId,
      tool: name,
      status: 'working',
      createdAt: now,
      updatedAt: now,
      ttlMs,
      pollMs,
      expiresAt: now + ttlMs + TASK_GRACE_SECONDS * 1000,
      deadline: now + RUN_MILLIS,
      round: 1,
      invocation,
      conversation,
    };
  }

  private created(task: Task, { catalogue }: TalkContext): Ended {
    return { outcome: { result: `{"resultType":"task",${taskMembers(task, this.timers.now())},"_meta":${catalogue.resultMeta}}` } };
  }

  /** The caller's task; undefined where there is none, or none any more. */
  async find(caller: Caller, taskId: string, { remainingMillis }: Pick<TaskContext, 'remainingMillis'>): Promise<Task | undefined> {
    const key = taskKey(caller, taskId);
    return key === undefined ? undefined : this.table.read(key, within(remainingMillis));
  }

  /** How an execution stands. One that has yet to begin begins. */
  async look(task: Task, tool: ToolEntry, context: TaskContext): Promise<InvocationOutcome> {
    if (task.execution === undefined) {
      return this.startExecution(task, tool, context);
    }
    return this.step('look', task, tool, context);
  }

  /** Begins the next run of a task that has got its answers. @returns what came of it, where that is known at once */
  async resume(task: Task, tool: ToolEntry, context: TaskContext): Promise<InvocationOutcome | undefined> {
    if (isExecution(task)) {
      return this.startExecution(task, tool, context);
    }
    const refused = await this.startRun(task, context.remainingMillis);
    return refused && { ...refused.reason, detail: refused.message, isPassing: refused.reason.failure === 'refused' ? undefined : true };
  }

  /** Ends what runs for a task, as far as it can be ended: an execution, and a function that looks for it in the item of its call. */
  async stop(task: Task, tool: ToolEntry, context: TaskContext): Promise<void> {
    const { cancellable, target: { kind } } = tool;
    const canStop = isExecution(task) ? kind === 'state-machine' && task.execution !== undefined : kind === 'reporting-function' && cancellable;
    if (!canStop) {
      return;
    }
    const outcome = await this.step('stop', task, tool, context);
    // One that has failed by itself has ended, too.
    if ('failure' in outcome && (outcome.isPassing || outcome.failure === 'refused')) {
      throw new Error(outcome.detail);
    }
  }

  /** The result that lies in the bucket. */
  async largeResult(key: string): Promise<string> {
    const { status, body } = await getFromS3(this.aws, this.reference.bucketName ?? '', { key, timeoutMillis: RESULT_TIMEOUT_MILLIS });
    if (status !== 200) {
      throw new AwsError('ResultUnreadable', `S3 answers ${status} for a result`, status);
    }
    return body.toString();
  }

  /** When a run that is started now must have an end. */
  get runDeadline(): number {
    return this.timers.now() + RUN_MILLIS;
  }

  private async startExecution(task: Task, tool: ToolEntry, context: TaskContext): Promise<InvocationOutcome> {
    const invocation = await invocationOf(task);
    const outcome = await context.invoke(
      tool.target, { ...invocation, ...told(tool, task.conversation) }, stepCall('start', runIdOf(task), context.remainingMillis, this.timers.now()),
    );
    if ('answer' in outcome && outcome.running !== undefined) {
      const { id: execution } = outcome.running;
      const isAwaited = await this.table.change(task.key, { status: 'working', round: task.round }, { execution });
      if (!isAwaited) {
        // Cancelled meanwhile, by somebody who could not know it.
        await this.stop({ ...task, execution }, tool, context);
      }
    }
    return outcome;
  }

  private async step(step: 'look' | 'stop', task: Task, tool: ToolEntry, context: TaskContext): Promise<InvocationOutcome> {
    const invocation = await invocationOf(task);
    const { remainingMillis, invoke } = context;
    const call = stepCall(step, runIdOf(task), remainingMillis, this.timers.now());
    return invoke(tool.target, { ...invocation, arguments: { [EXECUTION_ARGUMENT]: task.execution } }, call);
  }

  private async startRun({ key, round }: Task, timeoutMillis: number): Promise<EventRefused | undefined> {
    const run: TaskRun = { key, round };
    try {
      await sendEvent(this.aws, this.reference.runnerArn ?? '', JSON.stringify(run), timeoutMillis);
      return undefined;
    } catch (error) {
      if (error instanceof EventRefused) {
        return error;
      }
      throw error;
    }
  }
}

const RUN_MILLIS = (TASK_QUEUE_SECONDS + TASK_RUN_SECONDS) * 1000;

/** Three attempts at the table leave time to say that they failed: otherwise API Gateway says 504, which does not tell whether anything runs. */
function within(millis: number): Bounds {
  return { timeoutMillis: Math.max(1, Math.min(TABLE_TIMEOUT_MILLIS, Math.floor(millis / 4))) };
}

/** What is not written down, the next look finds out. */
function unlessPassing(error: Error): true {
  if (error instanceof AwsError && passes(error)) {
    return true;
  }
  throw error;
}

/** Of a conversation that ends in a task. */
const NOTHING: InvocationOutcome = { answer: 'null' };

/** Whether the client of a request knows tasks: it says so in each. */
export function knowsTasks(params: Params): boolean {
  const capabilities = capabilitiesIn(params);
  return isObject(capabilities) && isObject(capabilities.extensions) && isObject(capabilities.extensions[TASKS_EXTENSION]);
}

export const TASKS_REQUIRED = missingCapability({ extensions: { [TASKS_EXTENSION]: {} } });

function capabilitiesIn({ _meta }: Params): unknown {
  return isObject(_meta) ? _meta[CAPABILITIES_KEY] : undefined;
}

/** Frameworks of the initialize era discard the messages of protocol errors; and it has no such code. */
function undeclared(revision: string): Ended {
  if (revision === MODERN_PROTOCOL_VERSION) {
    return { outcome: { error: TASKS_REQUIRED, statusCode: 400 } };
  }
  const text = `This tool runs only as a task, which needs a client that supports the extension ${TASKS_EXTENSION} of MCP ${MODERN_PROTOCOL_VERSION}.`;
  return { ran: { answer: JSON.stringify({ content: [{ type: 'text', text }], isError: true }) } };
}

async function converse(
  tool: ToolEntry, invocation: ToolInvocation, params: Params, context: TalkContext, call: ToolCall,
  invoke: (answered: Told) => Promise<InvocationOutcome>, singleUse: SingleUse | undefined,
): Promise<Ended> {
  const conversations = await context.conversations?.();
  if (conversations === undefined) {
    throw new Error('the wiring has nothing for tools that ask');
  }
  return (await openConversation(tool, invocation, params, context, call, conversations, singleUse)).run(invoke);
}

/** Whether a function answers that it is to be invoked again, as a task. */
function becomesTask(answer: string): { readonly state?: unknown } | undefined {
  if (!answer.includes('"task"')) {
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(answer);
    return isObject(value) && value.task === true && Object.keys(value).every((name) => name === 'task' || name === 'state') ? { state: value.state } : undefined;
  } catch {
    return undefined;
  }
}

function written(invocation: ToolInvocation): string | undefined {
  try {
    return JSON.stringify(invocation);
  } catch {
    return undefined;
  }
}
