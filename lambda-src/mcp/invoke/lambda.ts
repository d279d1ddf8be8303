import type { Invoke } from './invoker';
import { LAMBDA_PAYLOAD_MAX_BYTES } from '../../../src/contract/limits';
import type { ToolInvocation } from '../../../src/contract/mcp/invocation';
import type { InvocationTarget, Wiring } from '../../../src/contract/mcp/layer';
import { type AwsEnvironment, awsEnvironment } from '../../platform/aws/aws-request';
import { invokeFunction } from '../../platform/aws/invoke-function';

type Env = { readonly [name: string]: string | undefined };

/** Runs tools that are Lambda functions, each in the region that its ARN names. */
export function lambdaInvoker(wiring: Wiring, env: Env): Invoke {
  const environments = new Map<string, AwsEnvironment>();
  const environmentOf = ({ functionArn }: InvocationTarget): AwsEnvironment => {
    const region = functionArn.split(':')[3] || env.AWS_REGION || '';
    const known = environments.get(region);
    if (known) {
      return known;
    }
    const environment = awsEnvironment({ ...env, AWS_REGION: region });
    environments.set(region, environment);
    return environment;
  };
  return async ({ kind, id }, invocation, remainingMillis) => {
    const target = Object.hasOwn(wiring.targets, id) ? wiring.targets[id] : undefined;
    if (target?.kind !== kind) {
      return { failure: 'refused', detail: `the wiring has no ${kind} '${id}'` };
    }
    const event = write(invocation);
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

function write(invocation: ToolInvocation): string | undefined {
  try {
    return JSON.stringify(invocation);
  } catch {
    return undefined;
  }
}
