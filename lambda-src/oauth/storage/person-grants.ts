import type { RegistryTable } from './registry-table';
import { GRANT_LIFETIME_SECONDS } from '../../../src/contract/limits';
import { personGrantKey, PERSON_GRANT_PREFIX, personPartition, REGISTRY_SCHEMA } from '../../../src/contract/registry';

/** A grant of a person, as the index has it: it may have ended since. */
export interface IndexedGrant {
  readonly grantId: string;
  readonly clientId: string;
  readonly signedInAt: number;
  readonly expiresAt: number;
}

/** Which grants a person has given: an item beside each grant, which expires with it. */
export class PersonGrants {
  /** @param clock epoch seconds */
  constructor(private readonly table: RegistryTable, private readonly clock: () => number) {}

  /** Before the grant is written, so that none is without. */
  async note(accountId: string, grantId: string, clientId: string, expiresIn: number = GRANT_LIFETIME_SECONDS): Promise<void> {
    const now = this.clock();
    await this.table.put(personGrantKey(accountId, grantId), { clientId, signedInAt: now, [REGISTRY_SCHEMA.expiry]: now + expiresIn });
  }

  async of(accountId: string): Promise<readonly IndexedGrant[]> {
    const { sortKey, expiry } = REGISTRY_SCHEMA;
    return (await this.table.query(personPartition(accountId), PERSON_GRANT_PREFIX)).map((item) => ({
      grantId: String(item[sortKey]).slice(PERSON_GRANT_PREFIX.length),
      clientId: String(item.clientId),
      signedInAt: Number(item.signedInAt),
      expiresAt: Number(item[expiry]),
    }));
  }
}
