import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/**
 * Lambda makes the network interfaces of a function with its role, which no resource can narrow. The function's own code may not do any of it: the
 * condition key is in requests that it sends, and not in those of Lambda.
 *
 * @param opensWay whether the function's security group is ours, and lets it reach nothing yet
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
 */
export function permitNetwork(fn: lambda.Function, opensWay: boolean): void {
  const actions = [
    'ec2:AssignPrivateIpAddresses', 'ec2:CreateNetworkInterface', 'ec2:DeleteNetworkInterface', 'ec2:DescribeNetworkInterfaces', 'ec2:DescribeSubnets',
    'ec2:UnassignPrivateIpAddresses',
  ];
  fn.addToRolePolicy(new iam.PolicyStatement({ actions, resources: ['*'] }));
  fn.addToRolePolicy(new iam.PolicyStatement({ effect: iam.Effect.DENY, actions, resources: ['*'], conditions: { Null: { 'lambda:SourceFunctionArn': 'false' } } }));
  if (opensWay) {
    openWay(fn, ec2.Port.HTTPS, 'AWS and public APIs');
  }
}

/** To any address: a name in DNS has none that synthesis knows. */
export function openWay(fn: lambda.Function, port: ec2.Port, description: string): void {
  [ec2.Peer.anyIpv4(), ec2.Peer.anyIpv6()].forEach((peer) => fn.connections.allowTo(peer, port, description));
}
