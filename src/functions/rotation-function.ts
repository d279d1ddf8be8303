import { Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { bundleDirectory } from './bundles';
import { liveAlias } from './live-alias';
import { runtimeFunction } from './runtime-function';
import { encodeEnv } from '../contract/env';
import { ROTATION_FUNCTION_ENV, RotationFunctionEnv } from '../contract/rotation/env';
import { grantSecret } from '../private/grant-secret';
import { grantKey } from '../private/key-use';
import { Surroundings } from '../private/surroundings';

export interface RotationFunctionProps extends Surroundings {
  readonly secret: secretsmanager.ISecret;
  /** In whole days. */
  readonly every: Duration;
}

/** Rotates the signing secret, and can do nothing else. Only Secrets Manager may invoke it, for this secret. */
export class RotationFunction extends Construct {
  public readonly function: lambda.Function;

  constructor(scope: Construct, id: string, props: RotationFunctionProps) {
    super(scope, id);
    const { secret } = props;
    this.function = runtimeFunction(this, {
      ...props,
      description: 'Rotates the signing secret of a remote MCP server',
      code: lambda.Code.fromAsset(bundleDirectory('rotation')),
      timeout: Duration.seconds(30),
      memorySize: 256,
      environment: (role) => {
        grantSecret(this, role, secret);
        iam.Grant.addToPrincipal({
          grantee: role,
          actions: ['secretsmanager:DescribeSecret', 'secretsmanager:PutSecretValue', 'secretsmanager:UpdateSecretVersionStage'],
          resourceArns: [secret.secretArn],
        });
        if (secret.encryptionKey) {
          grantKey(this, role, { key: secret.encryptionKey, service: 'secretsmanager', actions: ['kms:GenerateDataKey'] });
        }
        return encodeEnv<RotationFunctionEnv>(ROTATION_FUNCTION_ENV, { SIGNING_SECRET_ARN: secret.secretArn });
      },
    });
    const alias = liveAlias(this.function);
    const permission = new lambda.CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: alias.functionArn,
      principal: 'secretsmanager.amazonaws.com',
      // What Lambda compares it with is the ARN of the secret.
      sourceArn: secret.secretArn,
      sourceAccount: Stack.of(this).account,
    });
    const schedule = new secretsmanager.CfnRotationSchedule(this, 'Schedule', {
      secretId: secret.secretArn,
      rotationLambdaArn: alias.functionArn,
      rotationRules: { automaticallyAfterDays: props.every.toDays() },
    });
    // Secrets Manager tries both at once.
    schedule.node.addDependency(permission, this.function.role!);
  }
}
