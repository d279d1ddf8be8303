import { randomUUID } from 'node:crypto';
import type { Clock } from './clock';
import { StateError } from './errors';
import { Execution, type KeptExecution } from './execution';
import { isUnrunnable, type StateMachine, type UnrunnableStateMachine } from './state-machine';
import type { Value } from './value';
import { buffered, type FunctionInvoker, newRequestId, readFailure } from '../../functions/invocation';
import { type JsonObject, ServiceError } from '../service/aws-json';

const INPUT_MAX_BYTES = 256 * 1024;
const NAME = /^[^\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]{1,80}$/u;
/** As long as Step Functions remembers executions that have ended. */
const REMEMBERED_MILLIS = 90 * 24 * 3600 * 1000;
const PAGE_MAX = 1000;
const PAGE_DEFAULT = 100;

/** The executions of all state machines. */
export class Executions {
  private readonly machines = new Map<string, StateMachine | UnrunnableStateMachine>();
  private readonly qualifiers = new Map<string, string>();
  /** By ARN, in the order in which they were started. */
  private readonly executions = new Map<string, Execution>();

  constructor(private readonly functions: Pick<FunctionInvoker, 'invoke'>, private readonly clock: Clock) {}

  /** Executions that run go on as they began. */
  declare(machines: readonly (StateMachine | UnrunnableStateMachine)[], qualifiers: ReadonlyMap<string, string>): void {
    machines.forEach((machine) => this.machines.set(machine.arn, machine));
    qualifiers.forEach((arn, qualified) => this.qualifiers.set(qualified, arn));
  }

