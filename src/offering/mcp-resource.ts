/**
 * What clients are told of a resource.
 */
export interface McpResourceProps {
  /**
   * A name, by which programs and people tell resources apart.
   */
  readonly name: string;

  /**
   * A name for people.
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
   * Names of the scopes that a caller's access token must have, all of them. Clients that lack one are told to ask for it.
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
   * The content. `{variable}` stands for the variable's value in the URI that is read; each variable of the URI template occurs, and no other.
   *
   * In a JSON media type the value is escaped as JSON strings demand.
   */
  readonly text: string;
}

/**
 * Something that clients can read.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/resources
 */
export class McpResource {
  /**
   * A resource whose text is given here.
   *
   * @param uri the URI by which clients read it, unique within the server
   * @param props the text, and what clients are told
   */
  public static fromText(uri: string, props: McpTextResourceProps): McpResource {
    return new McpResource({ kind: 'text', uri, props, text: props.text });
  }

  /**
   * A resource that is a file, packed with the server. Text or binary, as its media type says.
   *
   * @param uri the URI by which clients read it, unique within the server
   * @param path the file, relative to the directory in which the app is synthesized; at most 4 MiB
   * @param props what clients are told
   */
  public static fromAsset(uri: string, path: string, props: McpResourceProps): McpResource {
    return new McpResource({ kind: 'asset', uri, props, path });
  }

  /**
   * A family of resources: one text in which the variables of the URI are filled in.
   *
   * @param uriTemplate an RFC 6570 level 1 template, such as `weather://{city}/today`, unique within the server
   * @param props the text, and what clients are told
   *
   * @see https://www.rfc-editor.org/rfc/rfc6570
   */
  public static fromTextTemplate(uriTemplate: string, props: McpTextTemplateResourceProps): McpResource {
    return new McpResource({ kind: 'text-template', uri: uriTemplate, props, text: props.text });
  }

  /**
   * The URI, or the URI template.
   */
  public readonly uri: string;

  /**
   * @internal
   */
  public readonly _source: ResourceSource;

  private constructor(source: ResourceSource) {
    this.uri = source.uri;
    this._source = source;
  }
}

/**
 * Where the content comes from.
 *
 * @internal
 */
export type ResourceSource =
  | { readonly kind: 'text'; readonly uri: string; readonly props: McpResourceProps; readonly text: string }
  | { readonly kind: 'text-template'; readonly uri: string; readonly props: McpResourceProps; readonly text: string }
  | { readonly kind: 'asset'; readonly uri: string; readonly props: McpResourceProps; readonly path: string };
