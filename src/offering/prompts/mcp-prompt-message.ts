import { IConstruct } from 'constructs';
import { PromptMessageTemplate } from '../../contract/mcp/catalogue';
import { mediaTypeOf } from '../../contract/media-types';
import { checksArguments } from '../../private/declared';
import { ValidationError } from '../../private/validation-error';
import { readAsset } from '../content/asset-file';
import { parsePromptText } from '../content/template-text';
import { McpRole } from '../description/mcp-role';
import { fileContent, requireUri } from '../resources/resource-definition';

/**
 * Options of a message.
 */
export interface McpPromptMessageOptions {
  /**
   * Who says it.
   *
   * @default McpRole.USER
   */
  readonly role?: McpRole;
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
 * Options of a message that embeds a file.
 */
export interface McpPromptResourceFileOptions extends McpPromptMessageOptions {
  /**
   * The media type of the file.
   *
   * @default - the type that the file's extension means
   */
  readonly mimeType?: string;
}

/**
 * Options of a message that links to a resource.
 */
export interface McpPromptLinkOptions extends McpPromptMessageOptions {
  /**
   * The name of the resource.
   */
  readonly name: string;

  /**
   * A name for users.
   *
   * @default - clients show the name
   */
  readonly title?: string;

  /**
   * What the resource holds.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * The media type of the resource.
   *
   * @default - not said
   */
  readonly mimeType?: string;
}

/**
 * A message of a prompt. `{{argument}}` in its texts is replaced by the argument's value.
 */
export abstract class McpPromptMessage {
  static {
    checksArguments(this, 'McpPromptMessage');
  }

  /**
   * A text.
   *
   * @param text the text, in which `{{argument}}` is replaced by an argument's value
   */
  public static text(text: string, options: McpPromptMessageOptions = {}): McpPromptMessage {
    return new TextMessage(text, options);
  }

  /**
   * An image.
   *
   * @param path the image file, relative to the directory in which the app is synthesized; its extension says its media type
   */
  public static image(path: string, options: McpPromptMessageOptions = {}): McpPromptMessage {
    return new ImageMessage(path, options);
  }

  /**
   * A resource, embedded with its text.
   *
   * @param uri the URI of the resource, in which `{{argument}}` is replaced by an argument's value
   * @param text the text of the resource, in which `{{argument}}` is replaced by an argument's value
   */
  public static resource(uri: string, text: string, options: McpPromptResourceOptions = {}): McpPromptMessage {
    return new ResourceMessage(uri, text, options);
  }

  /**
   * A sound. Clients of revision 2024-11-05 get a text that says that there is one.
   *
   * @param path the audio file, relative to the directory in which the app is synthesized; its extension says its media type
   */
  public static audio(path: string, options: McpPromptMessageOptions = {}): McpPromptMessage {
    return new AudioMessage(path, options);
  }

  /**
   * A file, embedded as a resource, whose content is sent as it is.
   *
   * @param uri the URI of the resource
   * @param path the file, relative to the directory in which the app is synthesized; text or binary, as its media type says
   */
  public static resourceFile(uri: string, path: string, options: McpPromptResourceFileOptions = {}): McpPromptMessage {
    return new ResourceFileMessage(uri, path, options);
  }

  /**
   * A link to a resource, which the client may read. Clients before revision 2025-06-18 get a text with the name and the URI.
   *
   * @param uri the URI of the resource
   * @param options its name, and what else is known of it
   */
  public static resourceLink(uri: string, options: McpPromptLinkOptions): McpPromptMessage {
    return new LinkMessage(uri, options);
  }

  protected constructor() {}

  /**
   * Reads what the message is made of.
   *
   * @internal
   */
  public abstract _bind(whose: string, scope: IConstruct): PromptMessageTemplate;
}

class TextMessage extends McpPromptMessage {
  constructor(private readonly text: string, private readonly options: McpPromptMessageOptions) {
    super();
  }

  public _bind(): PromptMessageTemplate {
    return { role: this.options.role ?? McpRole.USER, content: { type: 'text', text: parsePromptText(this.text) } };
  }
}

class ImageMessage extends McpPromptMessage {
  constructor(private readonly path: string, private readonly options: McpPromptMessageOptions) {
    super();
  }

  public _bind(whose: string, scope: IConstruct): PromptMessageTemplate {
    const mimeType = mediaTypeOf(this.path);
    if (!mimeType?.startsWith('image/')) {
      throw new ValidationError('UnknownImageType', `the extension of "${this.path}" in ${whose} names no image type; use .png, .jpg, .gif, .webp, .svg or .avif`, scope);
    }
    return { role: this.options.role ?? McpRole.USER, content: { type: 'image', data: readAsset(this.path, whose, scope).toString('base64'), mimeType } };
  }
}

class AudioMessage extends McpPromptMessage {
  constructor(private readonly path: string, private readonly options: McpPromptMessageOptions) {
    super();
  }

  public _bind(whose: string, scope: IConstruct): PromptMessageTemplate {
    const mimeType = mediaTypeOf(this.path);
    if (!mimeType?.startsWith('audio/')) {
      throw new ValidationError('UnknownAudioType', `the extension of "${this.path}" in ${whose} names no audio type; use .mp3, .wav or .ogg`, scope);
    }
    return {
      role: this.options.role ?? McpRole.USER,
      content: { type: 'audio', data: readAsset(this.path, whose, scope).toString('base64'), mimeType },
      instead: { since: '2025-03-26', text: `[audio, ${mimeType}: this client cannot receive it]` },
    };
  }
}

class ResourceFileMessage extends McpPromptMessage {
  constructor(private readonly uri: string, private readonly path: string, private readonly options: McpPromptResourceFileOptions) {
    super();
  }

  public _bind(whose: string, scope: IConstruct): PromptMessageTemplate {
    const { role = McpRole.USER, mimeType = mediaTypeOf(this.path) ?? 'application/octet-stream' } = this.options;
    requireUri(this.uri, scope);
    const content = fileContent(this.uri, this.path, readAsset(this.path, whose, scope), mimeType, scope);
    return { role, content: { type: 'resource', resource: { uri: this.uri, mimeType, ...content } } };
  }
}

class LinkMessage extends McpPromptMessage {
  constructor(private readonly uri: string, private readonly options: McpPromptLinkOptions) {
    super();
  }

  public _bind(whose: string, scope: IConstruct): PromptMessageTemplate {
    const { role = McpRole.USER, name, title, description, mimeType } = this.options;
    requireUri(this.uri, scope);
    if (name.trim() === '') {
      throw new ValidationError('MissingResourceName', `the link to "${this.uri}" in ${whose} has no name; give it one`, scope);
    }
    return {
      role,
      content: { type: 'resource_link', uri: this.uri, name, title, description, mimeType },
      instead: { since: '2025-06-18', text: `${title ?? name}: ${this.uri}` },
    };
  }
}

class ResourceMessage extends McpPromptMessage {
  constructor(private readonly uri: string, private readonly text: string, private readonly options: McpPromptResourceOptions) {
    super();
  }

  public _bind(): PromptMessageTemplate {
    const { role = McpRole.USER, mimeType = 'text/plain' } = this.options;
    return { role, content: { type: 'resource', uri: parsePromptText(this.uri), text: parsePromptText(this.text), mimeType } };
  }
}