  start(request: JsonObject): JsonObject {
    const machine = this.machineOf(request.stateMachineArn);
    const name = nameIn(request);
    const input = inputIn(request);
    const arn = executionArn(machine, name);
    const known = this.executions.get(arn);
    if (known !== undefined && (known.status !== 'RUNNING' || known.identity.input !== input)) {
      throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const execution = known ?? this.run(machine, { arn, name, input });
    return { executionArn: arn, startDate: execution.started / 1000 };
  }

  async startSync(request: JsonObject): Promise<JsonObject> {
    const machine = this.machineOf(request.stateMachineArn);
    if (machine.type !== 'EXPRESS') {
      throw new ServiceError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');
    }
    const name = nameIn(request);
    const execution = this.run(machine, { arn: executionArn(machine, name), name, input: inputIn(request) });
    await execution.ended;
    return { ...this.described(execution), billingDetails: { billedDurationInMilliseconds: 100, billedMemoryUsedInMB: 64 } };
  }

  describe(request: JsonObject): JsonObject {
    return this.described(this.standardExecution(request.executionArn));
  }

  stop(request: JsonObject): JsonObject {
    const execution = this.standardExecution(request.executionArn);
    execution.stop(textIn(request.error), textIn(request.cause));
    return { stopDate: this.clock.now() / 1000 };
  }

  history(request: JsonObject): JsonObject {
    const { events } = this.standardExecution(request.executionArn);
    return page('events', request.reverseOrder === true ? events.toReversed() : events, request);
  }

  list(request: JsonObject): JsonObject {
    const machine = this.machineOf(request.stateMachineArn);
    const executions = [...this.executions.values()].reverse()
      .filter((execution) => execution.machine.arn === machine.arn && (request.statusFilter === undefined || execution.status === request.statusFilter))
      .map(({ identity: { arn, name }, status, started, stopped }) => ({
        executionArn: arn, stateMachineArn: machine.arn, name, status, startDate: started / 1000, stopDate: stopped && stopped / 1000,
      }));
    return page('executions', executions, request);
  }

  /** Takes up what another run of this program wrote down. What ran goes on, by the definition with which it began. */
  restore(before: readonly KeptExecution[]): void {
    const oldest = this.clock.now() - REMEMBERED_MILLIS;
    for (const kept of before.filter(({ stopped = Infinity }) => stopped > oldest)) {
      this.run(kept.machine, kept.identity, kept);
    }
  }

  /** How far all have come: another number whenever something is to be written down. */
  get progress(): number {
    return [...this.executions.values()].reduce((sum, { events }) => sum + events.length, 0);
  }

  /** What can be asked for later: executions of Express machines are not. */
  kept(): readonly KeptExecution[] {
    return [...this.executions.values()].filter(({ machine }) => machine.type === 'STANDARD').map((execution) => execution.kept());
  }

  /** Lets nothing go on, so that another run of this program can. */
  suspend(): void {
    this.executions.forEach((execution) => execution.suspend());
  }

  /** Ends all that still runs. */
  async close(): Promise<void> {
    const running = [...this.executions.values()];
    running.forEach((execution) => execution.stop());
    await Promise.all(running.map(({ ended }) => ended));
  }

  private run(machine: StateMachine, identity: { readonly arn: string; readonly name: string; readonly input: string }, before?: KeptExecution): Execution {
    const execution = new Execution(identity, machine, this.clock, (name, payload) => this.invoke(name, payload), before);
    this.executions.set(identity.arn, execution);
    return execution;
  }

  private async invoke(functionName: string, payload: Value): Promise<Value> {
    const requestId = newRequestId();
    const running = await this.functions.invoke(functionName, Buffer.from(JSON.stringify(payload)), requestId).catch((error: unknown) => {
      throw error instanceof ServiceError ? new StateError(`Lambda.${error.type}`, error.message) : error;
    });
    const result = await buffered(running, requestId);
    const text = result.payload.toString('utf8');
    if (result.failed) {
      throw new StateError(readFailure(result.payload).errorType ?? 'Lambda.Unknown', text);
    }
    try {
      return JSON.parse(text === '' ? 'null' : text) as Value;
    } catch {
      throw new StateError('States.Runtime', `the function ${functionName} did not answer JSON`);
    }
  }

  private described(execution: Execution): JsonObject {
    const { identity: { arn, name, input }, machine, status, started, stopped, output, error, cause } = execution;
    return {
      executionArn: arn,
      stateMachineArn: machine.arn,
      name,
      status,
      startDate: started / 1000,
      stopDate: stopped && stopped / 1000,
      input,
      inputDetails: { included: true },
      output,
      outputDetails: output === undefined ? undefined : { included: true },
      error,
      cause,
    };
  }

  private standardExecution(arn: unknown): Execution {
    const execution = this.executions.get(String(arn));
    if (execution === undefined || execution.machine.type !== 'STANDARD') {
      throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${String(arn)}'`);
    }
    return execution;
  }

  private machineOf(arn: unknown): StateMachine {
    const machine = this.machines.get(this.qualifiers.get(String(arn)) ?? String(arn));
    if (machine === undefined) {
      throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${String(arn)}'`);
    }
    if (isUnrunnable(machine)) {
      throw new ServiceError('InvalidDefinition', `${machine.declaredAs} cannot run here: ${machine.reason}`);
    }
    return machine;
  }
}

function executionArn({ arn, name: machine, type }: StateMachine, name: string): string {
  const [, partition, service, region, account] = arn.split(':');
  const prefix = `arn:${partition}:${service}:${region}:${account}`;
  return type === 'EXPRESS' ? `${prefix}:express:${machine}:${name}:${randomUUID()}` : `${prefix}:execution:${machine}:${name}`;
}

function nameIn({ name }: JsonObject): string {
  if (name === undefined) {
    return randomUUID();
  }
  if (typeof name !== 'string' || !NAME.test(name)) {
    throw new ServiceError('InvalidName', `Invalid Name: '${String(name)}'`);
  }
  return name;
}

function inputIn({ input = '{}' }: JsonObject): string {
  const text = String(input);
  if (Buffer.byteLength(text) > INPUT_MAX_BYTES) {
    throw new ServiceError('InvalidExecutionInput', `Invalid Execution Input: the input is over ${INPUT_MAX_BYTES} bytes`);
  }
  try {
    JSON.parse(text);
  } catch (error) {
    throw new ServiceError('InvalidExecutionInput', `Invalid Execution Input: '${(error as Error).message}'`);
  }
  return text;
}

function page(name: string, items: readonly unknown[], { maxResults, nextToken }: JsonObject): JsonObject {
  const from = Number(nextToken ?? 0);
  if (!Number.isInteger(from) || from < 0) {
    throw new ServiceError('InvalidToken', `Invalid Token: '${String(nextToken)}'`);
  }
  const to = from + Math.min(Number(maxResults ?? 0) || PAGE_DEFAULT, PAGE_MAX);
  return { [name]: items.slice(from, to), nextToken: to < items.length ? String(to) : undefined };
}

function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
