import { publication } from './key-publication';
import type { ServerKeys } from './server-keys';
import { PUBLISHED_KEYS_KEY, type PublishedKeysItem } from '../../../src/contract/registry';
import { Unavailable } from '../errors/unavailable';
import type { RegistryTable } from '../storage/registry-table';

const ATTEMPTS = 5;

/** Publishes the public keys to the registry, where the authorizer reads them. Nothing may be signed before this has succeeded. */
export async function publishKeys(table: RegistryTable, keys: ServerKeys, tokenLifetime: number, now: number): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const item = await table.get(PUBLISHED_KEYS_KEY) as PublishedKeysItem | undefined;
    const wanted = publication(item?.keys ?? [], keys, tokenLifetime, now);
    if (wanted === undefined || await table.putVersion(PUBLISHED_KEYS_KEY, { keys: wanted }, item?.version)) {
      return;
    }
  }
  throw new Unavailable('registry', new Error('other instances kept changing the published keys'));
}
