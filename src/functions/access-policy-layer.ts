import * as fs from 'node:fs';
import * as path from 'node:path';
import { Lazy, type TreeInspector } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { DeferredCode } from './deferred-code';
import { ACCESS_POLICY_LAYER_PATH, AccessPolicy } from '../contract/authorizer/access-policy';

export interface AccessPolicyLayerProps {
  readonly authorizerFunction: lambda.Function;
  /** Called when the template is written, for tools may be added until then. */
  accessPolicy(): AccessPolicy | undefined;
}

/**
 * Tells the authorizer which scopes a request needs: a layer, because its own code is packed before the last tool is added. Where nothing is
 * required there is none.
 */
export class AccessPolicyLayer extends Construct {
  private policy?: { readonly of: AccessPolicy | undefined };

  constructor(scope: Construct, id: string, private readonly props: AccessPolicyLayerProps) {
    super(scope, id);
    const code = new DeferredCode((directory) => {
      const file = path.join(directory, ACCESS_POLICY_LAYER_PATH);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, JSON.stringify(this.accessPolicy()));
    });
    const scopeOfLayer = new Construct(this, 'Layer');
    const { s3Location } = code.bind(scopeOfLayer);
    const layer = new OptionalLayerVersion(scopeOfLayer, 'Resource', {
      description: 'The scopes that the tools of a remote MCP server require',
      content: { s3Bucket: s3Location!.bucketName, s3Key: s3Location!.objectKey },
      compatibleRuntimes: [lambda.Runtime.NODEJS_24_X.name],
      compatibleArchitectures: [props.authorizerFunction.architecture.name],
    }, () => this.accessPolicy() !== undefined);
    code.bindToResource(layer, { resourceProperty: 'Content' });

    const authorizer = props.authorizerFunction.node.defaultChild as lambda.CfnFunction;
    const others = authorizer.layers;
    authorizer.layers = Lazy.uncachedList({
      produce: (context) => [...context.resolve(others) ?? [], ...this.accessPolicy() === undefined ? [] : [layer.ref]],
    }, { omitEmpty: true });
  }

  private accessPolicy(): AccessPolicy | undefined {
    this.policy ??= { of: this.props.accessPolicy() };
    return this.policy.of;
  }
}

/** Whether it is needed is known when the template is written. */
class OptionalLayerVersion extends lambda.CfnLayerVersion {
  constructor(scope: Construct, id: string, props: lambda.CfnLayerVersionProps, private readonly isNeeded: () => boolean) {
    super(scope, id, props);
  }

  /** The tree of the app is written of all constructs, and there is nothing to pack. */
  public override inspect(inspector: TreeInspector): void {
    if (this.isNeeded()) {
      super.inspect(inspector);
    }
  }

  protected override shouldSynthesize(): boolean {
    return this.isNeeded();
  }
}
