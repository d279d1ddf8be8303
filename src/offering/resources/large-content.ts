import { Duration, Size } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { CONTENT_MAX_BYTES, STREAMED_CONTENT_MAX_BYTES } from '../../contract/limits';
import { checksArguments } from '../../private/declared';
import { ValidationError } from '../../private/validation-error';

/**
 * How links to large content are made.
 */
export interface McpContentLinkOptions {
  /**
   * How long a link is valid: 1 second to 1 hour. Never longer than the credentials of the function that made it.
   *
   * @default Duration.minutes(5)
   */
  readonly expires?: Duration;
}

/** What the MCP function must know. */
export interface LargeContentDefinition {
  readonly maxBytes: number;
  readonly streamedMaxBytes?: number;
  readonly linkSeconds?: number;
}

/**
 * What becomes of an object that is larger than 4 MiB, which is what an MCP client gets in one piece from a Lambda function that buffers its
 * answers, for bytes grow by a third as base64.
 */
export abstract class McpLargeContent {
  static {
    checksArguments(this, 'McpLargeContent');
  }

  /** It is not read: the client gets an error that says its size and the limit. */
  public static refused(): McpLargeContent {
    return new Refused();
  }

  /**
   * It is read up to this size, and sent while it is read: the function holds a few megabytes of it at a time. The client gets one answer of JSON.
   *
   * Lambda and API Gateway pass on about 2 MB/s after the first megabytes, and all must be sent within the server's `toolTimeout`. An object
   * with a `Content-Encoding` is decompressed first, which memory limits to 16 MiB.
   *
   * @param maxSize what is larger is refused; at most 100 MiB
   */
  public static streamed(maxSize: Size): McpLargeContent {
    return new Streamed(maxSize.isUnresolved() ? NaN : maxSize.toBytes());
  }

  /**
   * The client gets a link from which it can download the object until the link expires, as a text of the type `text/uri-list`.
   *
   * Whoever has the link can download the object without an access token, and the model sees the link.
   *
   * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html
   */
  public static linked(options: McpContentLinkOptions = {}): McpLargeContent {
    return new Linked(options);
  }

  protected constructor() {}

  /**
   * @param whose in messages: … of the resource "…"
   *
   * @internal
   */
  public abstract _bind(whose: string, scope: IConstruct): LargeContentDefinition;
}

class Refused extends McpLargeContent {
  public _bind(): LargeContentDefinition {
    return { maxBytes: CONTENT_MAX_BYTES };
  }
}

class Streamed extends McpLargeContent {
  constructor(private readonly maxBytes: number) {
    super();
  }

  public _bind(whose: string, scope: IConstruct): LargeContentDefinition {
    if (!(this.maxBytes >= 1 && this.maxBytes <= STREAMED_CONTENT_MAX_BYTES)) {
      throw new ValidationError(
        'InvalidMaxSize', `the largest size of ${whose} is ${this.maxBytes} bytes; choose 1 to ${STREAMED_CONTENT_MAX_BYTES}, or McpLargeContent.linked()`, scope,
      );
    }
    return this.maxBytes <= CONTENT_MAX_BYTES ? { maxBytes: this.maxBytes } : { maxBytes: CONTENT_MAX_BYTES, streamedMaxBytes: this.maxBytes };
  }
}

class Linked extends McpLargeContent {
  constructor(private readonly options: McpContentLinkOptions) {
    super();
  }

  public _bind(whose: string, scope: IConstruct): LargeContentDefinition {
    const { expires = Duration.minutes(5) } = this.options;
    const linkSeconds = expires.isUnresolved() ? NaN : expires.toSeconds({ integral: false });
    if (!(Number.isInteger(linkSeconds) && linkSeconds >= 1 && linkSeconds <= 3600)) {
      throw new ValidationError('InvalidExpiry', `links to the content of ${whose} would expire after ${linkSeconds} seconds; choose 1 to 3600`, scope);
    }
    return { maxBytes: CONTENT_MAX_BYTES, linkSeconds };
  }
}
