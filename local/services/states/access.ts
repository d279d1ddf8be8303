import type { AccessRequest } from '../../iam/statement';
import type { JsonObject } from '../service/aws-json';

/** The parts of the ARN of a state machine, without the name of an alias or the number of a version. */
const MACHINE_PARTS = 7;

/**
 * What a request needs to be allowed. An alias or a version is a condition, not a resource.
 *
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsstepfunctions.html
 */
export function accessToExecutions(operation: string, { stateMachineArn, executionArn }: JsonObject): AccessRequest {
  const action = `states:${operation}`;
  if (stateMachineArn === undefined) {
    return { action, resource: String(executionArn) };
  }
  const parts = String(stateMachineArn).split(':');
  return { action, resource: parts.slice(0, MACHINE_PARTS).join(':'), context: { 'states:StateMachineQualifier': parts.slice(MACHINE_PARTS) } };
}
