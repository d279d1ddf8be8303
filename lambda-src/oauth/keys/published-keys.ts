import { publication } from './key-publication';
import type { ServerKeys } from './server-keys';
import { PUBLISHED_KEYS_KEY, type PublishedKeysItem } from '../../../src/contract/registry';
import { Unavailable } from '../errors/unavailable';
import type { RegistryTable } from '../storage/registry-table';

const ATTEMPTS = 5;

type Content = Pick<PublishedKeysItem, 'keys' | 'removed'>;

/**
 * Publishes the public keys to the registry, where the authorizer reads them. Nothing may be signed before this has succeeded.
 *
 * @returns the ids of the keys that were removed
 */
export async function publishKeys(table: RegistryTable, keys: ServerKeys, tokenLifetime: number, now: number): Promise<readonly string[]> {
  const { removed = [] } = await change(table, (item) => {
    const wanted = publication(item.keys, keys, tokenLifetime, now, item.removed);
    return wanted && { ...item, keys: wanted };
  });
  return removed;
}

/** Removes a published key for good. @returns whether it was published */
export async function removeKey(table: RegistryTable, kid: string): Promise<boolean> {
  let wasThere = false;
  await change(table, ({ keys, removed = [] }) => {
    wasThere = removed.includes(kid) || keys.some((key) => key.kid === kid);
    return removed.includes(kid) || !wasThere ? undefined : { keys: keys.filter((key) => key.kid !== kid), removed: [...removed, kid] };
  });
  return wasThere;
}

export async function publishedKeys(table: RegistryTable): Promise<PublishedKeysItem | undefined> {
  return await table.get(PUBLISHED_KEYS_KEY) as PublishedKeysItem | undefined;
}

/** @param changed undefined where nothing needs to change @returns what is there then */
async function change(table: RegistryTable, changed: (item: Content) => Content | undefined): Promise<Content> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const item = await publishedKeys(table);
    const { keys, removed }: Content = item ?? { keys: [] };
    const wanted = changed({ keys, removed });
    if (wanted === undefined || await table.putVersion(PUBLISHED_KEYS_KEY, { ...wanted }, item?.version)) {
      return wanted ?? { keys, removed };
    }
  }
  throw new Unavailable('registry', new Error('other instances kept changing the published keys'));
}
