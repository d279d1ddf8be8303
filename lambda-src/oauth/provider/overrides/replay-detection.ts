import type Provider from 'oidc-provider';
import { sha256 } from '../../../platform/sha256';
import type { ModelRecords } from '../../storage/model-records';

/** The library reads first and then writes, which two concurrent requests could both pass; here one conditional write decides. */
export function uniqueByConditionalWrite(provider: Provider, records: ModelRecords, clock: () => number): void {
  provider.ReplayDetection.unique = (issuer, tokenId, expiresAt) => (
    records.insert(sha256(JSON.stringify([issuer, tokenId])), {}, Math.max(expiresAt - clock(), 1))
  );
}
