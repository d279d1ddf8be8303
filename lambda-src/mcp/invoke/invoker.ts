import type { ToolInvocation } from '../../../src/contract/mcp/invocation';
import type { InvocationTarget, TargetReference } from '../../../src/contract/mcp/layer';
import type { FunctionFailure } from '../../platform/aws/function-errors';
import type { Emitter } from '../protocol/emitter';

/** Why a tool gave no answer. For the log; the caller gets a shorter message. */
export type InvocationFailure = FunctionFailure | 'not_json' | 'execution_failed' | 'execution_stopped';

export type InvocationOutcome =
  | { readonly answer: string }
  | {
    readonly failure: InvocationFailure;
    readonly detail: string;
    /** The platform's name for the error. */
    readonly code?: string;
  };

/** The context of a call, besides what the tool receives. */
export interface Call {
  /** Milliseconds within which there must be an outcome. */
  readonly remainingMillis: number;
  readonly emitter: Emitter;
}

/** Runs the tools of one kind of target. Never rejects. */
export type Invoker<T extends InvocationTarget = InvocationTarget> = (target: T, invocation: ToolInvocation, call: Call) => Promise<InvocationOutcome>;

/** Runs a tool, of whatever kind its target is. */
export type Invoke = (target: TargetReference, invocation: ToolInvocation, call: Call) => Promise<InvocationOutcome>;
