import type { ModelRecords } from './model-records';
import type { RegistryTable } from './registry-table';
import { upstreamGrantKey } from './upstream-grants';
import { ACCESS_TOKEN_MAX_LIFETIME_SECONDS, CLOCK_SKEW_SECONDS } from '../../../src/contract/limits';

/** API Gateway's timeout. */
const REQUEST_SECONDS = 30;

/**
 * Seconds that a revoked grant is kept: as long as its last access token may live. A token issued while its grant is being revoked is newer
 * than the revocation, by one request's duration at most.
 */
export const REVOKED_GRANT_SECONDS = ACCESS_TOKEN_MAX_LIFETIME_SECONDS + CLOCK_SKEW_SECONDS + REQUEST_SECONDS;

/**
 * The revocation is written first: if the grant were deleted while its tokens still work, it could not be revoked again. The data for
 * re-checking the user is deleted last: a grant without it would never be re-checked.
 */
export async function endGrant(table: RegistryTable, grants: ModelRecords, grantId: string): Promise<void> {
  await grants.revokeGrant(grantId);
  await grants.delete(grantId);
  await table.delete(upstreamGrantKey(grantId));
}
