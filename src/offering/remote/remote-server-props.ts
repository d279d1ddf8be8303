import { McpIcon } from '../description/mcp-icon';
import { McpResultCache } from '../results/mcp-result-cache';
import { McpTask } from '../tasks/mcp-task';

/**
 * What one tool of another MCP server requires here, and what clients are told of it, where the lock file does not say it. What models read (names,
 * descriptions, schemas) stays what was reviewed.
 */
export interface McpRemoteToolOverrides {
  /**
   * Names of the scopes that a caller's access token must have. They replace those of the toolset.
   *
   * @default - those of the toolset
   */
  readonly requiredScopes?: string[];

  /**
   * A question that the user answers before the tool runs, such as `Delete the page {{id}}?`. `{{argument}}` shows an argument. Without a yes
   * nothing is sent to the remote server. Adds a table and a secret to the server.
   *
   * @default - the tool runs at once; clients may ask their users themselves
   */
  readonly confirm?: string;

  /**
   * How long results are kept, and for whom. Only for tools that are read-only.
   *
   * @default - every call reaches the remote server
   */
  readonly resultCache?: McpResultCache;

  /**
   * How the tool runs as a task of this server, for what takes longer than clients wait. It may take as long as otherwise: the server's `toolTimeout`, less
   * a second. Tasks of the remote server are not asked for.
   *
   * @default - every client waits for the result
   */
  readonly task?: McpTask;

  /**
   * Names of the arguments whose values the audit line of a call shows, each cut after 200 characters.
   *
   * @default - none
   */
  readonly auditedArguments?: string[];

  /**
   * Icons that clients may show.
   *
   * @default - no icons
   */
  readonly icons?: McpIcon[];

  /**
   * Whether the tool changes nothing in its environment. A hint.
   *
   * @default - what the remote server says
   */
  readonly readOnly?: boolean;

  /**
   * Whether the tool may delete or overwrite. A hint.
   *
   * @default - what the remote server says
   */
  readonly destructive?: boolean;

  /**
   * Whether a repeated call with the same arguments changes nothing more. A hint.
   *
   * @default - what the remote server says
   */
  readonly idempotent?: boolean;

  /**
   * Whether the tool reaches into an open world, such as the web. A hint.
   *
   * @default - what the remote server says
   */
  readonly openWorld?: boolean;
}

/**
 * Which tools of another MCP server are offered, and to whom.
 */
export interface McpRemoteServerProps {
  /**
   * The lock file of the server's tools, relative to the directory in which the app is synthesized: what
   * `npx cdk-remote-mcp-server lock URL --output FILE` wrote, and somebody has read. A tool is called as long as the server describes it as the file does.
   */
  readonly lockFile: string;

  /**
   * Names of the tools that are offered, as the remote server calls them.
   *
   * @default - all tools of the lock file
   */
  readonly include?: string[];

  /**
   * Names of tools that are left out, even if they are included.
   *
   * @default - none
   */
  readonly exclude?: string[];

  /**
   * Names of the scopes that a caller's access token must have to call any of the tools.
   *
   * @default - any valid access token may call them
   */
  readonly requiredScopes?: string[];

  /**
   * What differs for single tools, by the name that the remote server calls them.
   *
   * @default - the lock file says everything
   */
  readonly overrides?: { [tool: string]: McpRemoteToolOverrides };
}
