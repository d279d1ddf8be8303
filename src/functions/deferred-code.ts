import { CfnResource, Lazy } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as s3assets from 'aws-cdk-lib/aws-s3-assets';
import * as cxapi from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { withScratchDirectory } from './scratch-directory';

/**
 * Code whose files are written when the template is: after the last Aspect, whatever its priority, for until then one may add a tool.
 * An Aspect of our own would be asked before those that visit a later part of the app.
 */
export class DeferredCode extends lambda.Code {
  public readonly isInline = false;
  private asset?: s3assets.Asset;

  /** @param write is called once, with a directory that exists */
  constructor(private readonly write: (directory: string) => void) {
    super();
  }

  public bind(scope: Construct): lambda.CodeConfig {
    const of = (value: (asset: s3assets.Asset) => string) => Lazy.string({ produce: () => value(this.staged(scope)) });
    return { s3Location: { bucketName: of((asset) => asset.s3BucketName), objectKey: of((asset) => asset.s3ObjectKey) } };
  }

  /** Tells tools that read templates which file it is. */
  public override bindToResource(resource: CfnResource, { resourceProperty = 'Code' }: lambda.ResourceBindOptions = {}): void {
    if (resource.node.tryGetContext(cxapi.ASSET_RESOURCE_METADATA_ENABLED_CONTEXT)) {
      const scope = resource.node.scope as Construct;
      resource.addMetadata(cxapi.ASSET_RESOURCE_METADATA_PATH_KEY, Lazy.string({ produce: () => this.staged(scope).assetPath }));
      resource.addMetadata(cxapi.ASSET_RESOURCE_METADATA_IS_BUNDLED_KEY, false);
      resource.addMetadata(cxapi.ASSET_RESOURCE_METADATA_PROPERTY_KEY, resourceProperty);
    }
  }

  private staged(scope: Construct): s3assets.Asset {
    this.asset ??= withScratchDirectory(scope, 'remote-mcp-', (directory) => {
      this.write(directory);
      return new s3assets.Asset(scope, 'Code', { path: directory });
    });
    return this.asset;
  }
}
