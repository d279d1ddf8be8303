import { Token } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ValidationError } from './validation-error';

export interface UrlRule {
  /** Why a text may not stand here; of `src/contract/urls`. */
  readonly problemOf: (text: string) => string | undefined;
  readonly code: string;
  /** Such as `the issuer`. */
  readonly what: string;
  readonly remedy: string;
}

/**
 * What is left out, or known only to the deployment, passes.
 *
 * @throws ValidationError
 */
export function requireUrl(scope: IConstruct, text: string | undefined, { problemOf, code, what, remedy }: UrlRule): void {
  const problem = text === undefined || Token.isUnresolved(text) ? undefined : problemOf(text);
  if (problem !== undefined) {
    throw new ValidationError(code, `${what} is "${text}", which ${problem}; ${remedy}`, scope);
  }
}
