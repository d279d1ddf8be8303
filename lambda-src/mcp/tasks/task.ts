import { createHash } from 'node:crypto';
import type { ClientAbilities, ToolReply } from '../../../src/contract/mcp/conversation';
import type { RpcError } from '../protocol/json-rpc';
import type { Question } from '../talk/question';

export type TaskStatus = 'working' | 'input_required' | 'completed' | 'failed' | 'cancelled';

/** A task as it is kept. Times in milliseconds since the epoch. */
export interface Task {
  /** Of its item: it has the caller in it. */
  readonly key: string;
  readonly taskId: string;
  readonly tool: string;
  readonly status: TaskStatus;
  readonly statusMessage?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly ttlMs: number;
  /** Undefined where it grows with the age of the task. */
  readonly pollMs?: number;
  /** When the item is no task any more. */
  readonly expiresAt: number;
  /** When a run must have an end; undefined where an execution has its own. */
  readonly deadline?: number;
  /** Counts the runs. */
  readonly round: number;
  /** The run that somebody has begun. */
  readonly claimed?: number;
  /** The id of the execution that it is; undefined where it is the run of a function, or one that has yet to begin. */
  readonly execution?: string;
  /** As JSON, which keeps its numbers as the client wrote them. Gone once there is a result. */
  readonly invocation?: string;
  readonly conversation: TaskConversation;
  /** The result of the call, complete, as JSON. */
  readonly result?: string;
  /** Where the result lies that is too large for the item. */
  readonly resultKey?: string;
  readonly error?: RpcError;
}

/** What was asked and answered. */
export interface TaskConversation {
  readonly client: ClientAbilities;
  readonly answers: { readonly [key: string]: ToolReply };
  /** Those that are open. */
  readonly questions: { readonly [key: string]: Question };
  /** What the tool gave itself with its last questions. */
  readonly state?: unknown;
}

const POLL_SHARE = 0.1;
const POLL_MIN_MILLIS = 1000;
const POLL_MAX_MILLIS = 10_000;

/** After that time no instance of an earlier deployment answers any more, which would still have the tool. */
const ROLLOUT_MILLIS = 15 * 60_000;
/** In that time a run that was asked for has begun, if it was. */
const STALLED_MILLIS = 5000;

/** What the run of a task is named by: nobody can guess it, because nobody can guess the task. */
export function runIdOf({ key, round }: Pick<Task, 'key' | 'round'>): string {
  return createHash('sha256').update(`run\0${key}\0${round}`).digest('base64url');
}

/** What a task is, whatever its tool has become since: an execution, or the run of a function. */
export function isExecution({ deadline }: Pick<Task, 'deadline'>): boolean {
  return deadline === undefined;
}

/** Whether nobody had begun the run when the task was read. */
export function isUnbegun({ round, claimed, execution }: Pick<Task, 'round' | 'claimed' | 'execution'>): boolean {
  return claimed !== round && execution === undefined;
}

/** Whether the run may not have been begun: whoever was to begin it may not have lived, or Lambda may not have got its event. */
export function isStalled(task: Task, now: number): boolean {
  const { status, updatedAt } = task;
  return status === 'working' && isUnbegun(task) && updatedAt + STALLED_MILLIS <= now;
}

/** An execution after which nobody can look, because the server does not have its tool: an instance of another deployment may. */
export function orphaned(task: Task, now: number, lost: () => RpcError): Task {
  return task.createdAt + ROLLOUT_MILLIS <= now
    ? { ...task, status: 'failed', statusMessage: 'The server does not have the tool of this task any more.', error: lost() } : task;
}

export function isTerminal(status: TaskStatus): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}

/** A task whose run has not come to an end in its time has failed, whatever became of the run. */
export function settled(task: Task, now: number, lost: () => RpcError): Task {
  const { status, deadline } = task;
  return status === 'working' && deadline !== undefined && deadline <= now
    ? { ...task, status: 'failed', statusMessage: 'There is no result, and there will be none.', updatedAt: deadline, error: lost() } : task;
}

/** What a task says of itself: between the braces of its JSON. */
export function taskMembers(task: Task, now: number): string {
  const { taskId, status, statusMessage, createdAt, updatedAt, ttlMs } = task;
  return JSON.stringify({
    taskId,
    status,
    statusMessage,
    createdAt: new Date(createdAt).toISOString(),
    lastUpdatedAt: new Date(updatedAt).toISOString(),
    ttlMs,
    pollIntervalMs: pollInterval(task, now),
  }).slice(1, -1);
}

/** How long a client waits before it asks again: what has lasted for long need not be asked for often. */
export function pollInterval({ pollMs, createdAt }: Pick<Task, 'pollMs' | 'createdAt'>, now: number): number {
  return pollMs ?? Math.round(Math.min(POLL_MAX_MILLIS, Math.max(POLL_MIN_MILLIS, (now - createdAt) * POLL_SHARE)));
}
