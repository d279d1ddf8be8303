import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand, paginateDescribeStackEvents, paginateListStackResources, type StackResourceSummary } from '@aws-sdk/client-cloudformation';
import { CfnResource, type Stack } from 'aws-cdk-lib';
import type { Emulator } from './emulator';
import { REFUSED_RESOURCES, type RefusedResources } from './limits';
import { synthesize, type Variation } from '../upgrade/app';
import type { TemplateJson } from '../upgrade/template-text';

const STACK = 'Weather';

/** An account on the emulator, and the stack in it. */
export class Account {
  private assemblies = 0;
  private readonly cloudFormation: CloudFormationClient;

  /** @param directory for cloud assemblies */
  constructor(private readonly emulator: Emulator, private readonly directory: string) {
    this.cloudFormation = new CloudFormationClient(emulator.client);
  }

  /** @throws Error with what the CDK CLI wrote */
  async bootstrap(): Promise<void> {
    required(await this.emulator.cdk('bootstrap', 'aws://000000000000/us-east-1'));
  }

  /** Deploys an app without what the emulator refuses. @returns the template @throws Error with what the CDK CLI wrote */
  async deploy(variation: Variation): Promise<TemplateJson> {
    const { template, ...deployed } = await this.tryDeploy(variation, REFUSED_RESOURCES);
    required(deployed);
    return template;
  }

  async tryDeploy(variation: Variation, without: readonly RefusedResources[]) {
    rmSync(join(this.directory, `assembly-${this.assemblies - 1}`), { recursive: true, force: true });
    const outdir = join(this.directory, `assembly-${this.assemblies++}`);
    const template = synthesize(variation, outdir, (stack) => withoutRefused(stack, without));
    return { template, ...await this.emulator.cdk('deploy', '--app', outdir, '--require-approval', 'never', '--method', 'direct') };
  }

  /** @throws Error with what the CDK CLI wrote */
  async destroy(): Promise<void> {
    required(await this.emulator.cdk('destroy', '--app', join(this.directory, `assembly-${this.assemblies - 1}`), '--force'));
  }

  /** The stack's id, and its outputs by the beginning of their names. */
  async stack(): Promise<{ readonly id: string; readonly output: (name: string) => string }> {
    const { Stacks: [stack] = [] } = await this.cloudFormation.send(new DescribeStacksCommand({ StackName: STACK }));
    return { id: stack.StackId!, output: (name) => stack.Outputs!.find(({ OutputKey }) => OutputKey!.startsWith(`Server${name}`))!.OutputValue! };
  }

  /** What is in the stack, by logical id. */
  async resources(): Promise<ReadonlyMap<string, StackResourceSummary>> {
    const found = new Map<string, StackResourceSummary>();
    for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client: this.cloudFormation }, { StackName: STACK })) {
      StackResourceSummaries.forEach((resource) => found.set(resource.LogicalResourceId!, resource));
    }
    return found;
  }

  /** The stacks of runs of `verify:aws`. */
  async stacksOfRuns(): Promise<readonly string[]> {
    const { Stacks = [] } = await this.cloudFormation.send(new DescribeStacksCommand());
    return Stacks.filter(({ StackName, StackStatus }) => StackName!.startsWith('mcp-verify-') && StackStatus !== 'DELETE_COMPLETE').map(({ StackName }) => StackName!);
  }

  /** How the deletion of each resource ended, by logical id. */
  async deletions(stackId: string): Promise<ReadonlyMap<string, string>> {
    const found = new Map<string, string>();
    for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client: this.cloudFormation }, { StackName: stackId })) {
      StackEvents.filter(({ ResourceStatus }) => /^DELETE_(COMPLETE|SKIPPED|FAILED)$/.test(ResourceStatus!))
        .forEach((event) => found.set(event.LogicalResourceId!, event.ResourceStatus!));
    }
    return found;
  }
}

/** Takes out of a stack what the emulator refuses. */
export function withoutRefused(stack: Stack, refusals: readonly RefusedResources[] = REFUSED_RESOURCES): void {
  stack.node.findAll().filter(CfnResource.isCfnResource)
    .filter((resource) => refusals.some((refused) => isRefused(resource, refused)))
    .forEach(({ node }) => node.scope!.node.tryRemoveChild(node.id));
}

function isRefused(resource: CfnResource, { type, withProperty }: RefusedResources): boolean {
  const attribute = withProperty && `${withProperty[0].toLowerCase()}${withProperty.slice(1)}`;
  return resource.cfnResourceType === type && (attribute === undefined || Reflect.get(resource, attribute) !== undefined);
}

function required({ succeeded, output }: { readonly succeeded: boolean; readonly output: string }): void {
  if (!succeeded) {
    throw new Error(`the CDK CLI failed: ${output}`);
  }
}
