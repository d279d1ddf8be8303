import { REAL_CLOCK } from './clock';
import type { KeptExecution } from './execution';
import { Executions } from './executions';
import { isUnrunnable, readQualifiers, readStateMachines } from './state-machine';
import type { Deployment } from '../../cloud-assembly/deployment';
import type { FunctionInvoker } from '../../functions/invocation';
import type { Operation, Operations } from '../service/aws-json';
import type { Kept } from '../service/kept';

const KEPT_NAME = 'executions';

/** What runs the state machines of an app. Loaded where an app has some: what judges their definitions takes longer to load than the rest of the command. */
export class StateMachines {
  private readonly executions: Executions;
  readonly operations: Operations;
  warnings: readonly string[] = [];
  private isLive = false;
  private written = -1;

  /** @param kept where executions go on */
  constructor(functions: FunctionInvoker, private readonly kept?: Kept) {
    const executions = new Executions(functions, REAL_CLOCK);
    this.executions = executions;
    this.operations = new Map<string, Operation>([
      ['AWSStepFunctions.StartExecution', (request) => executions.start(request)],
      ['AWSStepFunctions.StartSyncExecution', (request) => executions.startSync(request)],
      ['AWSStepFunctions.DescribeExecution', (request) => executions.describe(request)],
      ['AWSStepFunctions.GetExecutionHistory', (request) => executions.history(request)],
      ['AWSStepFunctions.StopExecution', (request) => executions.stop(request)],
      ['AWSStepFunctions.ListExecutions', (request) => executions.list(request)],
    ]);
  }

  deploy(deployment: Deployment): void {
    const machines = readStateMachines(deployment);
    this.executions.declare(machines, readQualifiers(deployment));
    this.warnings = machines.filter(isUnrunnable).map(({ declaredAs, reason }) => `${declaredAs} cannot run here: ${reason}`);
  }

  /** The functions of the deployment can be called. */
  live(): void {
    if (!this.isLive) {
      this.isLive = true;
      this.executions.restore((this.kept?.read(KEPT_NAME) ?? []) as readonly KeptExecution[]);
    }
  }

  keep(): void {
    const { progress } = this.executions;
    if (this.isLive && progress !== this.written) {
      this.kept?.write(KEPT_NAME, this.executions.kept());
      this.written = progress;
    }
  }

  /** Before functions end: their ends are no matter of executions that go on later. */
  suspend(): void {
    if (this.kept !== undefined) {
      this.executions.suspend();
    }
  }

  close(): Promise<void> {
    return this.executions.close();
  }
}
