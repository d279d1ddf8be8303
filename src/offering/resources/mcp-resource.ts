import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { IConstruct } from 'constructs';
import { bucketObjectResource, bucketResource } from './bucket-resource';
import { directoryResources } from './directory-resources';
import { functionResource } from './function-resource';
import { assetResource, textResource, textTemplateResource } from './resource-definition';
import {
  McpBucketObjectResourceProps, McpBucketResourceProps, McpDirectoryResourceProps, McpFunctionResourceProps, McpResourceProps, McpTextResourceProps,
  McpTextTemplateResourceProps,
} from './resource-props';
import { checksArguments } from '../../private/declared';
import { ResourceDefinition, ResourceTemplateDefinition } from '../catalogue/definitions';
import { ContentSources } from '../sources/content-sources';

type Definitions = readonly (ResourceDefinition | ResourceTemplateDefinition)[];

/**
 * Something that clients can read.
 *
 * @see https://modelcontextprotocol.io/specification/2026-07-28/server/resources
 */
export abstract class McpResource {
  static {
    checksArguments(this, 'McpResource');
  }

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
   * @param uriTemplate an RFC 6570 template with variables such as in `weather://{city}/today`, unique within the server
   * @param props the text and the description
   *
   * @see https://www.rfc-editor.org/rfc/rfc6570
   */
  public static fromTextTemplate(uriTemplate: string, props: McpTextTemplateResourceProps): McpResource {
    return new TextTemplateResource(uriTemplate, props);
  }

  /**
   * The files of a directory, packed with the server: each is a resource, whose URI is that of the directory and the file's path.
   *
   * Files are text or binary as their extension says; without a known one they are text where they are UTF-8. Hidden files are left out.
   * Links lead to files within the directory.
   *
   * @param uri the URI of the directory, in its normal form (RFC 3986, section 6.2.2), with a slash at its end, such as `docs://handbook/`
   * @param path the directory, relative to the directory in which the app is synthesized; at most 1,000 files of 4 MiB, and 64 MiB in all
   * @param props the description of the files; their names are their paths
   */
  public static fromDirectory(uri: string, path: string, props: McpDirectoryResourceProps = {}): McpResource {
    return new DirectoryResource(uri, path, props);
  }

  /**
   * Something that a Lambda function reads, in any language: one resource, or a family of them where the URI is a template.
   *
   * The function is invoked with `{ method: 'resources/read', name, arguments, uri, caller, requestId, protocolVersion }`, where `name` is the
   * URI or the template as it is given here, and `arguments` are the values of its variables. It returns a text,
   * any other JSON value (which is the content as JSON), or `{ contents: [{ text or blob, mimeType?, uri? }], ttlMs? }`; `null` where there is no such
   * resource; and `{ error: 'why' }` where something about the request is wrong. With `asks` it may return `{ ask: … }` as well, and gets the answers.
   * The caller's access token never reaches it.
   *
   * @param uri the URI, or an RFC 6570 template with variables such as in `orders://{id}` and `wiki://{+page}`, unique within the server
   * @param fn the function, an alias or a version of it; one function may read several resources
   * @param props the description
   *
   * @see https://www.rfc-editor.org/rfc/rfc6570
   */
  public static fromFunction(uri: string, fn: lambda.IFunction, props: McpFunctionResourceProps): McpResource {
    return new FunctionResource(uri, fn, props);
  }

  /**
   * The objects of a bucket: a family of resources, or only those whose keys begin with a prefix. The server reads them with its own
   * permissions when clients read them, and may read nothing else of the bucket.
   *
   * Clients see one template. Users get the keys when they enter the value of its variable.
   *
   * @param uriTemplate an RFC 6570 template with one variable, which is the key without the prefix: `docs://{+key}`, or `docs://{name}`
   *   for keys without a slash; unique within the server
   * @param bucket the bucket; an imported one of another Region has `region` among its attributes
   * @param props the description, and which objects
   */
  public static fromBucket(uriTemplate: string, bucket: s3.IBucket, props: McpBucketResourceProps): McpResource {
    return new BucketResource(uriTemplate, bucket, props);
  }

  /**
   * One object of a bucket. The server reads it with its own permissions when clients read it.
   *
   * @param uri the URI by which clients read it, in its normal form (RFC 3986, section 6.2.2), unique within the server
   * @param bucket the bucket; an imported one of another Region has `region` among its attributes
   * @param objectKey the key of the object
   * @param props the description
   */
  public static fromBucketObject(uri: string, bucket: s3.IBucket, objectKey: string, props: McpBucketObjectResourceProps): McpResource {
    return new BucketObjectResource(uri, bucket, objectKey, props);
  }

  protected constructor(
    /** The URI, or the URI template; of a directory, what the URIs of its files begin with. */
    public readonly uri: string,
  ) {}

  /**
   * Checks the resource, and reads its content, or grants the server to read it.
   *
   * @internal
   */
  public abstract _bind(scope: IConstruct, sources: ContentSources): Definitions;
}

class TextResource extends McpResource {
  constructor(uri: string, private readonly props: McpTextResourceProps) {
    super(uri);
  }

  public _bind(scope: IConstruct): Definitions {
    return [textResource(this.uri, this.props, scope)];
  }
}

class AssetResource extends McpResource {
  constructor(uri: string, private readonly path: string, private readonly props: McpResourceProps) {
    super(uri);
  }

  public _bind(scope: IConstruct): Definitions {
    return [assetResource(this.uri, this.path, this.props, scope)];
  }
}

class TextTemplateResource extends McpResource {
  constructor(uriTemplate: string, private readonly props: McpTextTemplateResourceProps) {
    super(uriTemplate);
  }

  public _bind(scope: IConstruct, sources: ContentSources): Definitions {
    return [textTemplateResource(this.uri, this.props, scope, sources)];
  }
}

class DirectoryResource extends McpResource {
  constructor(uri: string, private readonly path: string, private readonly props: McpDirectoryResourceProps) {
    super(uri);
  }

  public _bind(scope: IConstruct): Definitions {
    return directoryResources(this.uri, this.path, this.props, scope);
  }
}

class FunctionResource extends McpResource {
  constructor(uri: string, private readonly fn: lambda.IFunction, private readonly props: McpFunctionResourceProps) {
    super(uri);
  }

  public _bind(scope: IConstruct, sources: ContentSources): Definitions {
    return [functionResource(this.uri, this.fn, this.props, scope, sources)];
  }
}

class BucketResource extends McpResource {
  constructor(uriTemplate: string, private readonly bucket: s3.IBucket, private readonly props: McpBucketResourceProps) {
    super(uriTemplate);
  }

  public _bind(scope: IConstruct, sources: ContentSources): Definitions {
    return [bucketResource(this.uri, this.bucket, this.props, scope, sources)];
  }
}

class BucketObjectResource extends McpResource {
  constructor(uri: string, private readonly bucket: s3.IBucket, private readonly objectKey: string, private readonly props: McpBucketObjectResourceProps) {
    super(uri);
  }

  public _bind(scope: IConstruct, sources: ContentSources): Definitions {
    return [bucketObjectResource(this.uri, this.bucket, this.objectKey, this.props, scope, sources)];
  }
}
