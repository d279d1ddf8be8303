/** The account: what a deployment needs of it, the stacks of a run, and their removal. */
import { setTimeout as delay } from 'node:timers/promises';
import {
  DeleteStackCommand, DescribeStacksCommand, paginateDescribeStackEvents, paginateDescribeStacks, paginateListStackResources, type Stack,
} from '@aws-sdk/client-cloudformation';
import { TAG } from './app';
import { type Aws, AwsError } from './aws';

const POLL_MS = 3_000;
/** A distribution takes some minutes. */
const REMOVAL_MS = 30 * 60_000;

/** What is left, and why. */
export interface Leftover {
  readonly what: string;
  readonly why: string;
}

export class Account {
  constructor(private readonly aws: Aws, private readonly pollMs = POLL_MS) {}

  /** @throws Error where CDK cannot deploy there yet */
  async requireBootstrapped(account: string): Promise<void> {
    await this.aws.json('ssm', 'GetParameter', { Name: '/cdk-bootstrap/hnb659fds/version' }).catch((error: Error) => {
      if (!(error instanceof AwsError && error.code === 'ParameterNotFound')) {
        throw error;
      }
      throw new Error(`the account is not prepared for CDK in this Region. Once: npx cdk bootstrap aws://${account}/${this.aws.region}${this.aws.profile === undefined ? '' : ` --profile ${this.aws.profile}`}`);
    });
  }

  /** The role with which API Gateway logs in this account and Region. */
  async loggingRole(): Promise<string | undefined> {
    return (await this.aws.rest('apigateway', 'GET', '/account')).cloudwatchRoleArn;
  }

  /** The stacks of a run, but for those that are gone. */
  async stacks(name: string): Promise<readonly Stack[]> {
    const found: Stack[] = [];
    for await (const { Stacks = [] } of paginateDescribeStacks({ client: this.aws.cloudFormation }, {})) {
      // By the tag, too: a name is soon taken for another.
      found.push(...Stacks.filter(({ StackName, Tags = [] }) => StackName!.startsWith(`${name}-`) && Tags.some(({ Key, Value }) => Key === TAG && Value === name)));
    }
    return found.filter(({ StackStatus }) => StackStatus !== 'DELETE_COMPLETE');
  }

