import { REAL_CLOCK } from './clock';
import { Executions } from './executions';
import { isUnrunnable, readQualifiers, readStateMachines } from './state-machine';
import type { Deployment } from '../../cloud-assembly/deployment';
import type { FunctionInvoker } from '../../functions/invocation';
import type { Operation, Operations } from '../service/aws-json';

/** What runs the state machines of an app. Loaded where an app has some: what judges their definitions takes longer to load than the rest of the command. */
export class StateMachines {
  private readonly executions: Executions;
  readonly operations: Operations;
  warnings: readonly string[] = [];

  constructor(functions: FunctionInvoker) {
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

  close(): Promise<void> {
    return this.executions.close();
  }
}
