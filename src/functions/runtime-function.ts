import { Duration, Lazy, RemovalPolicy } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as cxapi from 'aws-cdk-lib/cx-api';
import { Construct } from 'constructs';
import { namePolicyByContent } from './policy-by-content';
import { referencedConfiguration } from './referenced-configuration';
import { logGroup } from '../private/log-group';
import { Surroundings } from '../private/surroundings';

export interface RuntimeFunctionProps extends Surroundings {
  readonly description: string;
  readonly code: lambda.Code;
  readonly timeout: Duration;
  readonly memorySize: number;
  readonly vpc?: ec2.IVpc;
  readonly vpcSubnets?: ec2.SubnetSelection;
  readonly securityGroups?: ec2.ISecurityGroup[];
  /** Of the security group that it gets where none is given. */
  readonly allowAllOutbound?: boolean;
  /** The environment, made after the role: a part of it is only to be had together with a permission. */
  readonly environment: (role: iam.IRole) => { [name: string]: string };
}

/**
 * A function with its own role and its own log group, under `scope`. The role holds what the function uses and nothing of the
 * managed policies, which may write to every log group.
 */
export function runtimeFunction(scope: Construct, props: RuntimeFunctionProps): lambda.Function {
  // A version is new exactly when the function is, whatever flags the app has.
  scope.node.setContext(cxapi.LAMBDA_RECOGNIZE_VERSION_PROPS, true);
  scope.node.setContext(cxapi.LAMBDA_RECOGNIZE_LAYER_VERSION, true);
  const logs = logGroup(scope, 'Logs', props);
  const role = new iam.Role(scope, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  logs.grantWrite(role);
  const fn: lambda.Function = new lambda.Function(scope, 'Function', {
    // A new version is published only of a function that has changed, and in its description a change of what it refers to is one.
    description: Lazy.uncachedString({
      produce: () => `${props.description} (configuration ${referencedConfiguration(fn.node.defaultChild as lambda.CfnFunction, ['description']).slice(0, 12)})`,
    }),
    runtime: lambda.Runtime.NODEJS_24_X,
    architecture: lambda.Architecture.ARM_64,
    code: props.code,
    handler: 'index.handler',
    timeout: props.timeout,
    memorySize: props.memorySize,
    role,
    vpc: props.vpc,
    vpcSubnets: props.vpcSubnets,
    securityGroups: props.securityGroups,
    allowAllOutbound: props.allowAllOutbound,
    logGroup: logs,
    loggingFormat: lambda.LoggingFormat.JSON,
    tracing: lambda.Tracing.ACTIVE,
    environment: props.environment(role),
    environmentEncryption: props.encryptionKey,
    // Calls that began on the last version end there. A version of a deployment that failed goes, or Lambda would publish none the next time.
    currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE },
  });
  namePolicyByContent(role);
  return fn;
}
