import { AsyncLocalStorage } from 'node:async_hooks';
import type { RegistryKey } from '../../../src/contract/registry';

type Item = { readonly [name: string]: unknown } | undefined;

const current = new AsyncLocalStorage<ReadAhead>();

/**
 * Items that the request at hand is known to need, read together: one request to the table takes as long as one item. Each is handed out once, and
 * not after it was written: whoever asks again gets the item as it is then.
 */
export class ReadAhead {
  /** Serves a request with its own. */
  static during<T>(serve: () => Promise<T>): Promise<T> {
    return current.run(new ReadAhead(), serve);
  }

  static get current(): ReadAhead | undefined {
    return current.getStore();
  }

  private readonly items = new Map<string, Promise<Item>>();
  /** Of all that were read, whether or not they have been handed out. */
  private readonly known = new Set<string>();

  /**
   * Does nothing where one of the keys was read before: the library looks the same client up more than once.
   *
   * @param read all of the keys, in their order
   */
  begin(keys: readonly RegistryKey[], read: (keys: readonly RegistryKey[]) => Promise<readonly Item[]>): void {
    if (keys.some((key) => this.known.has(nameOf(key)))) {
      return;
    }
    const reading = read(keys);
    keys.forEach((key, index) => {
      this.known.add(nameOf(key));
      const item = reading.then((items) => items[index]);
      // Only where somebody waits for it is a failure one.
      item.catch(() => undefined);
      this.items.set(nameOf(key), item);
    });
  }

  take(key: RegistryKey): Promise<Item> | undefined {
    const item = this.items.get(nameOf(key));
    this.forget(key);
    return item;
  }

  forget(key: RegistryKey): void {
    this.items.delete(nameOf(key));
  }
}

function nameOf({ pk, sk }: RegistryKey): string {
  return `${pk} ${sk}`;
}
