import { Duration } from 'aws-cdk-lib';
import { McpLargeContent } from './large-content';
import { McpCompletion } from '../completion/mcp-completion';
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
   * @default - `text/plain` for texts and functions, the type that the file's extension means for assets, and for objects of a bucket the type
   * that S3 has, or that the key's extension means
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
   * When the content was last changed. Not sent to clients before revision 2025-06-18. In C#, give it `DateTimeKind.Utc`:
   * without a kind it is in the zone of the machine that synthesizes.
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
   * Completes variables of the URI template, by the variable's name.
   *
   * @default - no variable is completed
   */
  readonly completions?: { [variable: string]: McpCompletion };

  /**
   * The content. `{variable}` is replaced by the variable's value in the URI that is read; each variable of the URI template occurs, and no other.
   *
   * In a JSON media type the value is escaped as JSON strings demand.
   */
  readonly text: string;
}

/**
 * A resource, or a family of them, that a Lambda function reads.
 */
export interface McpFunctionResourceProps extends McpResourceProps {
  /**
   * Whether the function may ask the client, or the client's user, for what it needs: with `{ "ask": … }` as its answer, after which it is invoked
   * again with the answers. Adds a table and a secret to the server.
   *
   * @see https://modelcontextprotocol.io/specification/2026-07-28/basic/patterns/mrtr
   * @default false
   */
  readonly asks?: boolean;

  /**
   * Completes variables of the URI template, by the variable's name.
   *
   * @default - no variable is completed
   */
  readonly completions?: { [variable: string]: McpCompletion };
}

/**
 * An object of a bucket as a resource.
 */
export interface McpBucketObjectResourceProps extends McpResourceProps {
  /**
   * What becomes of an object that is larger than 4 MiB.
   *
   * @default McpLargeContent.refused()
   */
  readonly largeContent?: McpLargeContent;

  /**
   * How long clients, and the server itself, may go by what was read without asking S3 again. Up to a day.
   *
   * @default Duration.seconds(0) - every read asks S3; an unchanged small object (same ETag) is not transferred again
   */
  readonly ttl?: Duration;
}

/**
 * The objects of a bucket as a family of resources.
 */
export interface McpBucketResourceProps extends McpBucketObjectResourceProps {
  /**
   * What the keys of all objects begin with, such as `handbook/`. The value of the template's variable is the rest of the key. The server may
   * read nothing else of the bucket.
   *
   * @default - every object of the bucket
   */
  readonly prefix?: string;

  /**
   * Whether users get the keys when they enter the value of the variable. The server then may list the keys with the prefix.
   *
   * @default true
   */
  readonly completesKeys?: boolean;
}

/**
 * The files of a directory as resources.
 */
export interface McpDirectoryResourceProps {
  /**
   * Files and directories to leave out, as patterns such as `drafts/**` or `*.tmp`, relative to the directory.
   *
   * @default - only hidden files are left out: those whose names, or whose directories' names, begin with a dot
   */
  readonly exclude?: string[];

  /**
   * What the files hold. The model reads this with each of them.
   *
   * @default - no description
   */
  readonly description?: string;

  /**
   * The intended audience of the files. A hint.
   *
   * @default - clients assume that they are for both the user and the model
   */
  readonly audience?: McpRole[];

  /**
   * How important the files are, from 0 (entirely optional) to 1 (as good as required). A hint.
   *
   * @default - clients decide
   */
  readonly priority?: number;

  /**
   * Icons that clients may show, the same for every file.
   *
   * @default - no icons
   */
  readonly icons?: McpIcon[];

  /**
   * What `_meta` says of each file, for clients that know its keys.
   *
   * @default - nothing
   */
  readonly meta?: McpMeta;

  /**
   * Names of the scopes that a caller's access token must have, all of them, to read any of the files.
   *
   * @default - any valid access token may read them
   */
  readonly requiredScopes?: string[];
}
