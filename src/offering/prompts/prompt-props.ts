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
export interface McpFunctionPromptProps {
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
 * What a prompt says.
 */
export interface McpPromptProps extends McpFunctionPromptProps {
  /**
   * The messages, in their order.
   */
  readonly messages: McpPromptMessage[];
}
