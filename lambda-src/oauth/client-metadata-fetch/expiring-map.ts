/** A map whose entries expire, and that evicts the least recently used one when it is full. */
export class ExpiringMap<V> {
  private readonly entries = new Map<string, { readonly value: V; readonly expiresAt: number }>();

  /** @param clock epoch seconds */
  constructor(private readonly capacity: number, private readonly clock: () => number) {}

  get(key: string): { readonly value: V; readonly expiresAt: number } | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined) {
      return undefined;
    }
    this.entries.delete(key);
    if (entry.expiresAt <= this.clock()) {
      return undefined;
    }
    this.entries.set(key, entry);
    return entry;
  }

  set(key: string, value: V, lifetimeSeconds: number): void {
    this.entries.delete(key);
    if (this.entries.size >= this.capacity) {
      this.entries.delete(this.entries.keys().next().value!);
    }
    this.entries.set(key, { value, expiresAt: this.clock() + lifetimeSeconds });
  }

  get size(): number {
    return this.entries.size;
  }
}
