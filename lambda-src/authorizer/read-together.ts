import type { Registry, RegistryItem } from './registry';
import type { RegistryKey } from '../../src/contract/registry';

interface Batch {
  readonly keys: RegistryKey[];
  readonly items: Promise<readonly (RegistryItem | undefined)[]>;
}

/** Combines simultaneous reads into one request. */
export function readTogether(registry: Registry): Registry {
  let open: Batch | undefined;
  const begin = (): Batch => {
    const keys: RegistryKey[] = [];
    const items = Promise.resolve().then(() => {
      open = undefined;
      return registry.read(keys);
    });
    return { keys, items };
  };
  return {
    async read(wanted) {
      open ??= begin();
      const { keys, items } = open;
      const places = wanted.map((key) => {
        const known = keys.findIndex(({ pk, sk }) => pk === key.pk && sk === key.sk);
        return known >= 0 ? known : keys.push(key) - 1;
      });
      const found = await items;
      return places.map((place) => found[place]);
    },
  };
}
