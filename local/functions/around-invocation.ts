import { FunctionInvoker, newRequestId, RunningInvocation } from './invocation';

export interface FunctionCall {
  readonly functionName: string;
  readonly payload: Buffer;
  readonly requestId: string;
}

/** Sees a call before its function does, and may answer it instead, or refuse it with a `ServiceError`. */
export type AroundInvocation = (call: FunctionCall, proceed: () => Promise<RunningInvocation>) => Promise<RunningInvocation>;

export function aroundInvocations(functions: FunctionInvoker, around: AroundInvocation): FunctionInvoker {
  return {
    versionOf: (name) => functions.versionOf(name),
    invoke: (functionName, payload, requestId = newRequestId()) => (
      around({ functionName, payload, requestId }, () => functions.invoke(functionName, payload, requestId))
    ),
  };
}
