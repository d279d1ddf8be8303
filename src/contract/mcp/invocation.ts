import { ClientAbilities, ToolReply } from './conversation';
import { CallItemReference, WantedReports } from './report';
import { TraceContext } from './trace-context';
import { Caller } from '../authorizer/caller';

/**
 * The event that a tool's function receives. The caller's access token is not in it, and never will be.
 */
export interface ToolInvocation {
  /** The tool's name. */
  readonly name: string;
  /**
   * The arguments; they fit the tool's input schema. JSON.stringify writes their numbers as the client wrote them: where JavaScript would do
   * otherwise, they are what JSON.rawJSON makes.
   */
  readonly arguments: { readonly [name: string]: unknown };
  /**
   * For the connector, and only where JavaScript would lose digits of a number: the arguments as a JSON text. `arguments` is empty then.
   * The runtime of a Node.js function reads its event as JavaScript does, so nothing else could keep them.
   */
  readonly argumentsText?: string;
  readonly caller: Caller;
  /** The same in every log line of this call. */
  readonly requestId: string;
  /** The MCP revision that the client speaks. */
  readonly protocolVersion: string;
  /** The client's trace, where it named one; as MCP has it in the parameters of a request. */
  readonly _meta?: TraceContext;
  /** For what may ask: what its client can be asked. */
  readonly client?: ClientAbilities;
  /** For what may ask: the answers so far, by the keys of the questions. */
  readonly answers?: { readonly [key: string]: ToolReply };
  /** For what may ask: the `state` that it returned with its last questions. */
  readonly state?: unknown;
  /** For a function that reports: when its answer must be there, in milliseconds since the epoch. */
  readonly deadline?: number;
  /** For a function that reports: what its client wants to hear. Left out where that is nothing. */
  readonly reports?: WantedReports;
  /** For a function that reports through the table: where it reports, and finds whether the call was cancelled. Left out where nobody would read it. */
  readonly callItem?: CallItemReference;
  /** For a tool that runs as a task, or may: see {@link InvocationTask}. */
  readonly task?: InvocationTask;
}

/** Whether a call is a task. The `requestId` is the same in each run of one. */
export interface InvocationTask {
  /**
   * Whether nobody waits for the answer: the function has until its own time-out. Otherwise somebody does, and the function may answer
   * `{ "task": true, "state"?: … }`: then it is invoked again as a task, with the answers so far and the state.
   */
  readonly isRunning: boolean;
}

/**
 * What a tool's function may return. An object that has no members but those of MCP's CallToolResult, and of them `content` (null, or a list of
 * MCP content blocks), `structuredContent` or a true or false `isError`, is that result: optional members that are null count as left out,
 * and names may be written as Python writes them (`structured_content`). It is held to the specification, as official clients hold it.
 * Any other JSON value is the output itself, and is wrapped: as a text (a string as it is, anything else as JSON), and an object also as the
 * structured content.
 */
export interface ToolAnswer {
  readonly content?: readonly { readonly type: string; readonly [name: string]: unknown }[];
  /** Must fit the tool's output schema, where there is one. */
  readonly structuredContent?: unknown;
  /** Whether the tool failed in a way that the model should know of. */
  readonly isError?: boolean;
  readonly _meta?: { readonly [name: string]: unknown };
}

/** The members of CallToolResult. */
export const TOOL_ANSWER_MEMBERS = ['content', 'structuredContent', 'isError', '_meta', 'resultType'] as const;

/**
 * The event that a function receives that reads resources. Like that of a tool, with a method.
 *
 * It returns the result of MCP's `resources/read` (`{ contents: [{ text or blob, uri?, mimeType?, _meta? }], ttlMs? }`), a text, or any other JSON
 * value, which is the content as JSON. `null` says that there is no such resource, and `{ error: 'why' }` what is wrong with the request.
 * A resource that is declared to ask may return `ToolQuestions` as well.
 */
export interface ResourceInvocation extends ToolInvocation {
  readonly method: 'resources/read';
  /** The URI, or the URI template, as it was declared. */
  readonly name: string;
  /** The variables of the URI template, decoded. No value has a dot segment, at any depth of decoding, or a control character. */
  readonly arguments: { readonly [variable: string]: string };
  readonly uri: string;
}

/**
 * The event that a function receives that makes prompts.
 *
 * It returns the result of MCP's `prompts/get` (`{ messages: [{ role, content }], description? }`), or a text, which becomes a message of the user.
 * `{ error: 'why' }` says what is wrong with the arguments. A prompt that is declared to ask may return `ToolQuestions` as well.
 */
export interface PromptInvocation extends ToolInvocation {
  readonly method: 'prompts/get';
  readonly arguments: { readonly [name: string]: string };
}

/**
 * The event that a function receives that completes values. It returns a list of texts, the best first, or
 * `{ values: [...], total?, hasMore? }`.
 */
export interface CompletionInvocation extends ToolInvocation {
  readonly method: 'completion/complete';
  /** The name of the prompt, or the URI template. */
  readonly name: string;
  /** The other arguments or variables, as far as they are known. */
  readonly arguments: { readonly [name: string]: string };
  /** What was entered so far. */
  readonly argument: { readonly name: string; readonly value: string };
}
