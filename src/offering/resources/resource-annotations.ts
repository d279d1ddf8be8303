import { IConstruct } from 'constructs';
import { McpResourceProps } from './resource-props';
import { ValidationError } from '../../private/validation-error';
import { ResourceAnnotations } from '../catalogue/definitions';

/**
 * Checks hints about a resource.
 *
 * @param whose in messages: … of the resource "…"
 * @throws ValidationError
 */
export function resourceAnnotations(
  { audience, priority, lastModified }: Pick<McpResourceProps, 'audience' | 'priority' | 'lastModified'>, whose: string, scope: IConstruct,
): ResourceAnnotations | undefined {
  if (priority !== undefined && !(priority >= 0 && priority <= 1)) {
    throw new ValidationError('InvalidPriority', `the priority of ${whose} is ${priority}; choose a number from 0 to 1`, scope);
  }
  if (audience?.length === 0) {
    throw new ValidationError('EmptyAudience', `the audience of ${whose} is empty; name a role, or leave it out`, scope);
  }
  if (lastModified !== undefined && Number.isNaN(lastModified.getTime())) {
    throw new ValidationError('InvalidDate', `lastModified of ${whose} is not a valid date; give one such as new Date('2026-01-31T12:00:00Z')`, scope);
  }
  return audience === undefined && priority === undefined && lastModified === undefined
    ? undefined
    : { audience: audience && [...new Set(audience)], priority, lastModified: lastModified?.toISOString() };
}
