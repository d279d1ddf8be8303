import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import * as iam from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';

/**
 * Lets API Gateway write logs: a role, and a setting of the account and Region. A stack has one of them, for all its servers, so that it stays
 * when the server that came first goes.
 *
 * @returns what the stage of an API must wait for
 */
export function loggingAccount(scope: Construct): Construct {
  const stack = Stack.of(scope);
  const id = 'RemoteMcpServerLogging';
  return stack.node.tryFindChild(id) as LoggingAccount | undefined ?? new LoggingAccount(stack, id);
}

class LoggingAccount extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const role = new iam.Role(this, 'Role', {
      assumedBy: new iam.ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [iam.ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs')],
    });
    const account = new apigateway.CfnAccount(this, 'Account', { cloudWatchRoleArn: role.roleArn });
    // They are the account's: other APIs log with them when the stack is gone.
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
  }
}
