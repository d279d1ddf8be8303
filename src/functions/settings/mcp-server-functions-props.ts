import * as ec2 from 'aws-cdk-lib/aws-ec2';
import * as lambda from 'aws-cdk-lib/aws-lambda';

/** How one of the server's functions runs. */
export interface McpServerFunctionProps {
  /**
   * Memory, in MiB: a whole number from 128 to 10,240. Lambda gives a function processor time in proportion.
   *
   * @default - 512; of the authorization server 1024
   */
  readonly memorySize?: number;

  /**
   * How many calls of the function may run at once. So many of the account's concurrency are set aside for it; calls beyond them are refused: API Gateway
   * answers with a 5xx or 429 status. A call runs for as long as the tool that it waits for, and an open stream of a subscription is one.
   * It costs nothing. At least 1.
   *
   * @default - as many as the account has left
   * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
   */
  readonly reservedConcurrentExecutions?: number;

  /**
   * How many instances of the function are always initialized, for calls that begin at once. Further calls start instances as usual. They belong to the
   * alias that everything calls: a deployment initializes as many of the new version before it leads calls there, which takes some minutes.
   *
   * Each costs about 4.40 USD a month at 512 MiB on arm64, called or not. Not above `reservedConcurrentExecutions`; at least 1.
   *
   * @default - none: an instance is initialized when there is a call for it
   * @see https://docs.aws.amazon.com/lambda/latest/dg/provisioned-concurrency.html
   */
  readonly provisionedConcurrentExecutions?: number;

  /**
   * The VPC whose private networks the function reaches. Its subnets need a way to whatever else the function calls, by endpoints of the VPC
   * or a NAT gateway: docs/functions.md has a table.
   *
   * @default - no VPC: only public addresses can be reached
   */
  readonly vpc?: ec2.IVpc;

  /**
   * Which subnets of the VPC. Public ones are an error: a function in them has no way out.
   *
   * @default - the private ones
   */
  readonly vpcSubnets?: ec2.SubnetSelection;

  /**
   * The security groups of the function, for egress of your choice. They must let it reach AWS at port 443.
   *
   * @default - where there is a VPC, a new one with egress to port 443 at any address, and of the connector also to the ports of its connections; the
   * function's `connections` open further ways, such as `database.connections.allowDefaultPortFrom(server.mcpFunction)`
   */
  readonly securityGroups?: ec2.ISecurityGroup[];
}

/** How the functions of a server run. */
export interface McpServerFunctionsProps {
  /**
   * The processor of all of them. Code of tools with native parts must be built for it.
   *
   * @default lambda.Architecture.ARM_64
   */
  readonly architecture?: lambda.Architecture;

  /**
   * Whether a schedule calls the functions that an MCP request passes every five minutes: the authorizer, the MCP function, and the connector where there is
   * one. So the first request after a quiet time finds an instance of each that is initialized.
   *
   * It keeps one instance of each. Of requests that arrive at once, all but the first still start instances, and so does the first request after a deployment,
   * until the schedule has called the new version: `provisionedConcurrentExecutions` is for these. Functions of your tools are yours to keep warm.
   *
   * It costs less than two cents a month.
   *
   * @default false
   */
  readonly keepWarm?: boolean;

  /**
   * The function that answers MCP requests, and in which tools of code run.
   *
   * @default - 512 MiB, no reserved or provisioned concurrency, no VPC
   */
  readonly mcp?: McpServerFunctionProps;

  /**
   * The function that verifies access tokens. An error where the server requires none.
   *
   * @default - 512 MiB, no reserved or provisioned concurrency, no VPC
   */
  readonly authorizer?: McpServerFunctionProps;

  /**
   * The function of the server's own authorization server. An error where there is another or none.
   *
   * @default - 1024 MiB, no reserved or provisioned concurrency, no VPC
   */
  readonly oauth?: McpServerFunctionProps;
}
