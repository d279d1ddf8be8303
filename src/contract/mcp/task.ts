/** The extension for tasks, of 2026-07-28. @see https://github.com/modelcontextprotocol/ext-tasks */
export const TASKS_EXTENSION = 'io.modelcontextprotocol/tasks';

/** What the MCP function must know of tasks. Only a server with a tool that can be one has it. */
export interface TaskReference {
  readonly tableName: string;
  /** Runs functions as tasks. Undefined where none does. */
  readonly runnerArn?: string;
  /** Holds the results that no item of the table can. Undefined where no function runs as a task. */
  readonly bucketName?: string;
}

/** What the function that runs tasks must know of them. */
export type TaskRunnerReference = Required<Pick<TaskReference, 'tableName' | 'bucketName'>>;

export const TASK_SCHEMA = {
  partitionKey: 'pk',
  /** Epoch seconds; the table's TTL attribute. TTL deletes late, so every reader checks it. */
  expiry: 'expiresAt',
} as const;

/** Where results lie in the bucket: the only objects that are written and read. */
export const TASK_RESULTS_PREFIX = 'results/';

/** How a tool runs as a task. */
export interface TaskEntry {
  /** Whether it runs in no other way. */
  readonly required?: true;
  /** Whether its function decides, call by call, whether it becomes a task. */
  readonly decides?: true;
  readonly ttlMs: number;
  /** Undefined where it grows with the age of the task. */
  readonly pollMs?: number;
}

/** The event of the function that runs tasks. It says nothing of the call: what it does not find in the table, it does not run. */
export interface TaskRun {
  /** Of the item. */
  readonly key: string;
  /** Which run of the task: there is another one after each round of answers. */
  readonly round: number;
}

/** Seconds for which a run may wait in Lambda's queue. */
export const TASK_QUEUE_SECONDS = 300;

/** Seconds of a run: as long as a Lambda function may last. */
export const TASK_RUN_SECONDS = 900;

/** Seconds after the end of its time for which a task is kept: a client may look a little late. */
export const TASK_GRACE_SECONDS = 3600;

/** The module of the function that runs tasks, beside that of the MCP function. */
export const TASK_RUNNER_MODULE = 'task-runner';

/** Its export that makes a Lambda handler of the wiring and the process, whose environment it reads. */
export const TASK_RUNNER_SERVE = 'runTasks';
