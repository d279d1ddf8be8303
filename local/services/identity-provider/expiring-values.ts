import { randomBytes } from 'node:crypto';

export type Entry<V> = readonly [key: string, value: V, expiresAt: number];

/** Values stored under unguessable random keys until they expire. */
export class ExpiringValues<V> {
  private readonly values = new Map<string, { readonly value: V; readonly expiresAt: number }>();

  /**
   * @param clock epoch seconds
   * @param before what another one held
   */
  constructor(private readonly lifetimeSeconds: number, private readonly clock: () => number, before: readonly Entry<V>[] = []) {
    before.forEach(([key, value, expiresAt]) => this.values.set(key, { value, expiresAt }));
  }

  add(value: V): string {
    for (const [key, { expiresAt }] of this.values) {
      if (expiresAt <= this.clock()) {
        this.values.delete(key);
      }
    }
    const key = randomBytes(32).toString('base64url');
    this.values.set(key, { value, expiresAt: this.clock() + this.lifetimeSeconds });
    return key;
  }

  get(key: string | undefined): V | undefined {
    const found = key === undefined ? undefined : this.values.get(key);
    return found !== undefined && found.expiresAt > this.clock() ? found.value : undefined;
  }

  /** What another one would need to go on. */
  entries(): readonly Entry<V>[] {
    return [...this.values].map(([key, { value, expiresAt }]) => [key, value, expiresAt]);
  }

  delete(key: string | undefined): void {
    if (key !== undefined) {
      this.values.delete(key);
    }
  }
}
