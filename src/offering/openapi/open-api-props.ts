import { Duration, Size } from 'aws-cdk-lib';
import { McpApiOperations } from './mcp-api-operations';
import { McpIcon } from '../description/mcp-icon';
import { McpHttpSelection } from '../results/mcp-http-selection';
import { McpResultCache } from '../results/mcp-result-cache';
import { McpTask } from '../tasks/mcp-task';

/**
 * What one operation's tool is called and what it requires, where that is not what its document says.
 */
export interface McpApiToolOverrides {
  /**
   * The tool's name.
   *
   * @default - made from the `operationId`
   */
  readonly name?: string;

  /**
   * A name for users.
   *
   * @default - the summary
   */
  readonly title?: string;

  /**
   * What the tool does and when to use it. The model reads this.
   *
   * @default - the summary and the description, at most 1,024 characters of them
   */
  readonly description?: string;

  /**
   * Names of the scopes that a caller's access token must have. They replace those of the toolset.
   *
   * @default - those of the toolset
   */
  readonly requiredScopes?: string[];

  /**
   * Whether the tool changes nothing in its environment. A hint.
   *
   * @default - true for GET, HEAD, OPTIONS and QUERY
   */
  readonly readOnly?: boolean;

  /**
   * Whether the tool may delete or overwrite. A hint.
   *
   * @default - true for PUT, PATCH and DELETE; for POST, clients assume that it may
   */
  readonly destructive?: boolean;

  /**
   * Whether a repeated call with the same arguments changes nothing more. A hint.
   *
   * @default - true for PUT and DELETE, false for POST
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
   * A question that the user answers before the tool runs, such as `Delete the repository {{repo}}?`. `{{argument}}` shows an argument. Without a yes
   * nothing is sent to the API. Adds a table and a secret to the server.
   *
   * @default - the tool runs at once; clients may ask their users themselves
   */
  readonly confirm?: string;

  /**
   * Arguments that clients of 2026-07-28 repeat in a header of their requests, by the argument's name: `{ region: 'Region' }` makes `Mcp-Param-Region`.
   * For texts, integers and Booleans.
   *
   * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/transports/streamable-http#schema-extension
   * @default - no argument is in a header
   */
  readonly parameterHeaders?: { [argument: string]: string };

  /**
   * Names of the arguments whose values the audit line of a call shows, each cut after 200 characters. No other argument and no result is ever logged.
   *
   * Throws `UnknownAuditedArgument` for a name that the tool does not have.
   *
   * @default - none
   */
  readonly auditedArguments?: string[];

  /**
   * How long results are kept, and for whom. Only for tools that are read-only.
   *
   * @default - every call reaches the API
   */
  readonly resultCache?: McpResultCache;

  /**
   * How the tool runs as a task, where the API takes longer than clients wait. The API may take as long as otherwise: `timeout`.
   *
   * @default - every client waits for the result
   */
  readonly task?: McpTask;

  /**
   * How long the API may take. At most the server's `toolTimeout`.
   *
   * @default - that of the toolset
   */
  readonly timeout?: Duration;

  /**
   * How much text a result may have: from 1 KiB to 1 MiB. What is longer is cut, and a note tells the model how to ask for less.
   *
   * @default - that of the toolset
   */
  readonly maxAnswerSize?: Size;

  /**
   * Which part of a JSON answer the tool returns. The tool has no output schema then: the document describes the whole answer.
   *
   * @default - all of it
   */
  readonly selection?: McpHttpSelection;
}

/**
 * Which operations of an OpenAPI document become tools, and how.
 */
export interface McpOpenApiToolsetProps {
  /**
   * The operations that become tools: all that at least one of these chooses. Nothing is included by default.
   */
  readonly include: McpApiOperations[];

  /**
   * Operations that are left out, even if they are included.
   *
   * @default - none
   */
  readonly exclude?: McpApiOperations[];

  /**
   * What differs for single operations, by `operationId`, or by method and path such as `GET /pets`.
   *
   * @default - the document says everything
   */
  readonly overrides?: { [operation: string]: McpApiToolOverrides };

  /**
   * What the tools' names begin with, such as `github_`.
   *
   * @default - nothing
   */
  readonly namePrefix?: string;

  /**
   * Characters that a name may have, with the prefix. Clients add the name of the server, and models take 64 characters in all. A longer name is cut
   * and gets a hash.
   *
   * @default 48
   */
  readonly maxNameLength?: number;

  /**
   * Names of the scopes that a caller's access token must have to call any of the tools.
   *
   * @default - any valid access token may call them
   */
  readonly requiredScopes?: string[];

  /**
   * Whether the tools have output schemas, where the document describes exactly one JSON answer. An answer that does not fit the document then is
   * a tool error, so choose this only for documents that are exact.
   *
   * @default false
   */
  readonly outputSchemas?: boolean;

  /**
   * How long the API may take to answer a call. At most the server's `toolTimeout`.
   *
   * @default - one second less than the server's `toolTimeout`
   */
  readonly timeout?: Duration;

  /**
   * How much text a result may have: from 1 KiB to 1 MiB. What is longer is cut, and a note tells the model how to ask for less.
   *
   * @default Size.kibibytes(48)
   */
  readonly maxAnswerSize?: Size;

  /**
   * How many tools the toolset may have. More is an error: models choose badly among many, and some clients refuse them.
   *
   * @default 128
   */
  readonly maxTools?: number;

  /**
   * Bytes that the names, descriptions and schemas of the tools may have together: clients read them all. More is an error.
   *
   * @default 1048576
   */
  readonly maxBytes?: number;

  /**
   * How long reading the document and making the tools may take at synthesis. More is an error.
   *
   * @default Duration.seconds(60)
   */
  readonly maxDuration?: Duration;
}
