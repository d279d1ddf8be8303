import { REGISTRY_SCHEMA, clientKey, isDocumentClient } from '../../../src/contract/registry';
import { sha256 } from '../../platform/sha256';
import type { RegistryTable } from '../storage/registry-table';

/** A client, as far as its name goes. */
export interface KnownClient {
  /** As it calls itself; undefined where it has no name. */
  readonly name?: string;
  /** Who vouches for it: the administrator, the host of its document, or nobody. */
  readonly kind: 'declared' | 'document' | 'registered';
  /** Epoch seconds; undefined where it does not expire. */
  readonly expiresAt?: number;
}

/** What is known of clients, without their secrets. */
export class KnownClients {
  private readonly declared: ReadonlyMap<string, string>;

  constructor(private readonly table: RegistryTable, declared: readonly { readonly clientId: string; readonly name: string }[]) {
    this.declared = new Map(declared.map(({ clientId, name }) => [clientId, name]));
  }

  get declaredIds(): readonly string[] {
    return [...this.declared.keys()];
  }

  /** @returns undefined for a client that is gone */
  async find(clientId: string): Promise<KnownClient | undefined> {
    const declared = this.declared.get(clientId);
    if (declared !== undefined) {
      return { kind: 'declared', name: declared };
    }
    if (isDocumentClient(clientId)) {
      return { kind: 'document' };
    }
    const record = await this.table.get(clientKey(sha256(clientId)));
    const name = (record?.metadata as { readonly client_name?: string } | undefined)?.client_name;
    return record && { kind: 'registered', name, expiresAt: record[REGISTRY_SCHEMA.expiry] as number | undefined };
  }
}
