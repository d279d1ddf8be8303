import type { Clock } from './clock';
import { StateError, Stopped } from './errors';
import { type Checkpoint, type Host, runMachine } from './interpreter';
import type { StateMachine } from './state-machine';
import type { Value } from './value';

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  /** Seconds since the epoch. */
  readonly timestamp: number;
  readonly type: string;
  readonly [details: string]: unknown;
}

/** Step Functions ends an execution with more events. */
const EVENTS_MAX = 25_000;

/** After that, Step Functions ends an execution of an Express machine. */
const EXPRESS_MAX_SECONDS = 300;

export interface ExecutionIdentity {
  readonly arn: string;
  readonly name: string;
  /** JSON. */
  readonly input: string;
}

/** An execution as it is written down. */
export interface KeptExecution {
  readonly identity: ExecutionIdentity;
  /** As it was when the execution began. */
  readonly machine: StateMachine;
  readonly status: Status;
  readonly started: number;
  readonly stopped?: number;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly events: readonly HistoryEvent[];
  /** Of one that runs. */
  readonly checkpoint?: Checkpoint;
}

/** One execution: it runs from the moment at which it is made. */
export class Execution {
  status: Status = 'RUNNING';
  output?: string;
  error?: string;
  cause?: string;
  stopped?: number;
  readonly started: number;
  readonly events: HistoryEvent[];
  /** Resolves at the end, whatever it is. */
  readonly ended: Promise<void>;
  private readonly controller = new AbortController();
  private checkpoint?: Checkpoint;
  private isSuspended = false;

  /** @param before what another run of this program wrote down of it: what ran goes on */
  constructor(
    readonly identity: ExecutionIdentity, readonly machine: StateMachine, private readonly clock: Clock, invoke: Host['invoke'], before?: KeptExecution,
  ) {
    this.started = before?.started ?? clock.now();
    this.events = [...before?.events ?? []];
    if (before !== undefined) {
      const { status, stopped, output, error, cause } = before;
      Object.assign(this, { status, stopped, output, error, cause });
    }
    this.ended = this.status === 'RUNNING' ? this.run(invoke, before?.checkpoint) : Promise.resolve();
  }

  /** Ends nothing: it can go on from what is written down. */
  suspend(): void {
    if (this.status === 'RUNNING') {
      this.isSuspended = true;
      this.controller.abort(new Stopped('ABORTED'));
    }
  }

  kept(): KeptExecution {
    const { identity, machine, status, started, stopped, output, error, cause, events, checkpoint } = this;
    return { identity, machine, status, started, stopped, output, error, cause, events, checkpoint: status === 'RUNNING' ? checkpoint : undefined };
  }

  /** Ends it, if it still runs. */
  stop(error?: string, cause?: string): void {
    this.controller.abort(new Stopped('ABORTED', error, cause));
  }

  private async run(invoke: Host['invoke'], from?: Checkpoint): Promise<void> {
    const { machine: { definition, arn, name, type }, identity } = this;
    const seconds = Math.min(Number(definition.TimeoutSeconds ?? Infinity), type === 'EXPRESS' ? EXPRESS_MAX_SECONDS : Infinity);
    const left = this.started + seconds * 1000 - this.clock.now();
    const prevent = Number.isFinite(seconds) ? this.clock.after(Math.max(0, left), () => this.controller.abort(new Stopped('TIMED_OUT'))) : () => {};
    const startTime = new Date(this.started).toISOString();
    if (from === undefined) {
      this.record('ExecutionStarted', {});
    }
    try {
      const input = JSON.parse(identity.input) as Value;
      const context = {
        Execution: { Id: identity.arn, Input: input, Name: identity.name, RoleArn: machineRole(arn), StartTime: startTime, RedriveCount: 0 },
        StateMachine: { Id: arn, Name: name },
      };
      const output = await runMachine(definition, input, context, this.controller.signal, {
        clock: this.clock,
        invoke,
        record: (event, state) => this.recordState(event, state),
        reached: (checkpoint) => (this.checkpoint = checkpoint),
      }, from);
      this.end('SUCCEEDED', { output: JSON.stringify(output) });
    } catch (error) {
      if (!this.isSuspended) {
        this.fail(error);
      }
    } finally {
      prevent();
    }
  }

  private fail(reason: unknown): void {
    if (reason instanceof Stopped) {
      this.end(reason.status, { error: reason.error, cause: reason.cause });
    } else if (reason instanceof StateError) {
      this.end('FAILED', { error: reason.error, cause: reason.cause });
    } else {
      this.end('FAILED', { error: 'States.Runtime', cause: (reason as Error).message });
    }
  }

  private end(status: Status, { output, error, cause }: { output?: string; error?: string; cause?: string }): void {
    this.status = status;
    this.output = output;
    this.error = error;
    this.cause = cause;
    this.stopped = this.clock.now();
    const type = { RUNNING: '', SUCCEEDED: 'ExecutionSucceeded', FAILED: 'ExecutionFailed', TIMED_OUT: 'ExecutionTimedOut', ABORTED: 'ExecutionAborted' }[status];
    this.record(type, {});
  }

  private recordState(type: string, name: string): void {
    if (this.events.length >= EVENTS_MAX) {
      throw new StateError('States.Runtime', `the execution has more than ${EVENTS_MAX} events`);
    }
    this.record(type, type.endsWith('Entered') ? { stateEnteredEventDetails: { name } } : { stateExitedEventDetails: { name } });
  }

  private record(type: string, details: object): void {
    const previousEventId = this.events.length;
    this.events.push({ id: previousEventId + 1, previousEventId, timestamp: this.clock.now() / 1000, type, ...details });
  }
}

function machineRole(arn: string): string {
  return `arn:aws:iam::${arn.split(':')[4]}:role/local`;
}
