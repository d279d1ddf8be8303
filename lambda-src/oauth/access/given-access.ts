import { KnownClient, KnownClients } from './known-clients';
import { endGrant, REVOKED_GRANT_SECONDS } from '../storage/end-grant';
import { ModelRecords } from '../storage/model-records';
import { type IndexedGrant, PersonGrants } from '../storage/person-grants';
import type { RegistryTable } from '../storage/registry-table';
import { type StoredUpstreamGrant, upstreamGrantKey } from '../storage/upstream-grants';

/** A grant that has not ended. */
export interface GivenGrant extends IndexedGrant {
  /** Undefined for one that is gone. */
  readonly client?: KnownClient;
  /** Epoch seconds of its client's last refresh; undefined where no identity provider is asked then. */
  readonly refreshedAt?: number;
}

/** What people have allowed clients. */
export class GivenAccess {
  private readonly grants: ModelRecords;
  private readonly index: PersonGrants;

  /** @param clock epoch seconds */
  constructor(private readonly table: RegistryTable, private readonly clients: KnownClients, clock: () => number) {
    this.grants = new ModelRecords('Grant', table, REVOKED_GRANT_SECONDS, clock);
    this.index = new PersonGrants(table, clock);
  }

  /** The newest first. */
  async of(accountId: string): Promise<readonly GivenGrant[]> {
    const living = await this.living(accountId);
    const given = await Promise.all(living.map(async (grant) => (
      { ...grant, client: await this.clients.find(grant.clientId), refreshedAt: await this.refreshedAt(grant) }
    )));
    return given.sort((one, other) => other.signedInAt - one.signedInAt);
  }

  /**
   * Ends what a person has given, and nothing of anybody else.
   *
   * @param grantId undefined for all of it
   * @returns the ids of what has ended
   */
  async end(accountId: string, grantId?: string): Promise<readonly string[]> {
    const ids = (await this.living(accountId)).map(({ grantId: id }) => id).filter((id) => grantId === undefined || id === grantId);
    for (const id of ids) {
      await endGrant(this.table, this.grants, id);
    }
    return ids;
  }

  /** Ends a grant, whoever has given it. @returns whose it was; undefined where there is no such grant */
  async endById(grantId: string): Promise<string | undefined> {
    const grant = await this.grants.find(grantId);
    if (grant !== undefined) {
      await endGrant(this.table, this.grants, grantId);
    }
    return grant?.accountId;
  }

  private async living(accountId: string): Promise<readonly IndexedGrant[]> {
    const indexed = await this.index.of(accountId);
    const records = await Promise.all(indexed.map(({ grantId }) => this.grants.find(grantId)));
    return indexed.filter((_, index) => records[index] !== undefined);
  }

  private async refreshedAt({ grantId, signedInAt }: IndexedGrant): Promise<number | undefined> {
    const stored = await this.table.get(upstreamGrantKey(grantId)) as StoredUpstreamGrant | undefined;
    return stored && Math.max(stored.upstream.checkedAt, signedInAt);
  }
}
