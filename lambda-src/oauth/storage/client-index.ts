import type { RegistryRecord, RegistryTable } from './registry-table';
import { CLIENT_ENTRY_PREFIX, clientEntryKey, clientKey, CLIENTS_PARTITION, REGISTRY_SCHEMA } from '../../../src/contract/registry';
import { sha256 } from '../../platform/sha256';

/** Of one page. Each client is read, too. */
const PAGE_SIZE = 50;

/** A client, as the index has it: it may be gone since. */
export interface IndexedClient {
  readonly clientId: string;
  /** Epoch seconds. Undefined for one whose id is a URL. */
  readonly registeredAt?: number;
}

/** Which clients there are: an item beside each, which expires no earlier. */
export class ClientIndex {
  constructor(private readonly table: RegistryTable) {}

  /** @param expiresAt epoch seconds; undefined for never */
  async note(clientId: string, facts: RegistryRecord, expiresAt: number | undefined): Promise<void> {
    await this.table.put(clientEntryKey(sha256(clientId)), { clientId, ...facts, ...expiresAt !== undefined && { [REGISTRY_SCHEMA.expiry]: expiresAt } });
  }

  /** The client first: it would live on without being found. */
  async deleteWithClient(clientId: string): Promise<void> {
    await this.table.delete(clientKey(sha256(clientId)));
    await this.table.delete(clientEntryKey(sha256(clientId)));
  }

  /** @param from as the page before said */
  async page(from: string | undefined): Promise<{ readonly clients: readonly IndexedClient[]; readonly next?: string }> {
    const { records, next } = await this.table.page(CLIENTS_PARTITION, PAGE_SIZE, from === undefined ? undefined : `${CLIENT_ENTRY_PREFIX}${from}`);
    return { clients: records as unknown as readonly IndexedClient[], next: next?.slice(CLIENT_ENTRY_PREFIX.length) };
  }
}
