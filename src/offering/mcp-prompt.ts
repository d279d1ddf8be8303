/**
 * An argument of a prompt. Its value is always a text.
 */
export interface McpPromptArgument {
  /**
   * The name, unique within the prompt. Messages refer to it as `{{name}}`.
   */
  readonly name: string;

  /**
   * A name for people.
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
}

/**
 * Who says a message.
 */
export enum McpPromptRole {
  /** The person. */
  USER = 'user',
  /** The model. */
  ASSISTANT = 'assistant',
}

/**
 * Options of a message.
 */
export interface McpPromptMessageOptions {
  /**
   * Who says it.
   *
   * @default McpPromptRole.USER
   */
  readonly role?: McpPromptRole;
}

/**
 * Options of a message that embeds a resource.
 */
export interface McpPromptResourceOptions extends McpPromptMessageOptions {
  /**
   * The media type of the resource.
   *
   * @default 'text/plain'
   */
  readonly mimeType?: string;
}

/**
 * A message of a prompt. `{{argument}}` in its texts stands for the argument's value.
 */
export class McpPromptMessage {
  /**
   * A text.
   *
   * @param text the text, in which `{{argument}}` stands for an argument's value
   */
  public static text(text: string, options: McpPromptMessageOptions = {}): McpPromptMessage {
    return new McpPromptMessage(options.role, { type: 'text', text });
  }

  /**
   * An image.
   *
   * @param path the image file, relative to the directory in which the app is synthesized; its extension says its media type
   */
  public static image(path: string, options: McpPromptMessageOptions = {}): McpPromptMessage {
    return new McpPromptMessage(options.role, { type: 'image', path });
  }

  /**
   * A resource, embedded with its text.
   *
   * @param uri the URI of the resource, in which `{{argument}}` stands for an argument's value
   * @param text the text of the resource, in which `{{argument}}` stands for an argument's value
   */
  public static resource(uri: string, text: string, options: McpPromptResourceOptions = {}): McpPromptMessage {
    return new McpPromptMessage(options.role, { type: 'resource', uri, text, mimeType: options.mimeType ?? 'text/plain' });
  }

  /**
   * @internal
   */
  public readonly _role: McpPromptRole;

  /**
   * @internal
   */
  public readonly _content: PromptContent;

  private constructor(role: McpPromptRole = McpPromptRole.USER, content: PromptContent) {
    this._role = role;
    this._content = content;
  }
}

/**
 * @internal
 */
export type PromptContent =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'image'; readonly path: string }
  | { readonly type: 'resource'; readonly uri: string; readonly text: string; readonly mimeType: string };

/**
 * What a prompt says.
 */
export interface McpPromptProps {
  /**
   * What the prompt is for.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * A name for people.
   *
   * @default - clients show the name
   */
  readonly title?: string;

  /**
   * What the person is asked for.
   *
   * @default - the prompt takes no arguments
   */
  readonly arguments?: McpPromptArgument[];

  /**
   * The messages, in their order.
   */
  readonly messages: McpPromptMessage[];

  /**
   * Names of the scopes that a caller's access token must have, all of them. Clients that lack one are told to ask for it.
   *
   * @default - any valid access token may have the prompt
   */
  readonly requiredScopes?: string[];
}

/**
 * A prompt that people choose in their client.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/prompts
 */
export class McpPrompt {
  /**
   * A prompt made of messages with placeholders.
   *
   * @param name the prompt's name, unique within the server
   * @param props what it says
   */
  public static fromMessages(name: string, props: McpPromptProps): McpPrompt {
    return new McpPrompt(name, props);
  }

  /**
   * The prompt's name.
   */
  public readonly name: string;

  /**
   * @internal
   */
  public readonly _props: McpPromptProps;

  private constructor(name: string, props: McpPromptProps) {
    this.name = name;
    this._props = props;
  }
}
