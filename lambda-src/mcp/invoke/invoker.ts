import type { ToolQuestion, ToolReply } from '../../../src/contract/mcp/conversation';
import type { ToolInvocation } from '../../../src/contract/mcp/invocation';
import type { InvocationTarget, TargetReference } from '../../../src/contract/mcp/layer';
import type { LogLevel } from '../../../src/contract/mcp/log-level';
import type { FunctionFailure } from '../../platform/aws/function-errors';
import type { Emitter } from '../protocol/emitter';

/** Why a tool did not get the answers that it asked for. */
export type QuestionFailure = 'not_askable' | 'malformed_question' | 'unanswered';

/** Why a tool gave no answer. For the log; the caller gets a shorter message. */
export type InvocationFailure = FunctionFailure | 'not_json' | 'execution_failed' | 'execution_stopped' | 'cancelled' | QuestionFailure;

export type InvocationOutcome =
  /** `running` where the answer is only that an execution still runs. */
  | { readonly answer: string; readonly running?: RunningExecution }
  | {
    readonly failure: InvocationFailure;
    readonly detail: string;
    /** The platform's name for the error. */
    readonly code?: string;
    /** Whether only this attempt failed: of an execution it says nothing. */
    readonly isPassing?: true;
  };

export interface RunningExecution {
  /** With which the same caller asks for it. */
  readonly id: string;
  /** The state that it entered last, where a task looked. */
  readonly state?: string;
}

/** What a task wants of what runs for it: to begin it; to know how it stands; to end it. */
export type TaskStep = 'start' | 'look' | 'stop';

/** The context of a call, besides what the tool receives. */
export interface Call {
  /** Milliseconds within which there must be an outcome. */
  readonly remainingMillis: number;
  /** When there must be an outcome: milliseconds since the epoch. The time to send it comes after that. */
  readonly deadline: number;
  /** Aborted when the client cancels, and at the deadline. What a tool does after that reaches nobody. */
  readonly signal: AbortSignal;
  readonly emitter: Emitter;
  /** Undefined where somebody waits for the outcome. */
  readonly task?: TaskStep;
  /** Of a task: what the item of its run is named by, so that who cancels the task finds it. */
  readonly runId?: string;
  /** Whether the client asked for progress: what costs something to find out need not be found out otherwise. */
  readonly wantsProgress: boolean;
  /** The level from which on the client wants log messages; undefined if it wants none. */
  readonly logLevel?: LogLevel;
  /**
   * Reports progress, if the client asked for it.
   *
   * @param progress higher than the last one, or it is dropped
   */
  progress(progress: number, total?: number, message?: string): void;
  /** Sends a log message, if the client wants those of this level. */
  log(level: LogLevel, data: unknown, logger?: string): void;
  /**
   * Asks the client, or its user: once, and the answer is kept.
   *
   * @param key tells the questions of a call apart; the same in each run
   * @throws where the client cannot be asked, or the tool runs again when the answer is there
   */
  ask(key: string, question: ToolQuestion): Promise<ToolReply>;
}

/** Runs the tools of one kind of target. Never rejects. */
export type Invoker<T extends InvocationTarget = InvocationTarget> = (target: T, invocation: ToolInvocation, call: Call) => Promise<InvocationOutcome>;

/** Runs a tool, of whatever kind its target is. */
export type Invoke = (target: TargetReference, invocation: ToolInvocation, call: Call) => Promise<InvocationOutcome>;
