import { ToolQuestion, ToolReply } from './conversation';
import { TraceContext } from './trace-context';

/** The levels of a log message, as RFC 5424 orders them. */
export type ToolLogLevel = 'debug' | 'info' | 'notice' | 'warning' | 'error' | 'critical' | 'alert' | 'emergency';

/** Who calls: taken from the access token, which itself never reaches a tool. */
export interface ToolCaller {
  /** The user, or the client where it acts on its own. */
  readonly subject: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
}

/** What code that runs in the MCP function gets besides its arguments. It ends with the call: afterwards it sends nothing more. */
export interface ToolContext {
  /** The name of the tool that is called: one function may run several. */
  readonly tool: string;
  readonly caller: ToolCaller;
  /** The same in every log line of this call, and in the error message that the model gets. */
  readonly requestId: string;
  /** The MCP revision that the client speaks. */
  readonly protocolVersion: string;
  /**
   * The client's trace, with the members that MCP reserves for it in `_meta`: a carrier for the propagators of OpenTelemetry. Undefined where the client
   * named none.
   */
  readonly _meta?: TraceContext;
  /** Aborted when the client cancels the call, and when its time is over. Pass it to `fetch` and to SDK clients. */
  readonly signal: AbortSignal;
  /** When the answer must be there, in milliseconds since the epoch. */
  readonly deadline: number;
  /** Milliseconds until the deadline, never negative. */
  remainingMillis(): number;
  /**
   * Reports progress to a client that asked for it; does nothing for others.
   *
   * @param progress grows with each report
   * @param total what it is when the work is done, if that is known
   * @param message what is done, for users
   */
  progress(progress: number, total?: number, message?: string): void;
  /**
   * Sends a log message to a client that asked for messages of this level; does nothing for others. Never a secret: users and models read it.
   * `console` writes to the log of the function instead.
   *
   * @param data any JSON value
   * @param logger who says it
   */
  log(level: ToolLogLevel, data: unknown, logger?: string): void;
  /**
   * Asks the client, or its user; the tool must be declared with `asks`. The same key is asked once in a call, and its answer kept: for clients of
   * 2026-07-28 this rejects, the tool ends, and runs again from its start once the answer is there. So ask before anything is changed, and do
   * not catch what it throws. Ask several questions at once with `Promise.all`.
   *
   * @param key names the question, and is the same each time the tool runs
   * @throws where the client cannot be asked, or did not answer in time: the call ends with that
   */
  ask(key: string, question: ToolQuestion): Promise<ToolReply>;
  /**
   * Tells clients that subscribed to a resource that it changed; does nothing where the server has no subscriptions. Await it.
   *
   * @param uri of the resource
   * @throws where it could not be written down
   */
  resourceChanged(uri: string): Promise<void>;
}

/** Marks errors whose message the model may read. By its global key, for a bundled tool has a copy of the class that sets it. */
export const TOOL_ERROR_MARK = 'cdk-remote-mcp-server.ToolError';
