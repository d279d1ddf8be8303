import { Stack, Token, TokenComparison } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ValidationError } from './validation-error';

/** What AWS lets a server use only in its own Region, or only in its own account. */
export interface RegionalThing {
  /** Such as `the user pool "eu-central-1_example"`. */
  readonly what: string;
  readonly region: string;
  /** Undefined if one of another account will do. */
  readonly account?: string;
  readonly remedy: string;
}

/**
 * A deployment would notice it late, or a request even later. What only the deployment knows passes.
 *
 * @throws ValidationError
 */
export function requireSameEnvironment(scope: IConstruct, { what, region, account, remedy }: RegionalThing): void {
  const stack = Stack.of(scope);
  if (isOther(stack.region, region)) {
    throw new ValidationError('OtherRegion', `${what} is in ${region}, and the server in ${stack.region}; ${remedy}`, scope);
  }
  if (account !== undefined && isOther(stack.account, account)) {
    throw new ValidationError('OtherAccount', `${what} belongs to the account ${account}, and the server to ${stack.account}; ${remedy}`, scope);
  }
}

/** Whether an account or a Region is certainly another one: what only the deployment knows may be the same. */
export function isOther(one: string, other: string): boolean {
  return Token.compareStrings(one, other) === TokenComparison.DIFFERENT;
}
