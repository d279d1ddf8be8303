const FRESH_SECONDS = 300;
const RETRY_SECONDS = 30;
/** How long a cached value is used while it cannot be refreshed: a shorter outage of the source has no effect. */
const USABLE_SECONDS = 900;

/** A value refreshed every few minutes, and earlier where a caller has reason to think it has changed. */
export class Cached<T> {
  private value: { readonly of: T; readonly readAt: number } | undefined;
  private triedAt = -Infinity;
  private reading: Promise<T> | undefined;

  /** @param clock epoch seconds */
  constructor(private readonly read: () => Promise<T>, private readonly clock: () => number) {}

  async get(): Promise<T> {
    const now = this.clock();
    if (this.value !== undefined) {
      const age = now - this.value.readAt;
      if (age < FRESH_SECONDS || (age < USABLE_SECONDS && now - this.triedAt < RETRY_SECONDS)) {
        return this.value.of;
      }
    }
    try {
      return await this.refresh(now);
    } catch (error) {
      if (this.value !== undefined && now - this.value.readAt < USABLE_SECONDS) {
        return this.value.of;
      }
      throw error;
    }
  }

  /** The value of {@link get}, read again unless it was read a moment ago. */
  async reload(): Promise<T> {
    return this.value !== undefined && this.clock() - this.triedAt >= RETRY_SECONDS ? this.refresh(this.clock()) : this.get();
  }

  private async refresh(now: number): Promise<T> {
    this.triedAt = now;
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
    });
    const of = await this.reading;
    this.value = { of, readAt: now };
    return of;
  }
}
