import type { AdapterPayload } from 'oidc-provider';
import type { KnownClient, KnownClients } from './known-clients';
import { endGrant, REVOKED_GRANT_SECONDS } from '../storage/end-grant';
import { ModelRecords } from '../storage/model-records';
import { type IndexedGrant, PersonGrants } from '../storage/person-grants';
import type { RegistryTable } from '../storage/registry-table';
import { type StoredUpstreamGrant, upstreamGrantKey } from '../storage/upstream-grants';

/** A grant that has not ended. */
export interface GivenGrant extends IndexedGrant {
  /** What the client may do, as far as is known. */
  readonly scopes: readonly string[];
  readonly client: KnownClient;
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

  /** The newest first. Those of clients that are gone are left out: their tokens are refused. */
  async of(accountId: string): Promise<readonly GivenGrant[]> {
    const given = await Promise.all((await this.living(accountId)).map(async ({ grant, payload }) => {
      const { grantId, clientId, signedInAt } = grant;
      const [client, stored] = await Promise.all([this.clients.find(clientId), this.table.get(upstreamGrantKey(grantId))]);
      if (client === undefined) {
        return [];
      }
      const { upstream } = (stored ?? {}) as Partial<StoredUpstreamGrant>;
      const consented = Object.values((payload.resources ?? {}) as { readonly [resource: string]: string }).flatMap((scope) => scope.split(' '));
      return [{ ...grant, client, scopes: upstream?.scopes ?? consented, refreshedAt: upstream && Math.max(upstream.checkedAt, signedInAt) }];
    }));
    return given.flat().sort((one, other) => other.signedInAt - one.signedInAt);
  }

  /**
   * Ends what a person has given, and nothing of anybody else.
   *
   * @param grantId undefined for all of it
   * @returns the ids of what has ended
   */
  async end(accountId: string, grantId?: string): Promise<readonly string[]> {
    const ids = (await this.living(accountId)).map(({ grant }) => grant.grantId).filter((id) => grantId === undefined || id === grantId);
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

  private async living(accountId: string): Promise<readonly { readonly grant: IndexedGrant; readonly payload: AdapterPayload }[]> {
    const found = await Promise.all((await this.index.of(accountId)).map(async (grant) => ({ grant, payload: await this.grants.find(grant.grantId) })));
    return found.flatMap(({ grant, payload }) => (payload === undefined ? [] : [{ grant, payload }]));
  }
}
