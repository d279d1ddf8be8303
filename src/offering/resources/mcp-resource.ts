import { IConstruct } from 'constructs';
import { assetResource, textResource, textTemplateResource } from './resource-definition';
import { McpResourceProps, McpTextResourceProps, McpTextTemplateResourceProps } from './resource-props';
import { ResourceDefinition, ResourceTemplateDefinition } from '../catalogue/definitions';

/**
 * Something that clients can read.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/resources
 */
export abstract class McpResource {
  /**
   * A resource whose text is given here.
   *
   * @param uri the URI by which clients read it, in its normal form (RFC 3986, section 6.2.2), unique within the server
   * @param props the text and the description
   */
  public static fromText(uri: string, props: McpTextResourceProps): McpResource {
    return new TextResource(uri, props);
  }

  /**
   * A resource that is a file, packed with the server. Text or binary, as its media type says.
   *
   * @param uri the URI by which clients read it, in its normal form (RFC 3986, section 6.2.2), unique within the server
   * @param path the file, relative to the directory in which the app is synthesized; at most 4 MiB
   * @param props the description
   */
  public static fromAsset(uri: string, path: string, props: McpResourceProps): McpResource {
    return new AssetResource(uri, path, props);
  }

  /**
   * A family of resources: one text in which the variables of the URI are filled in.
   *
   * @param uriTemplate an RFC 6570 level 1 template, such as `weather://{city}/today`, unique within the server
   * @param props the text and the description
   *
   * @see https://www.rfc-editor.org/rfc/rfc6570
   */
  public static fromTextTemplate(uriTemplate: string, props: McpTextTemplateResourceProps): McpResource {
    return new TextTemplateResource(uriTemplate, props);
  }

  protected constructor(
    /** The URI, or the URI template. */
    public readonly uri: string,
  ) {}

  /**
   * Checks the resource, and reads its content.
   *
   * @internal
   */
  public abstract _bind(scope: IConstruct): ResourceDefinition | ResourceTemplateDefinition;
}

class TextResource extends McpResource {
  constructor(uri: string, private readonly props: McpTextResourceProps) {
    super(uri);
  }

  public _bind(scope: IConstruct): ResourceDefinition {
    return textResource(this.uri, this.props, scope);
  }
}

class AssetResource extends McpResource {
  constructor(uri: string, private readonly path: string, private readonly props: McpResourceProps) {
    super(uri);
  }

  public _bind(scope: IConstruct): ResourceDefinition {
    return assetResource(this.uri, this.path, this.props, scope);
  }
}

class TextTemplateResource extends McpResource {
  constructor(uriTemplate: string, private readonly props: McpTextTemplateResourceProps) {
    super(uriTemplate);
  }

  public _bind(scope: IConstruct): ResourceTemplateDefinition {
    return textTemplateResource(this.uri, this.props, scope);
  }
}
