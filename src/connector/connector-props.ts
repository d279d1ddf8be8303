import { Duration } from 'aws-cdk-lib';
import * as ec2 from 'aws-cdk-lib/aws-ec2';

/**
 * The function that speaks to the APIs behind tools: those of `McpTool.fromHttp()` and of toolsets. A server has it when it has such a tool.
 */
export interface McpConnectorProps {
  /**
   * The VPC whose private networks the APIs are in. Its subnets need a way to whatever else the connector calls: Secrets Manager
   * for credentials, a NAT gateway for public APIs.
   *
   * @default - no VPC: only public APIs can be reached
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Which subnets of the VPC. Public ones are an error: a function in them has no way out.
   *
   * @default - the private ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The security groups of the connector, for egress of your choice. They must let it reach the APIs, and Secrets Manager at port 443.
   *
   * @default - where there is a VPC, a new one with egress to the ports of the connections and to 443, at any address
   */
  readonly securityGroups?: ec2.ISecurityGroup[];

  /**
   * Memory of the function, in MiB. Lambda gives a function processor time in proportion.
   *
   * @default 512
   */
  readonly memorySize?: number;

  /**
   * How long a call may take, retries and the time for a token included. Shorter than the server's `toolTimeout`.
   *
   * @default - a second less than the server's `toolTimeout`
   */
  readonly timeout?: Duration;
}
