import { Duration, Lazy, RemovalPolicy } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as cxapi from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { liveAlias } from './live-alias';
import { permitNetwork } from './network';
import { namePolicyByContent } from './policy-by-content';
import { wholeConfiguration } from './referenced-configuration';
import { McpServerFunctionProps } from './settings/mcp-server-functions-props';
import { logGroup } from '../private/log-group';
import { Surroundings } from '../private/surroundings';

export interface RuntimeFunctionProps extends Surroundings {
  readonly description: string;
  readonly code: lambda.Code;
  readonly timeout: Duration;
  /** In MiB, where the app says nothing else. */
  readonly memorySize: number;
  /** How the app wants it to run. */
  readonly options?: McpServerFunctionProps;
  /** The environment, made after the role: a part of it is only to be had together with a permission. */
  readonly environment: (role: iam.IRole) => { [name: string]: string };
}

/**
 * A function with its own role and its own log group, under `scope`. The role holds what the function uses and nothing of the
 * managed policies, which may write to every log group.
 */
export function runtimeFunction(scope: Construct, props: RuntimeFunctionProps): lambda.Function {
  const { vpc, vpcSubnets, securityGroups, memorySize, reservedConcurrentExecutions, provisionedConcurrentExecutions } = props.options ?? {};
  // A version is new exactly when the function is, whatever flags the app has.
  scope.node.setContext(cxapi.LAMBDA_RECOGNIZE_VERSION_PROPS, true);
  scope.node.setContext(cxapi.LAMBDA_RECOGNIZE_LAYER_VERSION, true);
  const logs = logGroup(scope, 'Logs', props);
  const role = new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  logs.grantWrite(role);
  const fn: lambda.Function = new lambda.Function(scope, 'Function', {
    // A new version is published only of a function that has changed, and in its description a change of its text, or of what it refers to, is one.
    description: Lazy.uncachedString({
      produce: () => `${props.description} (configuration ${wholeConfiguration(fn.node.defaultChild as lambda.CfnFunction, ['description']).slice(0, 12)})`,
    }),
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: props.functions?.architecture ?? lambda.Architecture.ARM_64,
    code: props.code,
    handler: 'index.handler',
    timeout: props.timeout,
    memorySize: memorySize ?? props.memorySize,
    reservedConcurrentExecutions,
    role,
    vpc,
    vpcSubnets,
    securityGroups,
    ...vpc !== undefined && securityGroups === undefined ? { allowAllOutbound: false } : {},
    logGroup: logs,
    loggingFormat: lambda.LoggingFormat.JSON,
    tracing: lambda.Tracing.ACTIVE,
    environment: props.environment(role),
    environmentEncryption: props.encryptionKey,
    // Calls that began on the last version end there. A version of a deployment that failed goes, or Lambda would publish none the next time.
    currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
  });
  if (vpc !== undefined) {
    permitNetwork(fn, securityGroups === undefined);
  }
  if (provisionedConcurrentExecutions !== undefined) {
    liveAlias(fn, { provisionedConcurrentExecutions });
  }
  namePolicyByContent(role);
  return fn;
}
