import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { bundleDirectory } from './bundles';
import { runtimeFunction } from './runtime-function';
import { AUDIT_FUNCTION_ENV, AuditFunctionEnv } from '../contract/audit/env';
import { encodeEnv } from '../contract/env';
import { Surroundings } from '../private/surroundings';

export interface AuditFunctionProps extends Surroundings {
  /** Where it writes. */
  readonly auditLogGroup: logs.ILogGroup;
  /** The stream of it. */
  readonly auditLogStream: logs.ILogStream;
}

/** Copies the audit lines of the other functions' logs into a log group. It may write to one stream of it, and nothing else. */
export class AuditFunction extends Construct {
  public readonly function: lambda.Function;

  constructor(scope: Construct, id: string, props: AuditFunctionProps) {
    super(scope, id);
    const { auditLogGroup: { logGroupName }, auditLogStream: { logStreamName } } = props;
    this.function = runtimeFunction(this, {
      ...props,
      description: 'Copies the audit lines of a remote MCP server into their own log group',
      code: lambda.Code.fromAsset(bundleDirectory('audit')),
      timeout: Duration.minutes(1),
      memorySize: 256,
      environment: (role) => {
        iam.Grant.addToPrincipal({
          grantee: role,
          actions: ['logs:PutLogEvents'],
          resourceArns: [Stack.of(this).formatArn({
            service: 'logs', resource: 'log-group', resourceName: `${logGroupName}:log-stream:${logStreamName}`, arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          })],
        });
        return encodeEnv<AuditFunctionEnv>(AUDIT_FUNCTION_ENV, { AUDIT_LOG_GROUP_NAME: logGroupName, AUDIT_LOG_STREAM_NAME: logStreamName });
      },
    });
  }
}
