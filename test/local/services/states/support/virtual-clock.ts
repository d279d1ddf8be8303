import type { Clock } from '../../../../../local/services/states/clock';

/** Time that passes only when nothing else is left to do. */
export class VirtualClock implements Clock {
  private time = Date.parse('2026-01-01T00:00:00Z');
  private readonly timers = new Map<symbol, { readonly at: number; readonly run: () => void }>();

  now(): number {
    return this.time;
  }

  after(millis: number, run: () => void): () => void {
    const key = Symbol();
    this.timers.set(key, { at: this.time + millis, run });
    return () => this.timers.delete(key);
  }

  /** Lets time pass until the work has ended. */
  async until<T>(work: Promise<T>): Promise<T> {
    let hasEnded = false;
    work.then(() => {
      hasEnded = true;
    }, () => {
      hasEnded = true;
    });
    for (let idle = 0; idle < 1000 && !hasEnded;) {
      await new Promise(setImmediate);
      if (hasEnded) {
        break;
      }
      const [next] = [...this.timers].sort(([, left], [, right]) => left.at - right.at);
      if (next === undefined) {
        idle++;
        continue;
      }
      idle = 0;
      this.timers.delete(next[0]);
      this.time = next[1].at;
      next[1].run();
    }
    return work;
  }
}
