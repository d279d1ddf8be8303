import { checksArguments } from '../../private/declared';
/**
 * How arguments become the body of a request.
 */
export interface McpHttpJsonBodyProps {
  /**
   * Where arguments go: JSON Pointers in the body, with names of arguments. Every argument that is neither here nor elsewhere in the request is an error.
   *
   * @default - each argument that is nowhere else in the request becomes a member of its name
   */
  readonly members?: { [pointer: string]: string };

  /**
   * What is the same in every body: JSON Pointers in the body, with values.
   *
   * @default - nothing
   */
  readonly constants?: { [pointer: string]: any };

  /**
   * The media type: `application/json`, or another that ends in `+json`.
   *
   * @default 'application/json'
   */
  readonly mediaType?: string;
}

/** What a body is, for the compiler of operations. */
export type BodyChoice =
  | { readonly kind: 'none' }
  | ({ readonly kind: 'json' } & McpHttpJsonBodyProps)
  | { readonly kind: 'form' }
  | { readonly kind: 'multipart'; readonly files: readonly string[] }
  | { readonly kind: 'argument'; readonly argument: string; readonly mediaType: string };

/**
 * The body of the requests of an HTTP tool.
 */
export class McpHttpBody {
  static {
    checksArguments(this, 'McpHttpBody');
  }

  /**
   * A JSON object of the arguments that are neither in the URL nor in headers.
   *
   * @param props where they go in it, and what else it holds
   */
  public static json(props: McpHttpJsonBodyProps = {}): McpHttpBody {
    return new McpHttpBody({ kind: 'json', ...props });
  }

  /**
   * A form (`application/x-www-form-urlencoded`) of the arguments that are neither in the URL nor in headers. A list repeats its name, an object
   * is sent as JSON.
   */
  public static form(): McpHttpBody {
    return new McpHttpBody({ kind: 'form' });
  }

  /**
   * A form with files (`multipart/form-data`) of the arguments that are neither in the URL nor in headers.
   *
   * @param files names of the arguments that are files: objects with `text` or `base64`, and perhaps `filename` and `mediaType`
   */
  public static multipart(files: string[] = []): McpHttpBody {
    return new McpHttpBody({ kind: 'multipart', files });
  }

  /**
   * One argument is the body. The others that are nowhere in the request become query parameters.
   *
   * @param argument its name
   * @param mediaType JSON of any value for a JSON type; else the argument is a text for `text/*` and XML, and a file for every other type
   */
  public static fromArgument(argument: string, mediaType: string = 'application/json'): McpHttpBody {
    return new McpHttpBody({ kind: 'argument', argument, mediaType });
  }

  /**
   * No body. Arguments that are nowhere else in the request become query parameters.
   */
  public static none(): McpHttpBody {
    return new McpHttpBody({ kind: 'none' });
  }

  private constructor(
    /** @internal */
    public readonly _choice: BodyChoice,
  ) {}
}
