import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { requireSameEnvironment } from './same-environment';
import { ValidationError } from './validation-error';
import { McpServerFunctionProps, McpServerFunctionsProps } from '../functions/settings/mcp-server-functions-props';

/** Lambda's. */
const MEGABYTES = { least: 128, most: 10_240 };

/** @param prop the prop that says how the function runs, such as `functions.mcp` */
export function validateServerFunction(scope: IConstruct, prop: string, props: McpServerFunctionProps): void {
  const { memorySize, reservedConcurrentExecutions: reserved, provisionedConcurrentExecutions: provisioned, vpc, vpcSubnets, securityGroups } = props;
  if (memorySize !== undefined && !isWhole(memorySize, MEGABYTES.least, MEGABYTES.most)) {
    throw new ValidationError('InvalidFunctionMemory', `${prop}.memorySize is ${memorySize}; choose a whole number of MiB from ${MEGABYTES.least} to ${MEGABYTES.most}`, scope);
  }
  for (const [name, value] of Object.entries({ reservedConcurrentExecutions: reserved, provisionedConcurrentExecutions: provisioned })) {
    if (value !== undefined && !isWhole(value, 1)) {
      throw new ValidationError('InvalidFunctionConcurrency', `${prop}.${name} is ${value}; choose a whole number, 1 at least, or leave it out`, scope);
    }
  }
  if (reserved !== undefined && provisioned !== undefined && !Token.isUnresolved(reserved) && !Token.isUnresolved(provisioned) && provisioned > reserved) {
    throw new ValidationError('InvalidFunctionConcurrency', `${prop} provisions ${provisioned} instances, and reserves concurrency for ${reserved}; reserve at least as many as are provisioned`, scope);
  }
  if (vpc === undefined && (vpcSubnets !== undefined || securityGroups !== undefined)) {
    throw new ValidationError('InvalidFunctionNetwork', `${prop} has subnets or security groups, and no VPC; give ${prop}.vpc`, scope);
  }
  if (vpc !== undefined) {
    // Its subnets may be shared with other accounts.
    requireSameEnvironment(scope, { what: `the VPC "${vpc.node.path}" of ${prop}`, region: vpc.env.region, remedy: 'give a VPC of the Region of the server' });
  }
}

/** @param existing the functions that the server's authorization has */
export function requireFunctions(
  scope: IConstruct, functions: McpServerFunctionsProps, existing: { readonly authorizer: boolean; readonly oauth: boolean },
): void {
  for (const [name, exists] of Object.entries(existing)) {
    if (!exists && functions[name as keyof typeof existing] !== undefined) {
      throw new ValidationError('NoSuchFunction', `functions.${name} says how a function runs that the server does not have with this authorization; leave it out`, scope);
    }
  }
}

function isWhole(value: number, least: number, most = Number.MAX_SAFE_INTEGER): boolean {
  return Token.isUnresolved(value) || (Number.isInteger(value) && value >= least && value <= most);
}
