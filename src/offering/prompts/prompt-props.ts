import { McpPromptMessage } from './mcp-prompt-message';
import { McpCompletion } from '../completion/mcp-completion';
import { McpIcon } from '../description/mcp-icon';
import { McpMeta } from '../description/mcp-meta';

/**
 * An argument of a prompt. Its value is always a text.
 */
export interface McpPromptArgument {
  /**
   * The name, unique within the prompt. Messages refer to it as `{{name}}`.
   */
  readonly name: string;

  /**
   * A name for users.
   *
   * @default - clients show the name
   */
  readonly title?: string;

  /**
   * What to give.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * Whether the prompt cannot be had without it.
   *
   * @default false - where it is not given, `{{name}}` becomes an empty text
   */
  readonly required?: boolean;

  /**
   * Completes the value while a user enters it.
   *
   * @default - it is not completed
   */
  readonly completion?: McpCompletion;
}

/**
 * How a prompt is described to clients.
 */
export interface McpPromptProps {
  /**
   * What the prompt is for.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * A name for users.
   *
   * @default - clients show the name
   */
  readonly title?: string;

  /**
   * What the user should enter.
   *
   * @default - the prompt takes no arguments
   */
  readonly arguments?: McpPromptArgument[];

  /**
   * Icons that clients may show.
   *
   * @default - no icons
   */
  readonly icons?: McpIcon[];

  /**
   * What `_meta` says of the prompt, for clients that know its keys.
   *
   * @default - nothing
   */
  readonly meta?: McpMeta;

  /**
   * Names of the scopes that a caller's access token must have, all of them. The error for a missing scope names it, so that clients can request it.
   *
   * @default - any valid access token may have the prompt
   */
  readonly requiredScopes?: string[];
}

/**
 * A prompt made of messages.
 */
export interface McpMessagesPromptProps extends McpPromptProps {
  /**
   * The messages, in their order.
   */
  readonly messages: McpPromptMessage[];
}

/**
 * A prompt that a Lambda function makes.
 */
export interface McpFunctionPromptProps extends McpPromptProps {
  /**
   * Whether the function may ask the client, or the client's user, for what it needs: with `{ "ask": … }` as its answer, after which it is invoked
   * again with the answers. Adds a table and a secret to the server.
   *
   * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
   * @default false
   */
  readonly asks?: boolean;
}
