import { ServiceError } from './aws-json';
import type { Identified } from './credentials';
import type { AccessRequest } from '../../iam/statement';

/** Where a function is: services find there what it calls by a name alone. */
export interface CallerPlace {
  readonly partition: string;
  readonly account: string;
}

/** @returns what AWS says to a caller who may not do all of this; undefined to one who may, or of whom it is not known what they may do */
export function refusalTo({ callingFunction }: Identified, requests: (place: CallerPlace) => readonly AccessRequest[]): string | undefined {
  if (callingFunction === undefined) {
    return undefined;
  }
  const [, partition, , , account] = callingFunction.arn.split(':');
  return requests({ partition, account }).map((request) => callingFunction.refusal(request)).find((refusal) => refusal !== undefined);
}

/** @throws ServiceError AccessDeniedException */
export function requireAccess(caller: Identified, requests: (place: CallerPlace) => readonly AccessRequest[], status = 400): void {
  const refusal = refusalTo(caller, requests);
  if (refusal !== undefined) {
    throw new ServiceError('AccessDeniedException', refusal, status);
  }
}
