import type { Adapter } from 'oidc-provider';
import { REGISTRY_SCHEMA, revokedTokenKey } from '../../../../src/contract/registry';
import type { RegistryTable } from '../../storage/registry-table';

/**
 * Access tokens are not stored: they are signed, and the resource verifies them. Destroying one writes a revocation
 * that is kept for as long as any access token may live.
 */
export function accessTokenAdapter(table: RegistryTable, revokedSeconds: number, clock: () => number): Adapter {
  const notStored = (): never => {
    throw new Error('access tokens are not stored');
  };
  return {
    upsert: notStored,
    find: notStored,
    findByUid: notStored,
    findByUserCode: notStored,
    consume: notStored,
    destroy: (tokenId: string) => table.put(revokedTokenKey(tokenId), { [REGISTRY_SCHEMA.expiry]: clock() + revokedSeconds }),
    async revokeByGrantId() {
      // They are revoked with their grant.
    },
  };
}
