import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { liveAlias } from './live-alias';
import { TaskRunnerFunction } from './task-runner-function';
import { InvocationTarget } from '../contract/mcp/layer';
import { TaskReference } from '../contract/mcp/task';
import { RequestMetrics } from '../contract/metrics';
import { TaskHost } from '../offering/tasks/task-host';
import { Surroundings } from '../private/surroundings';
import { TaskStore } from '../registry/task-store';

export interface TasksProps extends Surroundings {
  /** The function that serves the tools. */
  readonly server: iam.IGrantable;
  /** Its code and the catalogue. */
  readonly module: lambda.ILayerVersion;
  /** The functions that run as tasks. Values may be tokens. */
  readonly targets: () => { readonly [targetId: string]: InvocationTarget };
  /** What runs are counted by, asked when the template is written; undefined where nothing is counted. */
  readonly requestMetrics: () => RequestMetrics | undefined;
  /** Called once the runner exists. */
  onRunnerCreated(fn: lambda.Function): void;
}

/** What a server needs that has tools which can be tasks; nothing, as long as it has none. */
export class Tasks extends Construct implements TaskHost {
  private store?: TaskStore;
  private reference?: TaskReference;
  private runner?: TaskRunnerFunction;

  constructor(scope: Construct, id: string, private readonly props: TasksProps) {
    super(scope, id);
  }

  public requireTasks(ttlMs: number): void {
    this.existingStore.keepFor(ttlMs);
  }

  public get taskReference(): TaskReference | undefined {
    return this.reference;
  }

  public get taskRunner(): iam.IGrantable {
    this.runner ??= this.createRunner();
    return this.runner.function;
  }

  /** Undefined as long as no function runs as a task. */
  public get runnerFunction(): lambda.Function | undefined {
    return this.runner?.function;
  }

  private get existingStore(): TaskStore {
    if (this.store === undefined) {
      this.store = new TaskStore(this, 'Store', this.props);
      this.reference = this.store.connectServer(this.props.server);
    }
    return this.store;
  }

  private createRunner(): TaskRunnerFunction {
    const { server, onRunnerCreated } = this.props;
    const store = this.existingStore;
    const runner = new TaskRunnerFunction(this, 'Runner', { ...this.props, store });
    const { functionArn: runnerArn } = liveAlias(runner.function);
    // Not grantInvoke(): that also grants every version and alias of the function.
    iam.Grant.addToPrincipal({ grantee: server, actions: ['lambda:InvokeFunction'], resourceArns: [runnerArn] });
    this.reference = { ...this.reference!, ...store.connectResultsReader(server), runnerArn };
    onRunnerCreated(runner.function);
    return runner;
  }
}
