/**
 * What code that runs in the function of a remote MCP server uses: types, and an error that the model may read. Published as
 * `cdk-remote-mcp-server/tool`, and never loaded by a CDK app.
 */
import { ToolContext } from '../contract/mcp/tool-context';

export { type ToolQuestion, type ToolReply } from '../contract/mcp/conversation';
export { type ToolCaller, type ToolContext, type ToolLogLevel } from '../contract/mcp/tool-context';
export { ToolError } from './tool-error';
export { type InputOf } from './input-of';

/** The arguments of a call, where nothing more is known of them. */
export interface ToolArguments {
  readonly [name: string]: unknown;
}

/** A block of content, as MCP defines it: `text`, `image`, `audio`, `resource`, `resource_link`. */
export interface ToolContent {
  readonly type: string;
  readonly [name: string]: unknown;
}

/**
 * An MCP result. A tool may return any other JSON value instead, which is wrapped: a string as a text, an object as a text and as the structured
 * content.
 */
export interface ToolResult {
  readonly content?: readonly ToolContent[];
  /** Must fit the tool's output schema, if it has one. */
  readonly structuredContent?: unknown;
  /** Whether the tool failed in a way that the model should know of. See {@link ToolError}. */
  readonly isError?: boolean;
  readonly _meta?: { readonly [name: string]: unknown };
}

/** The default export of a tool's module. The arguments fit the tool's input schema. */
export type ToolFunction<Input = ToolArguments, Output = unknown> = (args: Input, context: ToolContext) => Output | Promise<Output>;

/**
 * Types a tool; at run time it is the function itself.
 *
 * ```ts
 * export default defineTool<{ city: string }>(async ({ city }, context) => `${context.caller.subject} asks for ${city}`);
 * ```
 */
export function defineTool<Input = ToolArguments, Output = unknown>(run: ToolFunction<Input, Output>): ToolFunction<Input, Output> {
  return run;
}
