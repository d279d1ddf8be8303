import { publication } from './key-publication';
import type { ServerKeys } from './server-keys';
import type { TokenKey } from './token-key';
import { PUBLISHED_KEYS_KEY, type PublishedKey, type PublishedKeysItem } from '../../../src/contract/registry';
import { verificationKey } from '../../platform/keys';
import { Unavailable } from '../errors/unavailable';
import type { RegistryTable } from '../storage/registry-table';

const ATTEMPTS = 5;

export type PublishedContent = Pick<PublishedKeysItem, 'keys' | 'removed'>;

/**
 * Publishes the public keys to the registry, where the authorizer reads them. Nothing may be signed before this has succeeded.
 *
 * @returns what is published then, also by others and before
 */
export function publishKeys(table: RegistryTable, keys: readonly TokenKey[], tokenLifetime: number, now: number): Promise<PublishedContent> {
  return change(table, (item) => {
    const wanted = publication(item.keys, keys, tokenLifetime, now, item.removed);
    return wanted && { ...item, keys: wanted };
  });
}

/** With the keys that nobody has any more, whose tokens are alive: the JWKS has them, too. */
export function withEarlierKeys({ rings, tokenKeys: [signer, ...others] }: ServerKeys, published: readonly PublishedKey[], now: number): ServerKeys {
  const known = [signer, ...others].map(({ jwk }) => jwk.kid);
  const earlier = published.filter(({ kid, notAfter }) => notAfter > now && !known.includes(kid));
  return { rings, tokenKeys: [signer, ...others, ...earlier.map(({ x, y }): TokenKey => ({ use: 'verifies', jwk: verificationKey(x, y) }))] };
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
async function change(table: RegistryTable, changed: (item: PublishedContent) => PublishedContent | undefined): Promise<PublishedContent> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const item = await publishedKeys(table);
    const { keys, removed }: PublishedContent = item ?? { keys: [] };
    const wanted = changed({ keys, removed });
    if (wanted === undefined || await table.putVersion(PUBLISHED_KEYS_KEY, { ...wanted }, item?.version)) {
      return wanted ?? { keys, removed };
    }
  }
  throw new Unavailable('registry', new Error('other instances kept changing the published keys'));
}
