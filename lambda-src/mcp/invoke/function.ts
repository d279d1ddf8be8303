import { type Env, functionEnvironments } from './function-environments';
import { eventOf } from './function-event';
import type { Invoker } from './invoker';
import type { FunctionTarget } from '../../../src/contract/mcp/layer';
import { invokeFunction } from '../../platform/aws/invoke-function';

/** Runs tools that are Lambda functions, each in the region that its ARN names. */
export function functionInvoker(env: Env, targets: readonly FunctionTarget[]): Invoker<FunctionTarget> {
  const environmentOf = functionEnvironments(env, targets);
  return async (target, invocation, { remainingMillis }) => {
    const event = eventOf(invocation, remainingMillis, target.takesText);
    return typeof event === 'string' ? invokeFunction(environmentOf(target), target.functionArn, event, remainingMillis) : event;
  };
}
