import { McpIcon } from '../description/mcp-icon';
import { McpMeta } from '../description/mcp-meta';
import { McpRole } from '../description/mcp-role';

/**
 * How a resource is described to clients.
 */
export interface McpResourceProps {
  /**
   * A name that identifies the resource for programs and users.
   */
  readonly name: string;

  /**
   * A name for users.
   *
   * @default - clients show the name
   */
  readonly title?: string;

  /**
   * What the resource holds. The model reads this.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * The media type of the content.
   *
   * @default - `text/plain` for texts, and the type that the file's extension means for assets
   */
  readonly mimeType?: string;

  /**
   * The intended audience of the content. A hint.
   *
   * @default - clients assume that it is for both the user and the model
   */
  readonly audience?: McpRole[];

  /**
   * How important the content is, from 0 (entirely optional) to 1 (as good as required). A hint.
   *
   * @default - clients decide
   */
  readonly priority?: number;

  /**
   * When the content was last changed. Not sent to clients before revision 2025-06-18.
   *
   * @default - not sent
   */
  readonly lastModified?: Date;

  /**
   * Icons that clients may show.
   *
   * @default - no icons
   */
  readonly icons?: McpIcon[];

  /**
   * What `_meta` says of the resource, for clients that know its keys, with the resource in lists and with its content.
   *
   * @default - nothing
   */
  readonly meta?: McpMeta;

  /**
   * Names of the scopes that a caller's access token must have, all of them. The error for a missing scope names it, so that clients can request it.
   *
   * @default - any valid access token may read the resource
   */
  readonly requiredScopes?: string[];
}

/**
 * A resource given as a text.
 */
export interface McpTextResourceProps extends McpResourceProps {
  /**
   * The content.
   */
  readonly text: string;
}

/**
 * A family of resources given as one text with variables.
 */
export interface McpTextTemplateResourceProps extends McpResourceProps {
  /**
   * The content. `{variable}` is replaced by the variable's value in the URI that is read; each variable of the URI template occurs, and no other.
   *
   * In a JSON media type the value is escaped as JSON strings demand.
   */
  readonly text: string;
}
