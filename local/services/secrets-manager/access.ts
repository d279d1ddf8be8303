import type { AccessRequest } from '../../iam/statement';
import type { Identified } from '../service/credentials';

/** In the place of the six characters that Secrets Manager adds to a name. */
const ADDED = '-000000';

/** A secret of another app may be known here by its ARN without what Secrets Manager added; policies name it with that. */
export function accessToSecret(action: string, arn: string, { callingFunction }: Identified): AccessRequest {
  return { action, resource: callingFunction?.may({ action, resource: arn }) === false ? arn + ADDED : arn };
}
