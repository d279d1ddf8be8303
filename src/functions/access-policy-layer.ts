import * as fs from 'node:fs';
import * as path from 'node:path';
import { AspectPriority, Aspects, IAspect } from 'aws-cdk-lib';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct, IConstruct } from 'constructs';
import { withScratchDirectory } from './scratch-directory';
import { ACCESS_POLICY_LAYER_PATH, AccessPolicy } from '../contract/authorizer/access-policy';

export interface AccessPolicyLayerProps {
  readonly authorizerFunction: lambda.Function;
  /** Called when the app is synthesized, for tools may be added until then. */
  accessPolicy(): AccessPolicy | undefined;
}

/** Tells the authorizer which scopes a request needs: a layer, because its own code is packed before the last tool is added. */
export class AccessPolicyLayer extends Construct {
  constructor(scope: Construct, id: string, private readonly props: AccessPolicyLayerProps) {
    super(scope, id);
    Aspects.of(this).add(new AddLayer(this), { priority: AspectPriority.MUTATING });
  }

  /** Writes the layer, where there is something to say, and gives it to the function. */
  public addLayer(): void {
    const policy = this.props.accessPolicy();
    if (policy === undefined) {
      return;
    }
    this.props.authorizerFunction.addLayers(withScratchDirectory(this, 'remote-mcp-access-policy-', (directory) => {
      const file = path.join(directory, ACCESS_POLICY_LAYER_PATH);
      fs.mkdirSync(path.dirname(file), { recursive: true });
      fs.writeFileSync(file, JSON.stringify(policy));
      return new lambda.LayerVersion(this, 'Layer', {
        description: 'The scopes that the tools of a remote MCP server require',
        code: lambda.Code.fromAsset(directory),
        compatibleRuntimes: [lambda.Runtime.NODEJS_24_X],
        compatibleArchitectures: [lambda.Architecture.ARM_64],
      });
    }));
  }
}

/** The last moment before synthesis at which resources can still be added. */
class AddLayer implements IAspect {
  private done = false;

  constructor(private readonly layer: AccessPolicyLayer) {}

  public visit(node: IConstruct): void {
    if (node === this.layer && !this.done) {
      this.done = true;
      this.layer.addLayer();
    }
  }
}