  /** The outputs of a stack. */
  async outputs(stackName: string): Promise<ReadonlyMap<string, string>> {
    const { Stacks: [{ Outputs = [] }] = [{} as Stack] } = await this.aws.cloudFormation.send(new DescribeStacksCommand({ StackName: stackName }));
    return new Map(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey!, OutputValue!]));
  }

  /**
   * Removes a run, in whatever state it is.
   *
   * @param say hears how far it is
   * @returns what could not be removed
   */
  async remove(name: string, say: (line: string) => void): Promise<readonly Leftover[]> {
    const left: Leftover[] = [];
    const attempt = async (what: string, remove: () => Promise<readonly Leftover[] | void>) => {
      left.push(...await remove().catch((error: Error) => [{ what, why: error.message }]) ?? []);
    };
    const stacks = await this.stacks(name);
    const roles = await Promise.all(stacks.map((stack) => this.rolesOf(stack.StackId!)));
    await Promise.all(stacks.map((stack) => attempt(`the stack ${stack.StackName}`, async () => {
      say(`deleting ${stack.StackName}`);
      const leftovers = await this.removeStack(stack);
      say(leftovers.length === 0 ? `deleted ${stack.StackName}` : `not deleted: ${stack.StackName}`);
      return leftovers;
    })));
    await attempt('the setting of the role with which API Gateway logs', () => this.resetLoggingRole(name, roles.flat()));
    await attempt('logs that Lambda made', () => this.removeLogs(`/aws/lambda/${name}-`));
    return left;
  }

  private async rolesOf(stackId: string): Promise<string[]> {
    const roles: string[] = [];
    for await (const { StackResourceSummaries = [] } of paginateListStackResources({ client: this.aws.cloudFormation }, { StackName: stackId })) {
      roles.push(...StackResourceSummaries.filter(({ ResourceType }) => ResourceType === 'AWS::IAM::Role').flatMap(({ PhysicalResourceId }) => PhysicalResourceId ?? []));
    }
    return roles;
  }

  private async removeStack({ StackId, StackName }: Stack): Promise<readonly Leftover[]> {
    // By its id, a stack that is gone is still described.
    const status = async () => {
      const { Stacks = [] } = await this.aws.cloudFormation.send(new DescribeStacksCommand({ StackName: StackId })).catch((error: Error) => {
        if (/does not exist/.test(error.message)) {
          return {} as { readonly Stacks?: Stack[] };
        }
        throw error;
      });
      return Stacks[0]?.StackStatus ?? 'DELETE_COMPLETE';
    };
    let attempts = 0;
    for (const end = Date.now() + REMOVAL_MS; Date.now() < end; await delay(this.pollMs)) {
      const now = await status();
      if (now === 'DELETE_COMPLETE') {
        return this.skipped(StackId!);
      }
      if (now === 'DELETE_IN_PROGRESS') {
        continue;
      }
      if (now === 'DELETE_FAILED' && ++attempts > 2) {
        return [{ what: `the stack ${StackName}`, why: await this.failures(StackId!) }];
      }
      // While it is being updated, it cannot be deleted yet.
      await this.aws.cloudFormation.send(new DeleteStackCommand({ StackName: StackId })).catch(({ message }: Error) => {
        if (!/IN_PROGRESS/.test(`${message} ${now}`)) {
          throw new Error(message);
        }
      });
    }
    return [{ what: `the stack ${StackName}`, why: `it was not deleted in ${REMOVAL_MS / 60_000} minutes` }];
  }

  private async events(stackId: string, status: string) {
    const found = new Map<string, { readonly type: string; readonly id: string; readonly reason: string }>();
    for await (const { StackEvents = [] } of paginateDescribeStackEvents({ client: this.aws.cloudFormation }, { StackName: stackId })) {
      const ended = StackEvents.filter(({ ResourceStatus }) => ResourceStatus === status);
      for (const { LogicalResourceId: id, ResourceType, PhysicalResourceId, ResourceStatusReason } of ended) {
        found.set(id!, found.get(id!) ?? { type: ResourceType!, id: PhysicalResourceId ?? '', reason: ResourceStatusReason ?? '' });
      }
    }
    return [...found.values()];
  }

  private async skipped(stackId: string): Promise<readonly Leftover[]> {
    return (await this.events(stackId, 'DELETE_SKIPPED')).filter(({ id }) => id !== '').map(({ type, id }) => ({ what: `${type} ${id}`, why: 'its stack retains it' }));
  }

  private async failures(stackId: string): Promise<string> {
    return (await this.events(stackId, 'DELETE_FAILED')).map(({ type, id, reason }) => `${type} ${id}: ${reason}`).join('; ');
  }

  /** API Gateway keeps the name of a role that is gone. */
  private async resetLoggingRole(name: string, roles: readonly string[]): Promise<void> {
    const role = (await this.loggingRole())?.split('/').at(-1);
    if (role !== undefined && (roles.includes(role) || role.startsWith(`${name}-`))) {
      await this.aws.rest('apigateway', 'PATCH', '/account', { patchOperations: [{ op: 'replace', path: '/cloudwatchRoleArn', value: '' }] });
    }
  }

  /** Of functions that CDK makes for itself. */
  private async removeLogs(logGroupNamePrefix: string): Promise<void> {
    const { logGroups = [] } = await this.aws.json('logs', 'DescribeLogGroups', { logGroupNamePrefix });
    for (const { logGroupName } of logGroups) {
      await this.aws.json('logs', 'DeleteLogGroup', { logGroupName });
    }
  }
}
