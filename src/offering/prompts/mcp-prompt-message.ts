import { IConstruct } from 'constructs';
import { PromptMessageTemplate } from '../../contract/mcp/catalogue';
import { ValidationError } from '../../private/validation-error';
import { readAsset } from '../content/asset-file';
import { mediaTypeOf } from '../content/media-types';
import { parsePromptText } from '../content/template-text';
import { McpRole } from '../description/mcp-role';

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
 * A message of a prompt. `{{argument}}` in its texts is replaced by the argument's value.
 */
export abstract class McpPromptMessage {
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

class ResourceMessage extends McpPromptMessage {
  constructor(private readonly uri: string, private readonly text: string, private readonly options: McpPromptResourceOptions) {
    super();
  }

  public _bind(): PromptMessageTemplate {
    const { role = McpRole.USER, mimeType = 'text/plain' } = this.options;
    return { role, content: { type: 'resource', uri: parsePromptText(this.uri), text: parsePromptText(this.text), mimeType } };
  }
}
