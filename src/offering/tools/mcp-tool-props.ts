import { McpIcon } from '../description/mcp-icon';
import { McpMeta } from '../description/mcp-meta';
import { McpSchema } from '../json-schema/mcp-schema';
import { McpResultCache } from '../results/mcp-result-cache';
import { McpTask } from '../tasks/mcp-task';

/**
 * How a tool is described to clients.
 */
export interface McpToolProps {
  /**
   * What the tool does and when to use it. The model reads this.
   */
  readonly description: string;

  /**
   * A name for users.
   *
   * @default - clients show the tool's name
   */
  readonly title?: string;

  /**
   * The schema of the arguments. Calls with invalid arguments never reach the tool: the model gets an error that says what is wrong.
   *
   * @default - the tool takes no arguments
   */
  readonly inputSchema?: McpSchema;

  /**
   * The schema of the structured output. An answer that does not fit it becomes a tool error.
   *
   * @default - the output is not described
   */
  readonly outputSchema?: McpSchema;

  /**
   * Whether the tool changes nothing in its environment. A hint, which clients may use to ask for fewer confirmations.
   *
   * @default - clients assume that it may change something
   */
  readonly readOnly?: boolean;

  /**
   * Whether the tool may delete or overwrite. A hint; it means something only where the tool is not read-only.
   *
   * @default - clients assume that it may
   */
  readonly destructive?: boolean;

  /**
   * Whether a repeated call with the same arguments changes nothing more. A hint; it means something only where the tool is not read-only.
   *
   * @default - clients assume that it may
   */
  readonly idempotent?: boolean;

  /**
   * Whether the tool reaches into an open world, such as the web. A hint.
   *
   * @default - clients assume that it does
   */
  readonly openWorld?: boolean;

  /**
   * Icons that clients may show.
   *
   * @default - no icons
   */
  readonly icons?: McpIcon[];

  /**
   * What `_meta` says of the tool, for clients that know its keys.
   *
   * @default - nothing
   */
  readonly meta?: McpMeta;

  /**
   * Names of the scopes that a caller's access token must have, all of them. The error for a missing scope names it, so that clients can request it.
   *
   * @default - any valid access token may call the tool
   */
  readonly requiredScopes?: string[];

  /**
   * A question that the user answers before the tool runs, such as `Delete the folder {{path}} and all that is in it?`. `{{argument}}` shows an
   * argument, in one line and cut after 200 characters. Without a yes the tool does not run, and the model gets to know why. A client that
   * cannot show it cannot call the tool. Adds a table and a secret to the server.
   *
   * @see https://modelcontextprotocol.io/specification/2026-07-28/client/elicitation
   * @default - the tool runs at once; clients may ask their users themselves
   */
  readonly confirm?: string;

  /**
   * Whether the tool may ask its client, or the client's user, while it runs: with `{ "ask": … }` as the answer of a function, which is invoked
   * again with the answers, or with `context.ask()` in the server's own code. Adds a table and a secret to the server.
   *
   * @default false
   */
  readonly asks?: boolean;

  /**
   * Whether clients of the 2025 revisions can cancel a call: it costs one write to a table at its start, and a read each second. Clients of
   * 2026-07-28 cancel by closing the connection, which costs nothing, and which AWS may not tell the server. Adds a table and a secret to the server.
   *
   * @default false
   */
  readonly cancellable?: boolean;

  /**
   * Names of the arguments whose values the audit line of a call shows, each cut after 200 characters. No other argument and no result is ever logged.
   *
   * Throws `UnknownAuditedArgument` for a name that is no property of the input schema.
   *
   * @default - none
   */
  readonly auditedArguments?: string[];

  /**
   * How long results are kept, and for whom. Only for tools that are `readOnly`.
   *
   * @default - every call runs the tool
   */
  readonly resultCache?: McpResultCache;

  /**
   * How the tool runs as a task, for what takes longer than clients wait: they get an id at once, and ask for the result later. Not for
   * code in the server, nor Express state machines.
   *
   * @default - every client waits for the result
   */
  readonly task?: McpTask;
}
