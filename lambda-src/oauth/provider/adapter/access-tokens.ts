import type { Adapter } from 'oidc-provider';
import { REGISTRY_SCHEMA, revokedTokenKey } from '../../../../src/contract/registry';
import type { RegistryTable } from '../../storage/registry-table';

/**
 * Access tokens are not stored: they are signed, and the resource verifies them. To destroy one is to write down that it is
 * revoked, for as long as any could live.
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
      // Their grant takes them along.
    },
  };
}
