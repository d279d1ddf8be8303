import type { Invoker } from './invoker';
import { LAMBDA_PAYLOAD_MAX_BYTES } from '../../../src/contract/limits';
import type { ToolInvocation } from '../../../src/contract/mcp/invocation';
import type { FunctionTarget } from '../../../src/contract/mcp/layer';
import { type AwsEnvironment, awsEnvironment, prepareRequests } from '../../platform/aws/aws-request';
import { invokeFunction } from '../../platform/aws/invoke-function';
import { mayLoseNumbers } from '../json/number-scan';

type Env = { readonly [name: string]: string | undefined };

/** Runs tools that are Lambda functions, each in the region that its ARN names. All that can be ready before the first call is. */
export function functionInvoker(env: Env, targets: readonly FunctionTarget[]): Invoker<FunctionTarget> {
  const environments = new Map<string, AwsEnvironment>();
  const environmentOf = ({ functionArn }: FunctionTarget): AwsEnvironment => {
    const region = functionArn.split(':')[3] || env.AWS_REGION || '';
    const known = environments.get(region);
    if (known) {
      return known;
    }
    const environment = awsEnvironment({ ...env, AWS_REGION: region });
    environments.set(region, environment);
    prepareRequests(environment, 'lambda');
    return environment;
  };
  for (const target of targets) {
    environmentOf(target);
  }
  return async (target, invocation, { remainingMillis }) => {
    const event = write(invocation, target);
    if (event === undefined) {
      return { failure: 'invocation_too_large', detail: 'nested too deeply to be written' };
    }
    if (Buffer.byteLength(event) > LAMBDA_PAYLOAD_MAX_BYTES) {
      return { failure: 'invocation_too_large', detail: `${Buffer.byteLength(event)} bytes` };
    }
    if (remainingMillis <= 0) {
      return { failure: 'timeout', detail: 'no time was left to call the function' };
    }
    return invokeFunction(environmentOf(target), target.functionArn, event, remainingMillis);
  };
}

function write(invocation: ToolInvocation, { takesText }: FunctionTarget): string | undefined {
  try {
    const event = JSON.stringify(invocation);
    return takesText && mayLoseNumbers(event) ? JSON.stringify({ ...invocation, arguments: {}, argumentsText: JSON.stringify(invocation.arguments) }) : event;
  } catch {
    return undefined;
  }
}
