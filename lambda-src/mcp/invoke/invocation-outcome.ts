import type { ToolInvocation } from '../../../src/contract/invocation';

/** Why a tool gave no answer. For the log; the caller is told less. */
export type InvocationFailure =
  | 'function_error'
  | 'timeout'
  | 'throttled'
  | 'refused'
  | 'unreachable'
  | 'invocation_too_large'
  | 'answer_too_large';

export type InvocationOutcome =
  | { readonly answer: string }
  | { readonly failure: InvocationFailure; readonly detail: string };

/** Runs a tool. Never rejects. */
export type Invoke = (targetId: string, invocation: ToolInvocation, remainingMillis: number) => Promise<InvocationOutcome>;
