import { Duration } from 'aws-cdk-lib';
import { checksArguments } from '../../private/declared';

/**
 * For how long a task is kept, and how it is asked for.
 */
export interface McpTaskOptions {
  /**
   * How long a task and its result can be asked for, from its creation: from 1 hour to 90 days. It says nothing of how long the tool runs.
   *
   * @default Duration.days(1)
   */
  readonly ttl?: Duration;

  /**
   * How often clients are asked to look for the result, at least 100 milliseconds. Each look is a request to the server.
   *
   * @default - a tenth of the age of the task, from 1 second to 10 seconds
   */
  readonly pollInterval?: Duration;

  /**
   * Whether the tool's function decides, call by call, whether it becomes a task: it is invoked as for a plain call first, with
   * `task: { isRunning: false }`, and becomes one by answering `{ "task": true }`. What it asks until then is asked before the task. Not for
   * state machines, nor tools of APIs and of other servers.
   *
   * @default false - each call of a client that knows tasks is one
   */
  readonly decides?: boolean;
}

/**
 * How a tool runs as a task: its client gets an id at once, and asks for the result later. So a tool can take longer than its client waits.
 *
 * For functions (up to 15 minutes, less a few seconds), Standard state machines, and tools of APIs and of other servers (within the server's `toolTimeout`). Adds a table to the server; for functions also a function that waits for
 * them, and a bucket for large results.
 *
 * @see https://github.com/modelcontextprotocol/ext-tasks
 */
export abstract class McpTask {
  static {
    checksArguments(this, 'McpTask');
  }

  /**
   * A call of a client that knows tasks is one. Others get the result when it is there, as of any tool: within the server's `toolTimeout`.
   */
  public static optional(options: McpTaskOptions = {}): McpTask {
    return new DeclaredTask(false, options);
  }

  /**
   * Every call is a task. Clients that do not know tasks cannot call the tool: today, these are most.
   */
  public static required(options: McpTaskOptions = {}): McpTask {
    return new DeclaredTask(true, options);
  }

  protected constructor() {}

  /** @internal */
  public abstract _declaration(): McpTaskDeclaration;
}

/**
 * @internal
 */
export interface McpTaskDeclaration {
  readonly required: boolean;
  readonly ttlMs: number;
  readonly pollMs?: number;
  readonly decides: boolean;
}

class DeclaredTask extends McpTask {
  constructor(private readonly required: boolean, private readonly options: McpTaskOptions) {
    super();
  }

  public _declaration(): McpTaskDeclaration {
    const { ttl = Duration.days(1), pollInterval, decides = false } = this.options;
    return { required: this.required, ttlMs: ttl.toMilliseconds({ integral: false }), pollMs: pollInterval?.toMilliseconds({ integral: false }), decides };
  }
}
