import type { ToolInvocation } from '../../../src/contract/mcp/invocation';
import type { TargetReference } from '../../../src/contract/mcp/layer';
import type { FunctionFailure } from '../../platform/aws/invoke-function';

/** Why a tool gave no answer. For the log; the caller is told less. */
export type InvocationFailure = FunctionFailure | 'invocation_too_large';

export type InvocationOutcome =
  | { readonly answer: string }
  | { readonly failure: InvocationFailure; readonly detail: string };

/** Runs a tool. Never rejects. */
export type Invoke = (target: TargetReference, invocation: ToolInvocation, remainingMillis: number) => Promise<InvocationOutcome>;
