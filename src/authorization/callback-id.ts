import { IConstruct } from 'constructs';
import { ValidationError } from '../private/validation-error';

const CALLBACK_ID_PATTERN = /^[a-z0-9][a-z0-9-]{0,99}$/;

/**
 * What an OpenID provider is, as the last segment of a callback URL: its issuer's host and path. Not its name, which is for people and changes.
 */
export function callbackIdOf(issuer: string): string {
  return issuer.toLowerCase().replace(/^https:\/\//, '').replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '');
}

/** @throws ValidationError */
export function validateCallbackId(scope: IConstruct, displayName: string, id: string): void {
  if (!CALLBACK_ID_PATTERN.test(id)) {
    throw new ValidationError(
      'InvalidCallbackId', `the callback id of "${displayName}" is "${id}"; choose a callbackId of 1 to 100 lower-case letters, digits and hyphens`, scope,
    );
  }
}

/** Before the construct tree does, which knows nothing of callbacks. @throws ValidationError */
export function refuseRepeatedCallbackId(scope: IConstruct, constructId: string, callbackId: string): void {
  if (scope.node.tryFindChild(constructId)) {
    throw new ValidationError('DuplicateCallbackId', `two sign-ins have the callback id "${callbackId}"; give one of them another callbackId`, scope);
  }
}
