import type { Timers } from '../../../../lambda-src/platform/timers';

/** Time that passes when the test says so. */
export class TestTimers implements Timers {
  private time = Date.UTC(2026, 6, 28);
  private readonly due = new Set<{ readonly at: number; readonly run: () => void }>();

  /** How many timers are set. */
  get pending(): number {
    return this.due.size;
  }

  now(): number {
    return this.time;
  }

  after(millis: number, run: () => void): () => void {
    const timer = { at: this.time + millis, run };
    this.due.add(timer);
    return () => this.due.delete(timer);
  }

  /** Lets time pass, and runs what is due in its order. */
  pass(millis: number): void {
    const end = this.time + millis;
    for (let next = this.next(end); next !== undefined; next = this.next(end)) {
      this.due.delete(next);
      this.time = next.at;
      next.run();
    }
    this.time = end;
  }

  private next(end: number) {
    return [...this.due].filter(({ at }) => at <= end).sort((left, right) => left.at - right.at)[0];
  }
}
